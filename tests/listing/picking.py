"""Students picked in their list by a person of the cast, and given a mentor."""

from __future__ import annotations

from state.people import StudentsState
from state.toasts import ToastState
from tests.screens import open_screen


async def opened(pipeline, database, key: str, query: str = ""):
    return await open_screen(pipeline, database, key, f"/students{query}")


async def send(tab, event, **payload):
    await tab.send(event, payload, pathname="/students", asPath="/students")
    return lambda name: tab.shown(StudentsState, name)


def rows(tab) -> dict[str, str]:
    """Return the rows on the screen: name → id."""
    return {row["full_name"]: row["id"] for row in tab.shown(StudentsState, "rows")}


async def pick(tab, *names: str):
    ids = ",".join(rows(tab)[name] for name in names)
    return await send(tab, StudentsState.pick, said=f"1 {ids}")


def told(tab) -> str:
    """Return what the tab was told in passing."""
    return tab.shown(ToastState, "title")


async def assign(tab, mentor, **boxes: str):
    await send(tab, StudentsState.prepare, name="assign-mentor")
    return await send(tab, StudentsState.perform, form={"choice": str(mentor.id), **boxes})
