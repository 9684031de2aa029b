"""The survey of who works with whom."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from tests.helpers import HOSTILE, count_queries

from octant.accounts.mail import AddressRefused
from octant.accounts.mailing import SILENT
from octant.ecosystem.actions import mailing
from octant.ecosystem.actions.mailing import mailroom
from octant.ecosystem.models import (
    Contact,
    Organisation,
    PartnerInvitation,
    PartnerSurvey,
    Registration,
    Relation,
)
from octant.journal.models import Entry

pytestmark = pytest.mark.django_db
REGISTER = "/clusters/north/organisations/"


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests():
    cache.clear()


@pytest.fixture
def three(cluster) -> list[Organisation]:
    names = ["Abbey", "Bank", "College"]
    return Organisation.objects.bulk_create(
        Organisation(cluster=cluster, name=name, membership="member" if name != "College" else "none")
        for name in names
    )


@pytest.fixture
def survey(cluster, three) -> PartnerSurvey:
    survey = PartnerSurvey.objects.create(cluster=cluster, title="Partners 2026")
    PartnerInvitation.objects.bulk_create(PartnerInvitation(survey=survey, organisation=row) for row in three)
    return survey


def url(survey: PartnerSurvey, row: Organisation) -> str:
    return f"/partners/{survey.invitations.get(organisation=row).token}/"


def names(**values: str) -> dict[str, str]:
    return {"kind": "cooperates", "partner": "Bank", "strength": "2"} | values


def test_from_the_start_of_a_survey_to_relations_of_both_sides(client_as, cluster, three) -> None:
    client, nobody = client_as("core"), Client()
    start = {"title": "Partners", "intro": "Please answer", "who": "members", "closes_on": ""}
    page = client.post(REGISTER + "partners/", start, follow=True).content.decode()
    survey = PartnerSurvey.objects.get()
    assert [str(row) for row in survey.invitations.all()] == ["Abbey", "Bank"]
    assert url(survey, three[0]) in page
    form = nobody.get(url(survey, three[0])).content.decode()
    for text in ("Please answer", "You answer for", "Abbey", "Nothing yet"):
        assert text in form
    nobody.post(url(survey, three[0]), names(partner=" BANK "))
    row = Relation.kept.get()
    assert (row.said_by_first, row.said_by_second, row.source) == (True, False, "survey")
    assert "only the other side says so" in client.get(f"{REGISTER}{three[1].pk}/").content.decode()
    nobody.post(url(survey, three[0]) + "done/")
    nobody.post(url(survey, three[1]) + "done/")
    page = client.get(f"{REGISTER}partners/{survey.pk}/").content.decode()
    assert "2 of 2 have answered" in page
    assert "<bdi>Abbey</bdi> says so, <bdi>Bank</bdi> does not" in page
    nobody.post(url(survey, three[1]), names(partner="Abbey"))
    assert "Nothing of that kind" in client.get(f"{REGISTER}partners/{survey.pk}/").content.decode()
    row.refresh_from_db()
    assert row.said_by_second


def test_direction(three, survey) -> None:
    Client().post(url(survey, three[0]), names(kind="-funds"))
    row = Relation.kept.get()
    assert (row.first.name, row.second.name, row.said_by_second) == ("Bank", "Abbey", True)


def test_a_new_name_waits_until_somebody_has_looked(client_as, three, survey) -> None:
    nobody, client = Client(), client_as("core")
    page = nobody.post(
        url(survey, three[0]), names(partner="Newcomers", kind="-refers", strength="3"), follow=True
    )
    assert "the team looks at it" in page.content.decode()
    assert not Organisation.objects.filter(name="Newcomers").exists()
    assert "Named as a partner" in client.get(REGISTER + "registrations/").content.decode()
    waiting = Registration.objects.get()
    client.post(f"{REGISTER}registrations/{waiting.pk}/accept/", {"name": "Newcomers eV"})
    row = Relation.kept.get()
    assert (row.first.name, row.second.name, row.kind, row.strength) == ("Newcomers eV", "Abbey", "refers", 3)
    assert row.said_by_second


def test_a_new_name_that_turns_out_to_be_known(client_as, three, survey) -> None:
    Client().post(url(survey, three[0]), names(partner="The Bank"))
    waiting = Registration.objects.get()
    client_as("core").post(f"{REGISTER}registrations/{waiting.pk}/accept/", {"name": "Bank"})
    assert Relation.kept.get().second.name == "Bank"
    assert Organisation.kept.count() == 3


def test_one_organisation_cannot_fill_the_queue(three, survey) -> None:
    nobody = Client()
    codes = [nobody.post(url(survey, three[0]), names(partner=f"N {n}")).status_code for n in range(32)]
    assert codes == [302] * 30 + [422] * 2
    assert Registration.objects.count() == 30


def test_taken_back(three, survey) -> None:
    nobody = Client()
    nobody.post(url(survey, three[0]), names())
    row = Relation.kept.get()
    assert nobody.post(f"{url(survey, three[1])}{row.pk}/take-back/").status_code == 404  # not theirs
    nobody.post(url(survey, three[1]), names(partner="Abbey"))
    nobody.post(f"{url(survey, three[0])}{row.pk}/take-back/")
    row.refresh_from_db()
    assert (row.said_by_first, row.said_by_second, row.removed_at) == (False, True, None)
    nobody.post(f"{url(survey, three[1])}{row.pk}/take-back/")
    assert not Relation.kept.exists()


def test_what_the_team_entered_stays_when_a_side_takes_its_word_back(cluster, three, survey) -> None:
    first, second = three[:2]
    row = Relation.objects.create(
        cluster=cluster, first=first, second=second, kind="cooperates", said_by_first=True
    )
    Client().post(f"{url(survey, three[0])}{row.pk}/take-back/")
    assert Relation.kept.get() == row


def test_closed_it_shows_but_takes_nothing(client_as, three, survey) -> None:
    nobody, client = Client(), client_as("core")
    client.post(f"{REGISTER}partners/{survey.pk}/close/")
    assert "closed" in nobody.get(url(survey, three[0])).content.decode()
    assert nobody.post(url(survey, three[0]), names()).status_code == 403
    assert nobody.post(url(survey, three[0]) + "done/").status_code == 403
    client.post(f"{REGISTER}partners/{survey.pk}/close/")
    assert nobody.post(url(survey, three[0]), names()).status_code == 302
    PartnerSurvey.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    assert nobody.post(url(survey, three[0]), names()).status_code == 403
    client.post(f"{REGISTER}partners/{survey.pk}/close/")  # opens it again without that day
    assert nobody.post(url(survey, three[0]), names()).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [{"partner": ""}, {"partner": "Abbey"}, {"kind": "hates"}, {"strength": "9"}, {"partner": "x" * 201}],
)
def test_what_makes_no_sense_is_refused(three, survey, wrong) -> None:
    answer = Client().post(url(survey, three[0]), names() | wrong)
    assert answer.status_code == 422
    assert "ds-error-summary" in answer.content.decode()
    assert not Relation.objects.exists()


@pytest.mark.parametrize("wrong", [{"title": ""}, {"who": "x"}, {"closes_on": "2020-01-01"}])
def test_a_survey_needs_a_title_and_a_day_to_come(client_as, three, wrong) -> None:
    start = {"title": "Partners", "intro": "", "who": "all", "closes_on": ""} | wrong
    assert client_as("core").post(REGISTER + "partners/", start).status_code == 422
    assert not PartnerSurvey.objects.exists()


def test_links_for_those_who_came_later(client_as, cluster, three, survey) -> None:
    Organisation.objects.create(cluster=cluster, name="Late")
    page = client_as("core").post(f"{REGISTER}partners/{survey.pk}/more/", follow=True)
    assert "1 link added" in page.content.decode()
    assert survey.invitations.count() == 4
    page = client_as("core").post(f"{REGISTER}partners/{survey.pk}/more/", follow=True)
    assert "a link already" in page.content.decode()


def test_a_link_ends_with_its_organisation(cluster, three, survey) -> None:
    address = url(survey, three[0])
    three[0].removed_at = timezone.now()
    three[0].save()
    assert Client().get(address).status_code == 404
    assert Client().get("/partners/nonsense/").status_code == 404


def test_names_are_suggested(three, survey) -> None:
    rows = Client().get(url(survey, three[0]) + "suggest/?q=coll").json()["results"]
    assert [row["label"] for row in rows] == ["College"]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_name_is_shown_and_never_run(client_as, three, survey, text: str) -> None:
    nobody = Client()
    nobody.post(url(survey, three[0]), names(partner=text))
    PartnerSurvey.objects.update(title=text[:120], intro=text)
    client = client_as("core")
    for page in (
        nobody.get(url(survey, three[0])),
        client.get(REGISTER + "partners/"),
        client.get(f"{REGISTER}partners/{survey.pk}/"),
        client.get(REGISTER + "registrations/"),
    ):
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()


def test_an_organisation_that_was_removed_is_neither_asked_nor_has_it_answered(
    client_as, three, survey
) -> None:
    survey.invitations.exclude(organisation=three[2]).update(answered_on=timezone.localdate())
    Organisation.objects.filter(pk=three[0].pk).update(removed_at=timezone.now())
    for page in ("partners/", f"partners/{survey.pk}/"):
        assert "1 of 2 has answered" in client_as("core").get(REGISTER + page).content.decode()


def test_query_counts_do_not_grow(client_as, cluster, three, survey) -> None:
    counts: dict[str, set[int]] = {"team": set(), "list": set(), "public": set()}
    invitations = survey.invitations
    for rows in (1, 3, 30):
        for n in range(rows):
            partner, _ = Organisation.objects.get_or_create(cluster=cluster, name=f"P {n}")
            invitations.get_or_create(organisation=partner, answered_on=timezone.localdate())
            Relation.objects.get_or_create(
                cluster=cluster, first=three[0], second=partner, kind="cooperates", said_by_first=True
            )
            Registration.objects.create(cluster=cluster, values={"name": "N", "partner_of": three[0].pk})
            PartnerSurvey.objects.create(cluster=cluster, title=f"S {n}")
        invitations.filter(organisation=three[0]).update(answered_on=timezone.localdate())
        counts["team"].add(count_queries(client_as("core"), f"{REGISTER}partners/{survey.pk}/"))
        counts["list"].add(count_queries(client_as("core"), f"{REGISTER}partners/"))
        counts["public"].add(count_queries(Client(), url(survey, three[0])))
    assert all(len(seen) == 1 and max(seen) <= 15 for seen in counts.values()), counts


def test_all_links_come_as_one_file_and_no_name_is_run_as_a_formula(client_as, survey, three) -> None:
    three[0].name = "=1+1 Abbey"
    three[0].save()
    survey.invitations.filter(organisation=three[1]).update(sent_on="2026-03-01")
    reachable(three[2], "college@example.org")
    client = client_as("core")
    answer = client.get(f"{REGISTER}partners/{survey.pk}/links.csv")
    assert answer["Content-Disposition"].startswith("attachment")
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 4
    assert all(f"http://testserver{url(survey, row)}" in answer.content.decode() for row in three)
    assert not any(row.startswith("=") for row in rows)
    assert [row.split(",")[-2] for row in rows[1:]] == ["no address", "2026-03-01", ""]
    assert "college@example.org" not in answer.content.decode()
    assert (
        f"partners/{survey.pk}/links.csv" in client.get(f"{REGISTER}partners/{survey.pk}/").content.decode()
    )


# --- By e-mail ----------------------------------------------------------------------------------------------


@pytest.fixture
def _nothing_in_the_background(monkeypatch):
    """The test's transaction is its own: what a thread would do is done while the page is made."""
    monkeypatch.setattr("octant.accounts.mailing.in_background", lambda task: task())


