"""What is promised holds for surveys and workshops alike."""

import pytest
from django.db import IntegrityError
from tests.helpers import HOSTILE

from octant.surveys.actions.surveys import add_survey
from octant.surveys.forms.introduction import IntroductionForm
from octant.surveys.models import Survey
from octant.surveys.promise import Anonymity, Asked
from octant.workshops.actions.agenda import add_workshops
from octant.workshops.models import Workshop

KINDS = ("survey", "workshop")
ALL = {"sector": "public", "organisation": "Harbour Office", "name": "The pilot"}
KEPT = {
    Anonymity.NAMED: ALL,
    Anonymity.SECTOR: ALL | {"organisation": "", "name": ""},
    Anonymity.ANONYMOUS: dict.fromkeys(ALL, ""),
}


@pytest.fixture(params=KINDS)
def make(request, round_):
    """A new survey, or a new workshop: make(anonymity="named")."""

    def survey(**values) -> Survey | Workshop:
        return add_survey(round=round_, by=None, title="What do you see?", **values)

    def workshop(**values) -> Survey | Workshop:
        return add_workshops(round=round_, by=None, agenda=None, title="Kick-off", **values)[0]

    return survey if request.param == "survey" else workshop


@pytest.mark.parametrize("anonymity", Anonymity)
def test_nothing_is_kept_that_was_promised_not_to_be(make, anonymity):
    made = make(anonymity=anonymity, asks_sector="required", asks_organisation="required")
    made.refresh_from_db()
    assert made.what_is_kept(**ALL) == KEPT[anonymity]
    asked = {name for name in ("sector", "organisation") if getattr(made, f"asks_{name}") != Asked.NO}
    assert asked == {name for name in ("sector", "organisation") if KEPT[anonymity][name]}


def test_what_is_not_asked_is_not_kept_either(make):
    made = make(anonymity="named", asks_sector="no", asks_organisation="no")
    assert made.what_is_kept(**ALL) == {"sector": "", "organisation": "", "name": "The pilot"}


def test_anonymity_never_changes(make):
    made = make(anonymity="sector")
    made.anonymity = "named"
    with pytest.raises(TypeError):
        made.save()
    with pytest.raises(TypeError):
        made.save(update_fields=["anonymity"])
    made.save(update_fields=["title"])
    again = type(made)(pk=made.pk, cluster=made.cluster, round=made.round, title="Another", anonymity="named")
    with pytest.raises(TypeError):
        again.save()
    made.refresh_from_db()
    assert made.anonymity == Anonymity.SECTOR


@pytest.mark.parametrize("smallest", [2, 11])
def test_the_database_holds_the_smallest_group_too(make, smallest):
    with pytest.raises(IntegrityError):
        make(anonymity="sector", minimum_group=smallest)


@pytest.mark.parametrize(
    ("promise", "fields"),
    [
        ({"anonymity": "anonymous"}, []),
        ({"anonymity": "sector"}, ["sector"]),
        ({"anonymity": "sector", "asks_sector": "no"}, []),
        ({"anonymity": "named"}, ["name", "sector"]),
        ({"anonymity": "named", "asks_organisation": "optional"}, ["name", "sector", "organisation"]),
    ],
)
def test_only_what_is_kept_is_asked(make, promise, fields):
    assert list(IntroductionForm(promise=make(**promise)).fields) == fields


def test_somebody_may_rather_not_say_where_that_is_offered(make):
    optional = IntroductionForm({"sector": ""}, promise=make(anonymity="sector", asks_sector="optional"))
    assert optional.is_valid()
    assert "I would rather not say" in str(optional)
    assert not IntroductionForm({"sector": ""}, promise=make(anonymity="sector")).is_valid()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_only_text(make, text):
    form = IntroductionForm(
        {"name": text, "sector": text, "organisation": text},
        promise=make(anonymity="named", asks_organisation="required"),
    )
    assert list(form.errors) == ["sector"]
    assert "<script>" not in str(form)
