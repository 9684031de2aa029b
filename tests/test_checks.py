"""What `./octant check` finds, found by the tests as well: each check is one test."""

import pytest

from octant.cli import checks


@pytest.mark.parametrize("name", checks.CHECKS)
def test_a_tool_finds_nothing(name, capsys):
    assert checks.passes(name, checks.CHECKS[name]), capsys.readouterr().out


@pytest.mark.parametrize("name", checks.OWN)
def test_our_own_checks_find_nothing(name):
    assert checks.OWN[name]() == []
