"""Things every test may ask for."""

import os
import shutil
import tempfile

# Tests never touch the data of a real installation: this is said before anybody reads the settings, so
# pytest-django learns their name here.
os.environ["OCTANT_DATA"] = tempfile.mkdtemp(prefix="octant-tests-")
os.environ["OCTANT_DEMO"] = ""
os.environ["DJANGO_SETTINGS_MODULE"] = "octant.settings"

from collections.abc import Callable
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.test import Client

from octant.core.catalogues import compile_all

OWN = Path(os.environ["OCTANT_DATA"]).resolve()
assert settings.DATA_DIR == OWN
django.setup()
del os.environ["DJANGO_SETTINGS_MODULE"]  # each process of pytest-xdist shall learn it here

# Every test client starts Django's middleware anew. WhiteNoise then looks for a file when somebody asks for
# it, instead of listing all files each time.
settings.WHITENOISE_AUTOREFRESH = True

compile_all()


def pytest_collection() -> None:
    # Where DATABASE_URL names a PostgreSQL server, tests make databases of their own on it. The programs that
    # they start shall not write into the one that is named, so all processes of pytest-xdist forget it once
    # they have begun.
    os.environ.pop("DATABASE_URL", None)


def pytest_unconfigure() -> None:
    shutil.rmtree(OWN, ignore_errors=True)


@pytest.fixture
def cluster(db):
    from octant.clusters.models import Cluster

    return Cluster.objects.create(slug="north", name="North Shore Network", noun="network", country="SE")


@pytest.fixture
def people(cluster):
    """One person for each role, and a stranger: {role: user}."""
    from octant.accounts.models import User
    from octant.clusters.models import Membership, Role

    users = {}
    for role in Role.values:
        users[role] = User.objects.create_user(f"{role}@example.org", name=f"The {role}")
        Membership.objects.create(cluster=cluster, user=users[role], role=role)
    users["stranger"] = User.objects.create_user("stranger@example.org", name="A stranger")
    return users


@pytest.fixture
def round_(cluster):
    from octant.ratings.models import RatingSet
    from octant.rounds.models import Round

    ratings = RatingSet.objects.create(cluster=cluster, framework="csei", edition=1)
    return Round.objects.create(cluster=cluster, number=1, ratings=ratings)


@pytest.fixture
def client_as(people) -> Callable[[str], Client]:
    """A signed-in browser for a role: client_as("core"); client_as("") is nobody."""

    def make(role: str) -> Client:
        client = Client()
        if role:
            client.force_login(people[role])
        return client

    return make
