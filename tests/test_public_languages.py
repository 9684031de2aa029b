"""What people without an account meet, in the languages in which the rest of Octant does not stand."""

import re
from collections.abc import Callable
from functools import cache

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from octant.clusters.queries import language_choices
from octant.core import catalogues, offered
from octant.ecosystem.models import (
    EntryLink,
    Offer,
    Organisation,
    PartnerInvitation,
    PartnerSurvey,
    RegistrationPage,
)
from octant.frameworks.loading import check_all
from octant.frameworks.queries import framework
from octant.surveys.actions.surveys import add_survey, open_survey
from octant.surveys.models import Survey
from octant.workshops import screens
from octant.workshops.actions import agenda, running
from octant.workshops.models import Activity, ActivityKind, Workshop

pytestmark = pytest.mark.django_db
ONLY_PUBLIC = [code for code, _name in settings.PUBLIC_LANGUAGES if code not in dict(settings.LANGUAGES)]
# Words on the way from one page to the next, in any language.
SHORT = 12


@pytest.fixture
def survey(round_, people) -> Survey:
    survey = add_survey(
        round=round_,
        by=people["core"],
        anonymity="sector",
        title="Enkät",
        asks_wished=True,
        asks_influence=True,
    )
    return open_survey(survey=survey, by=people["core"])


@pytest.fixture
def workshop(round_, people) -> Workshop:
    workshop = Workshop.objects.create(cluster=round_.cluster, round=round_, title="Möte")
    for kind in ActivityKind.values:
        agenda.add_activity(workshop=workshop, kind=kind, title=f"({kind})")
    workshop.refresh_from_db()
    return running.start(workshop=workshop, by=people["core"], revision=workshop.revision)


@cache
def texts() -> frozenset[str]:
    return frozenset(message.id for message in catalogues.extract() if isinstance(message.id, str))


@cache
def english_only(language: str) -> list[str]:
    """The longer texts of Octant, without places for values, that do not stand in this language."""
    known = {str(message.id) for message in catalogues.read(language)}
    return [text for text in texts() - known if len(text) > SHORT and not re.search(r"[%{]", text)]


@pytest.fixture
def read(client: Client) -> Callable[[str, str], str]:
    """read(address, language) is the page, which must be in that language."""

    def get(address: str, language: str) -> str:
        answer = client.get(address, headers={"Accept-Language": language})
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert f'<html lang="{language}"' in page, address
        return page

    return get


def test_every_public_language_has_all_it_needs() -> None:
    codes = {code for code, _name in settings.PUBLIC_LANGUAGES}
    assert codes == {"en", *catalogues.languages()}
    assert catalogues.problems() == []
    assert check_all() == []


@pytest.mark.parametrize("language", ONLY_PUBLIC)
def test_no_page_of_a_survey_mixes_languages(client, read, survey, language) -> None:
    start = reverse("answer:start", args=[survey.code])
    pages = [read(start, language)]
    client.post(start, {"sector": "public"})
    pages += [
        read(reverse("answer:part", args=[survey.code, part]), language)
        for part in ("d-membership", "i-membership")
    ]
    pages.append(read(reverse("answer:review", args=[survey.code]), language))
    assert framework("csei", 1, language).dimensions[0].name in pages[1]
    assert english_in(pages, language) == []


@pytest.mark.parametrize("language", ONLY_PUBLIC)
def test_no_page_of_a_workshop_mixes_languages(client, read, workshop, language) -> None:
    address = reverse("room:phone", args=[workshop.code])
    pages = [read(address, language), read(reverse("join:code"), language)]
    client.post(address, {"sector": "public"})
    for activity in Activity.kept.filter(workshop=workshop):
        workshop.refresh_from_db()
        running.go_to(workshop=workshop, activity=activity, revision=workshop.revision)
        pages.append(read(address, language))
        pages.append(read(screens.address(workshop), language))
    pages.append(read(reverse("room:wall", args=[workshop.code]), language))
    assert english_in(pages, language) == []


@pytest.fixture
def asked(cluster) -> PartnerInvitation:
    """An organisation that is asked for its partners, and has a link to its own entry."""
    mill, _bank = (Organisation.objects.create(cluster=cluster, name=name) for name in ("Mølla", "Bånken"))
    Offer.objects.create(organisation=mill, category="knowledge", text="Kurs")
    EntryLink.objects.create(organisation=mill)
    survey = PartnerSurvey.objects.create(cluster=cluster, title="2026")
    return PartnerInvitation.objects.create(survey=survey, organisation=mill)


