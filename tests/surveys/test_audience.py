"""Who is asked: links, invitations by e-mail, printed codes; what the page tells of those who answered."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django.utils.translation import override
from tests.at_once import at_once
from tests.helpers import HOSTILE, count_queries

from octant.accounts.mailing import SILENT
from octant.journal.models import Entry
from octant.surveys.actions import mailing
from octant.surveys.actions.answers import Answers, answer, begin
from octant.surveys.limits import count_held_back
from octant.surveys.models import Ballot, Invitation
from octant.surveys.queries.answers import current_wave
from octant.surveys.words import promise


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    cache.clear()


@pytest.fixture(autouse=True)
def _nothing_in_the_background(monkeypatch):
    """The test's transaction is its own: what a thread would do is done while the page is made."""
    monkeypatch.setattr("octant.accounts.mailing.in_background", lambda task: task())


@pytest.fixture
def base(survey):
    return f"/clusters/north/rounds/1/surveys/{survey.pk}/audience/"


class BrokenServer:
    """A mail server that takes so many messages and then hangs up; some addresses it never takes."""

    takes = 0
    unknown: frozenset[str] = frozenset()
    busy: frozenset[str] = frozenset()
    got: list[str] = []

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        (address,) = messages[0].to
        if address in BrokenServer.unknown:
            raise SMTPRecipientsRefused({address: (550, b"no such user")})
        if address in BrokenServer.busy:
            raise SMTPRecipientsRefused({address: (450, b"come back later")})
        if BrokenServer.takes <= 0:
            raise SMTPServerDisconnected("gone")
        BrokenServer.takes -= 1
        BrokenServer.got.append(address)
        return len(messages)


@pytest.fixture
def broken_server(settings):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.BrokenServer"}}
    BrokenServer.unknown = BrokenServer.busy = frozenset()
    BrokenServer.got = []
    return BrokenServer


def test_invitations_are_sent_with_a_personal_link_and_the_promise(survey, base, client_as):
    response = client_as("core").post(
        f"{base}invite/", {"emails": "a@example.org, B@Example.org;\n<c@example.org>", "message": "Please!"}
    )
    assert response.status_code == 302
    assert sorted(message.to[0] for message in mail.outbox) == [
        "a@example.org",
        "b@example.org",
        "c@example.org",
    ]
    for message in mail.outbox:
        row = Invitation.objects.get(email=message.to[0])
        assert f"/s/{survey.code}/i/{row.code}/" in message.body
        assert promise(survey) in message.body
        assert "Please!" in message.body
        assert "North Shore Network" in message.subject
        assert row.sent_on
    entry = Entry.objects.get(verb="survey.invited")
    assert entry.after == {"invitations": 3}
    assert "example.org" not in str(entry.__dict__)


def test_mails_are_in_the_language_chosen_for_those_invited(survey, base, client_as):
    core = client_as("core")
    core.post(f"{base}invite/", {"emails": "a@example.org", "language": "sv"})
    core.post(f"{base}invite/", {"emails": "b@example.org", "language": "de"})
    core.post(f"{base}remind/")
    swedish = [message.body for message in mail.outbox if message.to == ["a@example.org"]]
    german = [message.body for message in mail.outbox if message.to == ["b@example.org"]]
    assert len(swedish) == len(german) == 2
    with override("sv"):
        assert all(promise(survey) in body for body in swedish)
    with override("de"):
        assert all(promise(survey) in body for body in german)
    assert core.post(f"{base}invite/", {"emails": "c@example.org", "language": "xx"}).status_code == 422


def test_mails_are_in_the_language_of_the_cluster(survey, base, client_as, cluster):
    cluster.language = "de"
    cluster.save()
    survey.closes_at = datetime(2099, 1, 31, 12, tzinfo=UTC)
    survey.save()
    client_as("core").post(f"{base}invite/", {"emails": "a@example.org"}, HTTP_ACCEPT_LANGUAGE="en")
    assert "31. Januar 2099" in mail.outbox[0].body


