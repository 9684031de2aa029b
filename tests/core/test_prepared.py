"""Prepared queries give what their queryset gives, and ask the database each time."""

import threading
from datetime import date, datetime, timedelta, timezone

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from octant.accounts.models import User
from octant.clusters.models import Membership
from octant.core.prepared import Prepared
from octant.ecosystem.models import Policy

pytestmark = pytest.mark.django_db


def test_rows_with_what_they_belong_to(cluster, people):
    def build(slug, user):
        return Membership.objects.select_related("cluster").filter(cluster__slug=slug, user_id=user)

    asked = Prepared[Membership](build, str, int)
    for user in people.values():
        wanted = list(build(cluster.slug, user.pk))
        with CaptureQueriesContext(connection) as captured:
            found = asked(cluster.slug, user.pk)
            assert [row.cluster for row in found] == [row.cluster for row in wanted]
        assert found == wanted
        assert len(captured) == 1
        assert [row.joined_at for row in found] == [row.joined_at for row in wanted]


def test_it_sees_what_has_changed():
    asked = Prepared[User](lambda email: User.objects.filter(email=email)[:1], str)
    assert asked.first("new@example.org") is None
    user = User.objects.create_user("new@example.org", "New")
    assert asked.first("new@example.org") == user
    user.delete()
    assert asked("new@example.org") == []


def test_plain_values_and_hostile_text():
    name = "'; DROP TABLE accounts_user; -- %s stand-in 0"
    User.objects.create_user("a@example.org", name)
    asked = Prepared[tuple[str, str]](
        lambda a, b: User.objects.filter(name__in=[a, b]).values_list("email", "name"), str, str
    )
    assert asked(name, "") == [("a@example.org", name)]
    assert asked(name, name) == [("a@example.org", name)]
    assert asked("", "stand-in 1") == []


def test_days_are_compared_as_days(cluster):
    day = date(2026, 3, 31)
    policy = Policy.objects.create(cluster=cluster, name="Rule", level="local", review_on=day)
    asked = Prepared[Policy](lambda pk, day: Policy.objects.filter(cluster=pk, review_on__gte=day), int, date)
    assert asked(cluster.pk, day) == [policy]
    assert asked(cluster.pk, day + timedelta(days=1)) == []
    assert asked(0, day) == []


def test_moments_are_compared_as_moments():
    user = User.objects.create_user("now@example.org", "Now")
    asked = Prepared[User](
        lambda moment, day: User.objects.filter(date_joined__lte=moment, date_joined__date__gte=day),
        datetime,
        date,
    )
    joined = user.date_joined
    assert asked(joined, joined.date()) == [user]
    assert asked(joined - timedelta(microseconds=1), joined.date()) == []
    assert asked(joined.astimezone(timezone(timedelta(hours=5))), joined.date()) == [user]
    assert asked(joined, joined.date() + timedelta(days=1)) == []


def test_a_number_from_an_address_stays_a_number():
    asked = Prepared[User](lambda pk: User.objects.filter(pk=pk), int)
    with pytest.raises(ValueError, match="invalid literal"):
        asked("1 OR 1=1")


@pytest.mark.parametrize("number", [2**63, -(2**63), 10**40])
def test_a_number_beyond_all_measure_finds_nothing(number):
    asked = Prepared[User](lambda pk: User.objects.filter(pk=pk), int)
    assert asked(number) == []


def test_a_value_that_is_not_asked_for_is_a_mistake():
    asked = Prepared[User](lambda pk, _name: User.objects.filter(pk=pk), int, str)
    with pytest.raises(ValueError, match="not every value"):
        asked(1, "Kim")


def test_values_of_a_wrong_number():
    asked = Prepared[User](lambda pk: User.objects.filter(pk=pk), int)
    with pytest.raises(ValueError, match="zip"):
        asked(1, 2)


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_with_its_own_values():
    users = [User.objects.create_user(f"{n}@example.org", f"Person {n}") for n in range(4)]
    asked = Prepared[User](lambda pk: User.objects.filter(pk=pk), int)
    found: dict[int, list[User]] = {}

    def ask(user):
        try:
            found[user.pk] = [row for _ in range(20) for row in asked(user.pk)]
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {user.pk: [user] * 20 for user in users}
