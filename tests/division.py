"""How a run of several processes is divided: what is dear to set up is set up in one of them, and the longest part begins."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from xdist.scheduler import LoadScopeScheduling

# Folders whose files share a served site, or a database that takes long to fill.
_TOGETHER = ("tests/journeys", "tests/live", "tests/demo")
# Of them, those that open every screen: two parts of their own, so that no process has much more to do than the others.
_EVERY_SCREEN = ("tests/journeys/test_access.py", "tests/journeys/test_each_role.py")
_OTHER_SCREENS, _SCREENS_OF = "the other screens", ("[/finance", "[/learning")
# Files that ask for the whole OULAD set.
_WHOLE = "test_oulad_whole"
# What takes longest, the longest first; but what needs the front end comes after what fills the time until it is built.
_FIRST = (
    _WHOLE,
    "tests/finance/test_histories.py",
    "tests/demo",
    "tests/servers/test_elsewhere.py",
    *_EVERY_SCREEN[:1],
    _OTHER_SCREENS,
    "tests/journeys",
    "tests/doors/test_demo.py",
    "tests/servers/test_two_servers.py",
    "tests/servers/test_payment_under_fire.py",
    "tests/servers/test_pool.py",
    "tests/finance/test_promise_histories.py",
    "tests/db/test_scope.py",
    "tests/policies/test_mutants.py",
    "tests/metrics/test_figures_are_their_rows.py",
    "tests/policies/test_migrations.py",
    "tests/live",
)


def part_of(nodeid: str) -> str:
    """Return the part of the run that a test belongs to: its file, or what its file shares with others."""
    file = PurePosixPath(nodeid.partition("::")[0])
    if file.stem.startswith(_WHOLE):
        return _WHOLE
    if file.as_posix() in _EVERY_SCREEN:
        return _EVERY_SCREEN[0] if any(each in nodeid for each in _SCREENS_OF) else _OTHER_SCREENS
    return file.parent.as_posix() if file.parent.as_posix() in _TOGETHER else file.as_posix()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest parts, so that all processes end at about the same time."""
    turn = {part: place for place, part in enumerate(_FIRST)}
    items.sort(key=lambda item: turn.get(part_of(item.nodeid), len(turn)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    """Give each process whole parts, one after the other."""
    from xdist.scheduler import LoadScopeScheduling

    class ByPart(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return part_of(nodeid)

    return ByPart(config, log)