def reachable(row: Organisation, email: str, **values: object) -> Contact:
    kept = {"name": "Desk", "lawful_basis": "contract", "delete_on": "2999-01-01"} | values
    return Contact.objects.create(organisation=row, email=email, **kept)


@pytest.fixture
def base(survey) -> str:
    return f"{REGISTER}partners/{survey.pk}/"


def got() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


@pytest.mark.usefixtures("_nothing_in_the_background")
def test_each_organisation_with_an_address_gets_its_own_link_once(client_as, survey, three, base) -> None:
    abbey, bank, college = three
    reachable(abbey, "abbey@example.org")
    reachable(abbey, "zita@example.org", name="Zita")  # the first contact is enough
    reachable(bank, "bank@example.org")
    client = client_as("core")
    page = client.get(base).content.decode()
    assert "Send 2 e-mails" in page
    assert "1 organisation has no address" in page
    assert f"/organisations/{college.pk}/?edit=contact#contact" in page
    page = client.post(f"{base}send/", {"message": "Until Friday", "language": "en"}, follow=True)
    assert got() == ["abbey@example.org", "bank@example.org"]
    letter = next(message for message in mail.outbox if message.to == ["abbey@example.org"])
    assert f"http://testserver{url(survey, abbey)}" in letter.body
    assert "Until Friday" in letter.body
    assert "Link for Abbey:" in letter.body
    assert "2 e-mails were sent." in page.content.decode()
    (entry,) = Entry.objects.filter(verb="partner_survey_sent")
    assert entry.after == {"invitations": 2}
    assert "example.org" not in str(entry.after)
    answer = client.post(f"{base}send/", {"language": "en"}, follow=True)
    assert "was written to already" in answer.content.decode()
    client.post(f"{base}send/on/")
    assert len(mail.outbox) == 2
    reachable(three[2], "college@example.org")
    client.post(f"{base}send/", {"language": "en"})
    assert got() == ["abbey@example.org", "bank@example.org", "college@example.org"]


