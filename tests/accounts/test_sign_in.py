"""Signing in by e-mailed code, through the real client."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from octant.accounts import sign_in
from octant.accounts.models import User

pytestmark = pytest.mark.django_db
ENTER, CODE = "/accounts/login/", "/accounts/login/code/"


@pytest.fixture(autouse=True)
def no_earlier_tries():
    cache.clear()


@pytest.fixture
def known() -> User:
    return User.objects.create_user("known@example.org", name="Somebody known")


def newest_code() -> str:
    found = re.search(r"^ {4}(\S+)$", mail.outbox[-1].body, re.MULTILINE)
    assert found
    return found.group(1)


def test_a_known_person_signs_in_with_the_code(known: User) -> None:
    client = Client()
    assert client.get(ENTER).status_code == 200
    answer = client.post(ENTER, {"email": "Known@Example.org"})
    assert answer.url == CODE
    assert mail.outbox[-1].to == ["known@example.org"]
    assert "known@example.org" in client.get(CODE).content.decode()

    before = client.session.session_key
    answer = client.post(CODE, {"code": newest_code().lower().replace("-", " ")})
    assert answer.url == "/"
    assert client.session.session_key != before
    assert client.get("/").url == reverse("clusters:list")


def test_an_unknown_address_walks_the_same_path_and_is_asked_for_a_name(known: User) -> None:
    pages = []
    for email in ("known@example.org", "new@example.org"):
        client = Client()
        answer = client.post(ENTER, {"email": email}, follow=True)
        pages.append(answer.content.decode().replace(email, "…"))
    without_token = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page) for page in pages]
    assert without_token[0] == without_token[1]
    assert [message.subject[:20] for message in mail.outbox] == ["Your code for Octant"] * 2
    assert not User.objects.filter(email="new@example.org").exists()

    answer = client.post(CODE, {"code": newest_code()})
    assert answer.url.startswith("/accounts/welcome/")
    answer = client.post(answer.url, {"name": "A new face", "next": "/clusters/"})
    assert answer.url == "/clusters/"
    assert User.objects.get(email="new@example.org").name == "A new face"


def test_a_wrong_code_says_so_and_five_wrong_ones_end_it(known: User) -> None:
    client = Client()
    client.post(ENTER, {"email": known.email})
    for _attempt in range(sign_in.TRIES - 1):
        answer = client.post(CODE, {"code": "WRONG"})
        assert answer.status_code == 422
        assert "not the code" in answer.content.decode()
    answer = client.post(CODE, {"code": "WRONG"})
    assert answer.status_code == 410
    assert "Ask for a new one" in answer.content.decode()
    client.post(CODE, {"code": newest_code()})
    assert "_auth_user_id" not in client.session


def test_an_old_code_no_longer_works(known: User) -> None:
    client = Client()
    client.post(ENTER, {"email": known.email, "next": "/clusters/new/"})
    session = client.session
    session[sign_in.SESSION_KEY]["at"] -= sign_in.LIFETIME_SECONDS + 1
    session.save()
    answer = client.post(CODE, {"code": newest_code()})
    assert answer.status_code == 410
    page = answer.content.decode()
    assert known.email in page
    assert "/clusters/new/" in page  # the way back is not lost


def test_a_code_works_once_and_only_in_the_browser_that_asked(known: User) -> None:
    client, other = Client(), Client()
    client.post(ENTER, {"email": known.email})
    code = newest_code()
    assert other.post(CODE, {"code": code}).status_code == 200  # the sign-in page
    assert "_auth_user_id" not in other.session
    client.post(CODE, {"code": code})
    client.post("/accounts/logout/")
    client.post(CODE, {"code": code})
    assert "_auth_user_id" not in client.session


def test_the_session_does_not_hold_the_code_itself(known: User) -> None:
    client = Client()
    client.post(ENTER, {"email": known.email})
    assert newest_code() not in str(dict(client.session))


def test_too_many_codes_are_refused(known: User) -> None:
    client = Client()
    answers = [client.post(ENTER, {"email": known.email}).status_code for _n in range(4)]
    assert answers == [302, 302, 302, 429]


@pytest.mark.parametrize(
    "email", ["", "no-address", "a@b", "x" * 300 + "@example.org", "a@b.org\nBcc: c@d.org"]
)
def test_what_is_no_address_is_refused_with_the_text_kept(email: str) -> None:
    answer = Client().post(ENTER, {"email": email})
    assert answer.status_code == 422
    assert not mail.outbox


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example/", "\\\\evil.example", "/\\evil.example", "https://evil.example",
        "javascript:alert(1)", "///evil.example", "http:/evil.example", "%2f%2fevil.example",
        "\t//evil.example", "evil.example",
    ],
)  # fmt: skip
def test_next_never_leads_to_another_site(known: User, address: str) -> None:
    client = Client()
    client.post(ENTER, {"email": known.email, "next": address})
    assert client.post(CODE, {"code": newest_code()}).url == "/"
    assert client.get(ENTER, {"next": address}).url == "/"


def test_next_leads_back_to_where_one_was(known: User) -> None:
    client = Client()
    client.post(ENTER, {"email": known.email, "next": "/clusters/join/abc/?x=1"})
    assert client.post(CODE, {"code": newest_code()}).url == "/clusters/join/abc/?x=1"


def test_a_closed_account_does_not_get_in(known: User) -> None:
    User.objects.filter(pk=known.pk).update(is_active=False)
    client = Client()
    client.post(ENTER, {"email": known.email})
    answer = client.post(CODE, {"code": newest_code()}, follow=True)
    assert answer.status_code == 403
    assert "_auth_user_id" not in client.session


def test_signing_out_needs_a_post(known: User) -> None:
    client = Client()
    client.force_login(known)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "name", ["account_signup", "account_reset_password", "account_change_password", "account_set_password"]
)
def test_pages_about_passwords_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_mail_server_that_refuses_is_named_on_the_page(known: User, settings) -> None:
    nobody_listens = {"host": "127.0.0.1", "port": 1, "timeout": 2}
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": smtp, "OPTIONS": nobody_listens}}
    answer = Client().post(ENTER, {"email": known.email})
    assert answer.status_code == 503
    assert "could not be sent" in answer.content.decode()


def test_the_language_goes_to_the_account_and_to_the_browser(known: User) -> None:
    client = Client()
    client.force_login(known)
    client.post("/language/", {"language": "en", "next": "/"})
    known.refresh_from_db()
    assert known.language == "en"
    client.post("/language/", {"language": "xx", "next": "/"})
    known.refresh_from_db()
    assert known.language == "en"
