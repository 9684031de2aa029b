"""An organisation to work with."""

import pytest

from octant.ecosystem.actions import register as actions
from octant.ecosystem.models import Organisation


@pytest.fixture
def city(cluster, people) -> Organisation:
    return actions.add(
        cluster=cluster, by=people["core"], name="City of Šiauliai", sector="public", place="Šiauliai"
    )
