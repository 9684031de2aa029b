"""Two people at the register at the same moment: nothing is there twice, nothing is lost."""

from functools import partial

import pytest
from tests.at_once import at_once

from octant.ecosystem.actions import landscape, merging, partners, register, registrations, relations
from octant.ecosystem.models import (
    BulkChange,
    CalendarLink,
    EntryLink,
    Merge,
    Organisation,
    PartnerInvitation,
    Registration,
    RegistrationState,
    Relation,
    SavedView,
)
from octant.journal.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def three(cluster, people) -> list[Organisation]:
    return [register.add(cluster=cluster, by=people["core"], name=name) for name in ("A", "B", "C")]


def fresh(row):
    """The row as another request has read it."""
    return type(row).objects.select_related("cluster").get(pk=row.pk)


def problems(found: list[object]) -> list[type]:
    return [type(each) for each in found if isinstance(each, Exception)]


def test_one_organisation_of_a_name(cluster, people):
    find = partial(register.find_or_add, cluster=cluster, name="The harbour", by=people["core"])
    add = partial(register.add, cluster=cluster, name="the  Harbour", by=people["core"])
    found = at_once(find, find, add)
    assert problems(found) in ([], [register.AlreadyThere])
    assert Organisation.objects.count() == 1


def test_one_relation_whatever_two_people_say_about_it(cluster, people, three):
    say = partial(
        relations.relate,
        cluster=cluster,
        first=three[0],
        second=three[1],
        kind="cooperation",
        by=people["core"],
    )
    relation = at_once(partial(say, strength=1), partial(say, strength=1))[0]
    found = at_once(
        partial(say, strength=2),
        partial(
            relations.change_relation,
            relation=fresh(relation),
            version=1,
            values={"strength": 3},
            by=people["core"],
        ),
    )
    assert problems(found) == []
    assert Relation.kept.filter(ended_on=None).count() == 1


def test_a_registration_is_decided_on_once(cluster, people):
    row = registrations.send(cluster=cluster, values={"name": "The harbour"})
    accept = [
        partial(registrations.accept, registration=fresh(row), name=name, by=people["core"])
        for name in ("The harbour", "Harbour of the north")
    ]
    assert problems(at_once(*accept)) == [registrations.AlreadyDecided]
    assert Organisation.objects.count() == 1

    row = registrations.send(cluster=cluster, values={"name": "The mill"})
    found = at_once(
        partial(registrations.accept, registration=fresh(row), name="The mill", by=people["core"]),
        partial(registrations.decline, registration=fresh(row), by=people["core"]),
    )
    assert problems(found) == [registrations.AlreadyDecided]
    row.refresh_from_db()
    there = Organisation.objects.filter(name="The mill").exists()
    assert there == (row.state == RegistrationState.ACCEPTED)


def test_one_link_for_each_organisation(cluster, people, three):
    survey = partners.start_survey(cluster=cluster, by=people["core"], everybody=True, title="Who with whom?")
    PartnerInvitation.objects.all().delete()
    add = partial(partners.add_invitations, survey=survey, everybody=True)
    assert sorted(at_once(add, add)) == [0, 3]
    invitation = PartnerInvitation.objects.select_related("survey__cluster", "organisation").first()
    name = partial(
        partners.name_partner,
        invitation=invitation,
        name="Somebody new",
        kind="cooperation",
        backwards=False,
        strength=1,
    )
    assert problems(at_once(name, name)) == []
    assert Registration.objects.count() == 1

    link = partial(registrations.make_link, organisation=three[0], by=people["core"])
    assert problems(at_once(link, link)) == []
    assert EntryLink.objects.filter(revoked_at=None).count() == 1
    link = partial(landscape.new_calendar_link, cluster=cluster, user=people["core"])
    assert problems(at_once(link, link)) == []
    assert CalendarLink.objects.count() == 1


def test_one_view_of_a_name_and_one_removal(cluster, people, three):
    save = partial(
        register.save_view,
        cluster=cluster,
        by=people["core"],
        name="Ours",
        query="?sector=public",
        shared=True,
    )
    assert problems(at_once(save, save)) == []
    assert SavedView.kept.count() == 1
    rows = Organisation.kept.filter(cluster=cluster)
    remove = partial(register.remove_many, cluster=cluster, rows=rows, by=people["core"])
    assert sum(each is None for each in at_once(remove, remove)) == 1
    assert BulkChange.objects.count() == 1
    assert Entry.objects.filter(verb="organisations_removed").count() == 1


def test_one_organisation_goes_into_one_other(cluster, people, three):
    first, second, gone = three
    found = at_once(
        *(
            partial(merging.merge, kept=fresh(kept), gone=fresh(gone), values={}, by=people["core"])
            for kept in (first, second)
        )
    )
    assert problems(found) == [merging.Overtaken]
    done = Merge.objects.get()
    gone.refresh_from_db()
    assert gone.merged_into == done.kept
    back = partial(merging.take_apart, done=done, by=people["core"])
    assert problems(at_once(back, back)) == []
    assert Entry.objects.filter(verb="organisations_taken_apart").count() == 1