@pytest.mark.usefixtures("_nothing_in_the_background")
def test_each_is_written_to_in_the_language_of_its_country_or_the_chosen_one(
    client_as, cluster, survey, three, base
) -> None:
    for row, country in zip(three, ["SE", "FI", "PL"], strict=True):
        row.country = country
        row.save()
        reachable(row, f"{country.lower()}@example.org")
    client_as("core").post(f"{base}send/", {"language": ""})
    languages = dict(PartnerInvitation.objects.values_list("organisation__country", "language"))
    assert languages == {"SE": "sv", "FI": "en", "PL": "pl"}
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert bodies["se@example.org"].startswith("Hej")
    assert bodies["pl@example.org"].startswith("Dzień dobry")
    PartnerInvitation.objects.update(sent_on=None)
    client_as("core").post(f"{base}send/", {"language": "lv"})
    assert set(PartnerInvitation.objects.values_list("language", flat=True)) == {"lv"}


@pytest.mark.usefixtures("_nothing_in_the_background")
def test_nobody_is_written_to_who_has_answered_or_whose_address_has_to_go(
    client_as, survey, three, base
) -> None:
    abbey, bank, college = three
    reachable(abbey, "answered@example.org")
    survey.invitations.filter(organisation=abbey).update(answered_on=timezone.localdate())
    reachable(bank, "overdue@example.org", delete_on=timezone.localdate())
    reachable(college, "erased@example.org", removed_at=timezone.now())
    client = client_as("core")
    assert "2 organisations have no address" in client.get(base).content.decode()
    client.post(f"{base}send/", {"language": ""})
    assert not mail.outbox