def test_wrong_addresses_are_named_and_nothing_typed_is_lost(survey, base, client_as):
    response = client_as("core").post(
        f"{base}invite/", {"emails": "good@example.org nonsense also@wrong@x", "message": "Do not lose me"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "nonsense, also@wrong@x" in page
    assert "good@example.org nonsense" in page
    assert "Do not lose me" in page
    assert not mail.outbox
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "emails", ["", " , ; ", " ".join(f"p{n}@example.org" for n in range(501)), "x" * 20_001, "a\x00@b.org"]
)
def test_too_many_too_few_or_strange_addresses(emails, survey, base, client_as):
    assert client_as("core").post(f"{base}invite/", {"emails": emails}).status_code == 422
    assert not Invitation.objects.exists()


def test_nobody_is_invited_twice(survey, base, client_as):
    client = client_as("core")
    client.post(f"{base}invite/", {"emails": "a@example.org"})
    page = client.post(f"{base}invite/", {"emails": "A@example.org b@example.org"}, follow=True)
    assert [message.to[0] for message in mail.outbox] == ["a@example.org", "b@example.org"]
    assert "1 e-mail was sent" in page.content.decode()
    again = client.post(f"{base}invite/", {"emails": "a@example.org"}, follow=True)
    assert "invited already" in again.content.decode()


def test_a_failing_mail_server_loses_nobody(survey, base, client_as, broken_server):
    client = client_as("core")
    broken_server.takes = 2
    emails = " ".join(f"p{n}@example.org" for n in range(8))
    page = client.post(f"{base}invite/", {"emails": emails}, follow=True).content.decode()
    assert "2 of 8 e-mails were sent, then it stopped" in page
    assert Invitation.objects.filter(sent_on=None).count() == 6
    assert "Send 6 that were not sent yet" in page
    broken_server.takes = 99
    page = client.post(f"{base}send/", follow=True).content.decode()
    assert "8 e-mails were sent" in page
    assert "not sent yet" not in page
    assert sorted(broken_server.got) == sorted(emails.split())
    assert [entry.after for entry in Entry.objects.filter(verb="survey.invited").order_by("pk")] == [
        {"invitations": 2},
        {"invitations": 6},
    ]


def test_an_address_that_is_refused_is_named_and_holds_up_nobody(survey, base, client_as, broken_server):
    client = client_as("core")
    broken_server.takes, broken_server.unknown = 99, frozenset({"b@example.org"})
    page = client.post(
        f"{base}invite/", {"emails": "a@example.org b@example.org c@example.org"}, follow=True
    ).content.decode()
    assert sorted(broken_server.got) == ["a@example.org", "c@example.org"]
    assert "2 e-mails were sent" in page
    assert "1 address was refused" in page
    assert "Look for a slip in the address" in page
    assert "not sent yet" not in page
    row = Invitation.objects.get(email="b@example.org")
    assert f"{base}{row.pk}/again/" in page
    client.post(f"{base}remind/")
    assert broken_server.got.count("b@example.org") == 0  # whoever got nothing is not reminded
    broken_server.unknown = frozenset()
    client.post(f"{base}{row.pk}/again/")
    client.post(f"{base}{row.pk}/again/")
    assert broken_server.got.count("b@example.org") == 1
    assert "refused" not in client.get(base).content.decode()


def test_an_address_that_is_not_taken_for_now_comes_last(survey, base, client_as, broken_server):
    client = client_as("core")
    broken_server.takes, broken_server.busy = 99, frozenset({"a@example.org"})
    page = client.post(
        f"{base}invite/", {"emails": "a@example.org b@example.org c@example.org"}, follow=True
    ).content.decode()
    assert sorted(broken_server.got) == ["b@example.org", "c@example.org"]
    assert "2 of 3 e-mails were sent, then it stopped" in page
    broken_server.busy = frozenset()
    client.post(f"{base}send/")
    assert sorted(broken_server.got) == ["a@example.org", "b@example.org", "c@example.org"]


def test_one_that_was_in_hand_when_the_server_was_stopped_is_not_sent_again_by_itself(
    survey, base, client_as, people
):
    client = client_as("core")
    made = mailing.invite(
        survey=survey,
        by=people["core"],
        site="https://octant.example.org",
        emails=["a@example.org", "b@example.org"],
        message="Please!",
    )
    lost = mailing.mailroom.take(made)  # and here the power goes
    page = client.get(base).content.decode()
    assert "0 of 2 sent" in page
    assert f'hx-get="{base}sending/"' in page
    fragment = client.get(f"{base}sending/", headers={"HX-Request": "true"})
    assert "0 of 2 sent" in fragment.content.decode()
    assert "<h1" not in fragment.content.decode()
    mailing.mailroom.deliver_all()  # the server starts again
    (other,) = (message.to[0] for message in mail.outbox)
    assert other != lost.email
    assert "https://octant.example.org/s/" in mail.outbox[0].body
    assert client.get(f"{base}sending/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    Invitation.objects.filter(pk=lost.pk).update(taken_at=timezone.now() - 2 * SILENT)
    page = client.get(base).content.decode()
    assert "Perhaps sent, perhaps not" in page
    assert ">perhaps sent<" in page
    assert "being sent" not in page
    client.post(f"{base}send/")
    client.post(f"{base}remind/")
    assert lost.email not in [message.to[0] for message in mail.outbox]
    client.post(f"{base}{lost.pk}/again/")
    assert mail.outbox[-1].to == [lost.email]
    assert "Please!" in mail.outbox[-1].body


def test_a_mailing_that_nobody_works_on_any_more_can_be_gone_on_with(survey, base, client_as, people):
    client = client_as("core")
    made = mailing.invite(survey=survey, by=people["core"], site="", emails=["a@example.org"])
    made.alive_at = timezone.now() - 2 * SILENT
    made.save()
    page = client.get(base).content.decode()
    assert "0 of 1 e-mails were sent, then it stopped" in page
    assert "Send 1 that was not sent yet" in page
    client.post(f"{base}send/")
    assert len(mail.outbox) == 1


def test_nothing_more_goes_out_once_the_survey_is_closed_or_the_invitation_withdrawn(
    survey, base, client_as, people
):
    made = mailing.invite(
        survey=survey, by=people["core"], site="", emails=["a@example.org", "b@example.org", "c@example.org"]
    )
    row = Invitation.objects.get(email="a@example.org")
    client_as("core").post(f"{base}{row.pk}/withdraw/")
    survey.status = "closed"
    survey.save()
    mailing.mailroom.deliver(made.pk)
    assert not mail.outbox
    survey.status = "open"
    survey.save()
    client_as("core").post(f"{base}send/")
    assert sorted(message.to[0] for message in mail.outbox) == ["b@example.org", "c@example.org"]


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="the test database in memory refuses instead of waiting its turn"
)
@pytest.mark.django_db(transaction=True)
def test_two_processes_that_send_the_same_mailing_send_each_e_mail_once(survey, people):
    emails = [f"p{n}@example.org" for n in range(12)]
    invite = partial(mailing.invite, survey=survey, by=people["core"], site="", emails=emails)
    made = [each for each in at_once(invite, invite) if each is not None]
    assert len(made) == 1
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(deliver, [made[0].pk] * 3))
    assert sorted(message.to[0] for message in mail.outbox) == sorted(emails)
    told = Entry.objects.filter(verb="survey.invited").values_list("after", flat=True)
    assert sum(after["invitations"] for after in told) == len(emails)


