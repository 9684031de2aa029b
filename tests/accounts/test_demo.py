"""The demo sign-in exists in the demo and nowhere else."""

import pytest
from django.http import Http404
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from octant import urls
from octant.accounts import demo
from octant.accounts.models import User

pytestmark = pytest.mark.django_db
urlpatterns = [path("demo/", include("octant.accounts.demo")), *urls.urlpatterns]
in_demo = override_settings(DEMO=True, ROOT_URLCONF=__name__)


@pytest.fixture
def demo_people() -> dict[str, User]:
    return {role: User.objects.create_user(f"{role}@demo.example", name=role) for role in ("core", "viewer")}


def test_outside_the_demo_there_is_no_such_address(demo_people) -> None:
    assert Client().post("/demo/", {"role": "core"}).status_code == 404


@override_settings(DEMO=False, ROOT_URLCONF=__name__)
def test_the_view_looks_again_even_if_the_address_exists(demo_people) -> None:
    client = Client()
    assert client.post("/demo/", {"role": "core"}).status_code == 404
    assert "_auth_user_id" not in client.session
    with pytest.raises(Http404):
        demo.sign_in(RequestFactory().get("/demo/"))


@in_demo
def test_one_click_signs_in_as_a_role(demo_people) -> None:
    client = Client()
    page = client.get("/").content.decode()
    assert 'value="core"' in page
    assert 'value="coordinator"' not in page  # nobody of this role is in the data
    client.post("/demo/", {"role": "core"})
    assert client.session["_auth_user_id"] == str(demo_people["core"].pk)


@in_demo
@pytest.mark.parametrize("role", ["", "coordinator", "admin", "core@demo.example", "%"])
def test_only_known_roles_with_a_person_can_be_chosen(demo_people, role: str) -> None:
    assert Client().post("/demo/", {"role": role}).status_code == 404
