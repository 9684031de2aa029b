import pytest

from octant.core.devices import Device
from octant.workshops.actions.people import join
from octant.workshops.actions.running import start
from octant.workshops.models import Activity, Workshop


@pytest.fixture
def workshop(round_, people) -> Workshop:
    """A running workshop by sector with three activities: welcome, ideas, dots."""
    workshop = Workshop.objects.create(cluster=round_.cluster, round=round_, title="Kick-off")
    ideas = None
    for position, kind in enumerate(["welcome", "ideas", "dots"]):
        row = Activity.objects.create(
            workshop=workshop, position=position, kind=kind, title=kind, source=ideas, feeds="measures"
        )
        ideas = row if kind == "ideas" else ideas
    return start(workshop=workshop, by=people["core"], revision=1)


@pytest.fixture
def phone(workshop):
    """Somebody who has joined with this device: phone("a"). The same name is the same person."""
    return lambda name, **what: join(workshop=workshop, device=Device(name, False), **what)
