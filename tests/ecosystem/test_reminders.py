"""Reminders of dates by e-mail."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from octant.cli import parser
from octant.clusters.models import Membership
from octant.ecosystem.actions import registrations
from octant.ecosystem.actions.reminders import Sent, remind
from octant.ecosystem.models import Funding, Organisation, Policy, Registration, Reminder

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def call(cluster, people) -> Funding:
    core = Membership.objects.get(cluster=cluster, user=people["core"])
    return Funding.objects.create(
        cluster=cluster, name="Call <7> & more", deadline=TODAY + timedelta(days=14), owner=core
    )


def test_the_person_who_looks_after_it_is_told_four_times(call) -> None:
    told = [remind(TODAY + timedelta(days=n)).good for n in range(16)]
    assert told == [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0]
    assert {tuple(message.to) for message in mail.outbox} == {("core@example.org",)}
    assert "Call <7> & more" in mail.outbox[0].body
    assert "North Shore Network" in mail.outbox[0].subject
    assert "/clusters/north/organisations/landscape/" in mail.outbox[0].body


def test_run_twice_it_sends_nothing_twice(call) -> None:
    assert remind(TODAY) == Sent(1, 0)
    assert remind(TODAY) == Sent(0, 0)


def test_what_nobody_looks_after_goes_to_the_coordinators_in_one_message(cluster, call) -> None:
    call.owner = None
    call.save()
    Policy.objects.create(cluster=cluster, name="Strategy", level="local", review_on=TODAY)
    Organisation.objects.create(cluster=cluster, name="Harbour", review_on=TODAY + timedelta(days=1))
    Organisation.objects.create(cluster=cluster, name="Not yet", review_on=TODAY + timedelta(days=2))
    assert remind(TODAY) == Sent(1, 0)
    [message] = mail.outbox
    assert message.to == ["coordinator@example.org"]
    for text in ("Call <7>", "Strategy", "Harbour"):
        assert text in message.body
    assert "Not yet" not in message.body


def test_a_viewer_is_not_told_what_only_the_team_may_know(cluster, people) -> None:
    viewer = Membership.objects.get(cluster=cluster, user=people["viewer"])
    Organisation.objects.create(cluster=cluster, name="Harbour", review_on=TODAY, owner=viewer)
    Funding.objects.create(cluster=cluster, name="Call", deadline=TODAY, owner=viewer)
    assert remind(TODAY) == Sent(2, 0)
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert "Harbour" in bodies["coordinator@example.org"]
    assert "Harbour" not in bodies["viewer@example.org"]
    assert "Call" in bodies["viewer@example.org"]


def test_in_the_language_of_the_person(people, call) -> None:
    people["core"].language = "de"
    people["core"].save()
    remind(TODAY)
    assert "16. März 2026: Frist: Call" in mail.outbox[0].body


def test_who_has_left_and_what_is_archived_is_left_alone(cluster, call) -> None:
    Membership.objects.filter(pk=call.owner_id).update(left_at="2026-01-01T00:00Z")
    remind(TODAY)
    assert mail.outbox[0].to == ["coordinator@example.org"]
    Reminder.objects.all().delete()
    cluster.archived_at = "2026-01-01T00:00Z"
    cluster.save()
    assert remind(TODAY) == Sent(0, 0)


def test_coordinators_hear_of_each_registration_once(cluster, people) -> None:
    registrations.send(cluster=cluster, values={"name": "Harbour"})
    registrations.send(cluster=cluster, values={"name": "Lighthouse"})
    assert [remind(TODAY + timedelta(days=n)).good for n in range(3)] == [1, 0, 0]
    [message] = mail.outbox
    assert message.to == ["coordinator@example.org"]
    assert message.subject == "Registrations are waiting in “North Shore Network”"
    assert "2 organisations have registered themselves" in message.body
    assert "/clusters/north/organisations/registrations/" in message.body
    assert "coming up" not in message.body
    third = registrations.send(cluster=cluster, values={"name": "Ferry"})
    assert remind(TODAY) == Sent(1, 0)
    assert "3 organisations" in mail.outbox[1].body
    Registration.objects.exclude(pk=third.pk).update(state="declined")
    assert remind(TODAY) == Sent(0, 0)


def test_dates_and_registrations_come_in_one_message(cluster, call, people) -> None:
    registrations.send(cluster=cluster, values={"name": "Harbour"})
    Policy.objects.create(cluster=cluster, name="Strategy", level="local", review_on=TODAY)
    assert remind(TODAY) == Sent(2, 0)
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert "Strategy" in bodies["coordinator@example.org"]
    assert "1 organisation has registered itself" in bodies["coordinator@example.org"]
    assert "registered" not in bodies["core@example.org"]


class Refusing(EmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages):
        raise OSError("nobody there")


def test_what_could_not_be_sent_is_tried_again(call, settings) -> None:
    good = settings.MAILERS
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Refusing"}}
    assert remind(TODAY) == Sent(0, 1)
    settings.MAILERS = good
    assert remind(TODAY) == Sent(1, 0)


def test_a_registration_that_could_not_be_told_is_told_the_next_time(cluster, people, settings) -> None:
    registrations.send(cluster=cluster, values={"name": "Harbour"})
    good = settings.MAILERS
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Refusing"}}
    assert remind(TODAY) == Sent(0, 1)
    settings.MAILERS = good
    assert remind(TODAY) == Sent(1, 0)


def test_the_command_is_there() -> None:
    assert parser().parse_args(["remind"]).run.__name__ == "run_remind"