def deliver(pk):
    try:
        mailing.mailroom.deliver(pk)
    finally:
        connection.close()


def test_only_those_are_reminded_who_have_not_used_their_link(survey, base, client_as, device):
    client = client_as("core")
    client.post(f"{base}invite/", {"emails": "used@example.org open@example.org gone@example.org"})
    begin(survey=survey, device=device("phone"), code=Invitation.objects.get(email="used@example.org").code)
    gone = Invitation.objects.get(email="gone@example.org")
    client.post(f"{base}{gone.pk}/withdraw/")
    mail.outbox.clear()
    client.post(f"{base}remind/")
    assert [message.to for message in mail.outbox] == [["open@example.org"]]
    assert mail.outbox[0].subject.startswith("Reminder")
    page = client.post(f"{base}remind/", follow=True).content.decode()
    assert len(mail.outbox) == 1
    assert "nobody to remind today" in page


def test_withdrawing_can_be_undone_and_a_used_one_stays(survey, base, client_as, device):
    client = client_as("core")
    client.post(f"{base}invite/", {"emails": "a@example.org used@example.org"})
    row, used = (
        Invitation.objects.get(email="a@example.org"),
        Invitation.objects.get(email="used@example.org"),
    )
    page = client.post(f"{base}{row.pk}/withdraw/", follow=True).content.decode()
    assert f"{base}{row.pk}/restore/" in page
    client.post(f"{base}{row.pk}/restore/")
    row.refresh_from_db()
    assert not row.withdrawn
    begin(survey=survey, device=device("phone"), code=used.code)
    client.post(f"{base}{used.pk}/withdraw/")
    used.refresh_from_db()
    assert used.used
    assert not used.withdrawn


