"""Things every test may ask for."""

import os
import tempfile

# Tests never touch the data of a real installation.
os.environ["OCTANT_DATA"] = tempfile.mkdtemp(prefix="octant-tests-")
os.environ["OCTANT_DEMO"] = ""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from octant.core.catalogues import compile_all

# Where DATABASE_URL names a PostgreSQL server, tests make databases of their own on it. The programs that
# they start shall not write into the one that is named, so it is read here and forgotten.
assert settings.DATABASES
os.environ.pop("DATABASE_URL", None)

compile_all()


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
