"""Things every test may ask for."""

import os
import re
import shutil
import tempfile

# Tests never touch the data of a real installation: this is said before anybody reads the settings, so
# pytest-django learns their name here.
os.environ["OCTANT_DATA"] = tempfile.mkdtemp(prefix="octant-tests-")
os.environ["OCTANT_DEMO"] = ""
os.environ["DJANGO_SETTINGS_MODULE"] = "octant.settings"

from collections.abc import Callable, Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from tests.helpers import add_cluster, add_people

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
    # From here on, when all processes of pytest-xdist have begun, it is about the programs that tests start.
    # Where DATABASE_URL names a PostgreSQL server, tests make databases of their own on it, and no program
    # shall write into the one that is named.
    os.environ["DJANGO_SETTINGS_MODULE"] = "octant.settings"
    os.environ.pop("DATABASE_URL", None)


# The tests of these files share a server, a browser or much work, so one process runs a whole file.
WHOLE = re.compile(r"tests/(browser/(?!test_every_page)|test_checks|core/test_live_redis|core/test_static)")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return nodeid.partition("::")[0] if WHOLE.match(nodeid) else nodeid

    return Scheduling(config, log)


def pytest_unconfigure() -> None:
    shutil.rmtree(OWN, ignore_errors=True)


@pytest.fixture
def cluster(db):
    return add_cluster()


@pytest.fixture
def people(cluster):
    return add_people(cluster)


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker) -> Iterator[None]:
    """For fixtures of a whole file that write to the database: each test takes back what it wrote itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


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