@pytest.mark.usefixtures("_nothing_in_the_background")
def test_what_the_mail_server_refuses_is_named_and_sent_once_more(
    client_as, survey, three, base, monkeypatch
) -> None:
    contact = reachable(three[0], "wrong@example.org")

    def refuse(*args: object, **context: object) -> None:
        raise AddressRefused

    client = client_as("core")
    with monkeypatch.context() as patch:
        patch.setattr("octant.accounts.mail.post", refuse)
        page = client.post(f"{base}send/", {"language": ""}, follow=True).content.decode()
    assert "1 address was refused." in page
    row = survey.invitations.get(organisation=three[0])
    assert f"{base}{row.pk}/again/" in page
    client.post(f"{base}send/", {"language": ""})
    client.post(f"{base}send/on/")
    assert not mail.outbox  # not by itself
    contact.email = "right@example.org"
    contact.save()
    client.post(f"{base}{row.pk}/again/")
    client.post(f"{base}{row.pk}/again/")
    assert got() == ["right@example.org"]


def test_a_server_that_stops_in_the_middle_loses_nobody_and_writes_to_nobody_twice(
    client_as, people, survey, three, base, monkeypatch
) -> None:
    for row in three:
        reachable(row, f"{row.name.lower()}@example.org")
    made = mailing.send(survey=survey, by=people["core"], site="https://octant.example.org")
    assert made is not None
    lost = mailroom.take(made)  # and here the power goes
    client = client_as("core")
    assert f'hx-get="{base}sending/"' in client.get(base).content.decode()
    fragment = client.get(f"{base}sending/", headers={"HX-Request": "true"}).content.decode()
    assert "0 of 3 sent" in fragment
    assert "<h1" not in fragment
    mailroom.deliver_all()  # the server starts again
    assert len(got()) == 2
    assert client.get(f"{base}sending/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    monkeypatch.setattr("octant.accounts.mailing.in_background", lambda task: task())
    PartnerInvitation.objects.filter(pk=lost.pk).update(taken_at=timezone.now() - 2 * SILENT)
    assert "Perhaps sent, perhaps not" in client.get(base).content.decode()
    client.post(f"{base}send/", {"language": ""})
    client.post(f"{base}send/on/")
    assert len(got()) == 2
    client.post(f"{base}{lost.pk}/again/")
    assert got() == ["abbey@example.org", "bank@example.org", "college@example.org"]


@pytest.mark.usefixtures("_nothing_in_the_background")
def test_nothing_more_goes_out_once_the_survey_is_closed(client_as, people, survey, three, base) -> None:
    reachable(three[0], "abbey@example.org")
    made = mailing.send(survey=survey, by=people["core"], site="")
    assert made is not None
    client = client_as("core")
    client.post(f"{base}close/")
    mailroom.deliver(made.pk)
    assert not mail.outbox
    for path in ("send/", "send/on/", f"{made.invitations.get().pk}/again/"):
        assert client.post(base + path, {"language": ""}).status_code == 403
    client.post(f"{base}close/")  # opens it again
    assert "Send 1 that was not sent yet" in client.get(base).content.decode()
    client.post(f"{base}send/on/")
    assert got() == ["abbey@example.org"]


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"message": "x" * 1001}, {"message": "a\x00"}])
def test_a_letter_that_makes_no_sense_is_not_sent(client_as, three, survey, base, wrong) -> None:
    reachable(three[0], "abbey@example.org")
    answer = client_as("core").post(f"{base}send/", {"language": "en"} | wrong)
    assert answer.status_code == 422
    assert "ds-error-summary" in answer.content.decode()
    assert not mail.outbox


def test_the_queries_of_the_page_do_not_grow_with_what_is_sent(client_as, cluster, survey, base) -> None:
    counts = set()
    client = client_as("core")
    for rows in (1, 3, 30):
        for n in range(rows):
            for state in ({"refused": True}, {"taken_at": timezone.now() - 2 * SILENT}, {}, {"queued": True}):
                row = Organisation.objects.create(cluster=cluster, name=f"{rows} {n} {state}")
                survey.invitations.create(organisation=row, **state)
            reachable(row, f"{rows}-{n}@example.org")
        counts.add(count_queries(client, base))
    assert len(counts) == 1
    assert max(counts) <= 15
