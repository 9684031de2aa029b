"""Pages that belong to no cluster, and what stands there when something goes wrong."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory, override_settings
from django.urls import path, reverse

from octant import urls
from octant.pages import views

pytestmark = pytest.mark.django_db


def breaks(request):
    raise RuntimeError("this is a test")


urlpatterns = [path("breaks/", breaks), *urls.urlpatterns]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


@pytest.mark.parametrize("address", ["/", "/about/", "/privacy/", "/accessibility/"])
def test_strangers_can_read(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert page.count("<h1") == 1
    assert 'style="' not in page
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_people_who_are_signed_in_go_to_their_clusters(client_as) -> None:
    assert client_as("viewer").get("/").url == "/clusters/"


def test_the_front_page_offers_no_demo_outside_the_demo() -> None:
    assert "demo" not in Client().get("/").content.decode().lower().replace("data-scheme", "")


def test_the_address_of_a_button_says_what_to_do(client_as, cluster) -> None:
    """One comes there by signing in after pressing it; browsers show an answer without a body as an error."""
    url = reverse("clusters:archive", args=[cluster.slug])
    answer = client_as("coordinator").get(url)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Press it once more" in answer.content.decode()
    assert not client_as("coordinator").head(url).content
    assert not client_as("coordinator").put(url).content


def test_health() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_health_says_when_the_database_is_gone() -> None:
    def refuse(execute, sql, params, many, context):
        raise DatabaseError("gone")

    with connection.execute_wrapper(refuse):
        assert views.health(RequestFactory().get("/healthz")).status_code == 503


def test_robots_keep_out_of_workspaces() -> None:
    text = Client().get("/robots.txt").content.decode()
    assert "Disallow: /clusters/" in text


def test_not_found_for_strangers_and_people(client_as) -> None:
    for client in (Client(), client_as("viewer")):
        answer = client.get("/no/such/page/")
        assert answer.status_code == 404
        assert "<h1" in answer.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_our_mistake_is_said_even_when_the_database_is_gone() -> None:
    client = Client(raise_request_exception=False)
    answer = client.get("/breaks/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()

    def refuse(execute, sql, params, many, context):
        raise DatabaseError("gone")

    with connection.execute_wrapper(refuse):
        assert views.server_error(RequestFactory().get("/")).status_code == 500


def test_a_form_without_its_token_is_refused_with_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"email": "a@example.org"})
    assert answer.status_code == 403
    assert "reload the page" in answer.content.decode()


def test_a_host_nobody_named_is_refused() -> None:
    assert Client().get("/", headers={"host": "evil.example"}).status_code == 400