def test_codes_are_printed_and_disappear_once_used(survey, base, client_as, device):
    client = client_as("core")
    response = client.post(f"{base}codes/make/", {"number": "7"})
    page = client.get(response["Location"]).content.decode()
    assert page.count('class="code"') == 7
    begin(survey=survey, device=device("phone"), code=Invitation.objects.first().code)
    assert client.get(f"{base}codes/").content.decode().count('class="code"') == 6


@pytest.mark.parametrize("number", ["0", "201", "-1", "many", "", "1e3"])
def test_strange_numbers_of_codes(number, survey, base, client_as):
    assert client_as("core").post(f"{base}codes/make/", {"number": number}).status_code == 422


def test_the_page_tells_that_an_invitation_was_used_and_nothing_else(survey, base, client_as, device):
    client = client_as("coordinator")
    client.post(f"{base}invite/", {"emails": "a@example.org b@example.org"})
    ballot = begin(
        survey=survey,
        device=device("phone"),
        sector="academic",
        code=Invitation.objects.get(email="a@example.org").code,
    )
    answer(ballot=ballot, wave=current_wave(survey), answers=Answers(levels={"now": {"membership": 1}}))
    page = client.get(base).content.decode()
    assert "2, of these 1 used" in page
    assert str(ballot.pk) not in page
    assert "Academia" not in page
    assert Invitation.objects.filter(ballot__isnull=False).count() == 0
    assert Ballot.objects.get().name == ""


def test_more_answers_than_expected_are_pointed_out(survey, base, client_as, device):
    survey.expected = 1
    survey.save()
    for name in ("one", "two"):
        ballot = begin(survey=survey, device=device(name), sector="public")
        answer(ballot=ballot, wave=current_wave(survey), answers=Answers(levels={"now": {"membership": 1}}))
    page = client_as("core").get(base).content.decode()
    assert "2 of 1 expected" in page
    assert "More people answered than you expected" in page


def test_tries_that_were_held_back_are_told_as_a_number(survey, base, client_as):
    assert "held back" not in client_as("core").get(base).content.decode()
    for _time in range(3):
        count_held_back(survey)
    assert "3 tries to begin were held back" in client_as("core").get(base).content.decode()


def test_the_qr_code_needs_no_style_and_no_script(survey, base, client_as):
    for page in ("", "poster/"):
        html = client_as("core").get(base + page).content.decode()
        drawn = html[html.index('<svg class="qr"') :].partition("</svg>")[0]
        assert "style=" not in drawn
        assert "<script" not in drawn
        assert f"/s/{survey.code}/" in html


def test_a_closed_survey_invites_nobody(survey, base, client_as):
    survey.status = "closed"
    survey.save()
    client = client_as("core")
    assert client.post(f"{base}invite/", {"emails": "a@example.org"}).status_code == 403
    assert client.post(f"{base}remind/").status_code == 403
    assert not mail.outbox


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_in_mails_and_pages(text, survey, base, client_as):
    survey.title = text[:120]
    survey.save()
    client = client_as("core")
    client.post(f"{base}invite/", {"emails": "a@example.org", "message": text})
    assert text in mail.outbox[0].body
    assert "\n" not in mail.outbox[0].subject
    for page in ("", "poster/", "codes/"):
        assert "<script>alert" not in client.get(base + page).content.decode()


def test_the_page_makes_the_same_number_of_queries(survey, base, client_as):
    client = client_as("coordinator")
    counts = []
    for number in range(30):
        Invitation.objects.create(survey=survey, email=f"p{number}@example.org")
        Invitation.objects.create(survey=survey)
        if number in (0, 2, 29):
            counts.append([count_queries(client, base), count_queries(client, f"{base}codes/")])
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 15
