import pytest

from octant.core.devices import Device
from octant.surveys.actions.surveys import add_survey, open_survey
from octant.surveys.models import Survey


@pytest.fixture
def survey(round_, people) -> Survey:
    """An open survey by sector, of the quick kind, that asks for both levels."""
    survey = add_survey(
        round=round_, by=people["core"], anonymity="sector", title="What do you see?", asks_wished=True
    )
    return open_survey(survey=survey, by=people["core"])


@pytest.fixture
def device():
    """Make devices by name: device("phone"). The same name is the same device."""
    return lambda name: Device(name, False)
