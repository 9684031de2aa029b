"""A button pressed twice adds once, also where no script holds the second press back."""

import re
from threading import Event, Thread
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import Client

from octant.core import once as module
from octant.core.once import once
from octant.rounds.models import Finding

ADD = "/clusters/north/rounds/1/describe/add/"


def somebody():
    return SimpleNamespace(session_key=uuid4().hex)


@pytest.fixture
def press(rf):
    me = somebody()

    def press(view, page="p1", session=me, **data):
        request = rf.post("/add/", {"csrfmiddlewaretoken": page, **data})
        request.session = session
        return view(request)

    return press


@pytest.fixture
def added():
    return []


@pytest.fixture
def view(added):
    @once
    def view(request):
        if request.POST.get("name") == "refuse":
            raise ValidationError("no")
        if not request.POST.get("name"):
            return HttpResponse(status=422)
        added.append(request.POST["name"])
        return redirect(f"/all/#{len(added)}")

    return view


def test_the_second_press_goes_where_the_first_went(press, view, added):
    assert [press(view, name="A").url for _turn in range(3)] == ["/all/#1"] * 3
    assert added == ["A"]


def test_what_is_meant_twice_is_added_twice(press, view, added):
    press(view, name="A")
    press(view, name="A", page="p2")  # drawn anew
    press(view, name="B")
    press(view, name="A", session=somebody())
    assert added == ["A", "A", "B", "A"]


def test_what_was_refused_can_be_sent_again(press, view, added):
    assert press(view).status_code == 422
    assert press(view).status_code == 422
    for _turn in range(2):
        with pytest.raises(ValidationError):
            press(view, name="refuse")
    assert added == []


def test_the_second_press_waits_while_the_first_is_at_work(press, monkeypatch):
    second_waits, added, answers = Event(), [], []

    @once
    def slow(request):
        added.append(1)
        assert second_waits.wait(10)
        return redirect("/all/#1")

    monkeypatch.setattr(module, "sleep", lambda _seconds: second_waits.set())
    threads = [Thread(target=lambda: answers.append(press(slow, name="A").url)) for _press in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (added, answers) == ([1], ["/all/#1"] * 2)


@pytest.mark.django_db
def test_a_finding_is_added_once_from_one_page(people, round_):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["core"])

    def page():
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(ADD).content.decode())[1]

    def sent(page, text):
        data = {"csrfmiddlewaretoken": page, "category": "people", "kind": "strength", "text": text}
        return client.post(ADD, data)

    first = page()
    assert sent(first, "").status_code == 422
    answers = [sent(first, "Two people") for _press in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert Finding.objects.count() == 1
    sent(page(), "Two people")
    assert Finding.objects.count() == 2