@pytest.mark.parametrize("language", ONLY_PUBLIC)
def test_no_page_of_an_organisation_without_an_account_mixes_languages(client, read, asked, language) -> None:
    register = RegistrationPage.objects.create(cluster=asked.survey.cluster, is_open=True)
    form = reverse("entries:register", args=[register.token])
    entry = reverse("entries:mine", args=[asked.organisation.links.get().token])
    partners = reverse("entries:partners", args=[asked.token])
    pages = [read(address, language) for address in (form, f"{form}thanks/", entry)]
    said = {"kind": "-funds", "partner": "Bånken", "strength": "2"}
    pages += [
        sent(client, partners, said, language),
        sent(client, partners, said | {"partner": "Ny"}, language),
    ]
    pages += [sent(client, f"{partners}done/", {}, language), sent(client, partners, {}, language)]
    pages.append(sent(client, form, {"contact_email": "a@example.org", "offer_text": "?"}, language))
    who = {"name": "Bånken", "version": 1}
    pages.append(sent(client, f"{entry}edit/who/", who, language))
    pages.append(sent(client, f"{entry}edit/who/", who | {"name": "Mølle"}, language))
    pages.append(sent(client, f"{entry}edit/who/", who | {"name": "Mølla AB"}, language))  # changed meanwhile
    PartnerSurvey.objects.update(closed_at=timezone.now())
    pages += [read(partners, language), sent(client, partners, said, language)]
    for gone in (f"{entry}edit/who/", "/entry/gone/", "/partners/gone/", "/register/gone/"):
        pages.append(client.get(gone, headers={"Accept-Language": language}).content.decode())
    for page in pages:
        assert f'<html lang="{language}"' in page
        assert "language-panel" in page
        assert "site-nav" not in page  # the team's ways
    with translation.override(language):
        guide = framework("csei", 1, language).dimension("services").examples
        assert guide[5].name in pages[2]
        assert guide[5].name != framework("csei", 1, "en").dimension("services").examples[5].name
        assert gettext("This link no longer works. Ask the team for a new one.") in pages[-2]
    assert english_in(pages, language) == []


def sent(client: Client, address: str, values: dict[str, object], language: str) -> str:
    """The page to which sending the form leads."""
    answer = client.post(address, values, headers={"Accept-Language": language}, follow=True)
    return answer.content.decode()


@pytest.mark.parametrize("language", ONLY_PUBLIC)
def test_privacy_and_accessibility_are_told_in_the_language_of_the_phone(read, language) -> None:
    pages = [read(reverse(f"pages:{name}"), language) for name in ("privacy", "accessibility")]
    assert english_in(pages, language) == []


@pytest.mark.parametrize("language", ONLY_PUBLIC)
def test_languages_are_called_by_their_names_in_each_language(language) -> None:
    with translation.override("en"):
        english = language_choices()
    with translation.override(language):
        assert not set(english) & set(language_choices())


@pytest.mark.parametrize(("language", "word"), [("lv", "Nosaukums"), ("lt", "Pavadinimas")])
def test_the_name_of_an_organisation_is_not_called_that_of_a_person(client, asked, language, word) -> None:
    link = asked.organisation.links.get()
    edit = reverse("entries:edit", args=[link.token, "who"])
    sent(client, edit, {"name": "Mølle", "version": 1}, language)
    both = sent(client, edit, {"name": "Mølla AB", "version": 1}, language)
    assert word in both


def english_in(pages: list[str], language: str) -> list[str]:
    missing = english_only(language)
    return sorted({text for text in missing for page in pages if text in page})


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("sv-SE,sv;q=0.9,en;q=0.5", "sv"),
        ("no", "nb"),
        ("nn-NO,nn;q=0.9,en;q=0.1", "nb"),
        ("fi,de;q=0.4", "de"),
        ("fi", "en"),
        ("", "en"),
        ("*", "en"),
        ("sv;q=0,de", "de"),
        ("x" * 5000, "en"),
    ],
)
def test_a_phone_is_answered_in_the_best_language(client, asked, language) -> None:
    page = client.get(reverse("join:code"), headers={"Accept-Language": asked}).content.decode()
    assert f'<html lang="{language}"' in page


def test_a_page_of_the_team_is_never_half_translated(client) -> None:
    page = client.get(reverse("guide:index"), headers={"Accept-Language": "sv,de;q=0.5"}).content.decode()
    assert '<html lang="de"' in page
    assert ">svenska</button>" not in page


def test_a_chosen_language_stays_on_the_pages_that_have_it(client) -> None:
    client.post(reverse("set_language"), {"language": "sv", "next": reverse("join:code")})
    page = client.get(reverse("join:code")).content.decode()
    assert '<html lang="sv"' in page
    assert ">svenska</button>" in page
    assert '<html lang="en"' in client.get(reverse("guide:index")).content.decode()


def test_public_texts_are_files_that_exist() -> None:
    files = [path.relative_to(catalogues.PACKAGE).as_posix() for path in catalogues.PACKAGE.rglob("*.*")]
    for pattern in offered.PUBLIC_TEXTS:
        assert any(offered.fnmatch(file, pattern) for file in files), pattern
