"""The palette finds whom a person may see, and nobody else."""

from __future__ import annotations

import pytest

from state.palette import PaletteState
from tests.screens import open_screen


async def found(pipeline, database, key, typed):
    tab = await open_screen(pipeline, database, key, "/")
    await tab.send(PaletteState.find, {"typed": typed})
    return [hit.name for hit in (await tab.kept(PaletteState)).hits]


@pytest.mark.parametrize(
    ("key", "typed", "names"),
    [
        ("nadia", "ali", ["Alice Ahmed"]),
        ("maya", "ali", ["Alice Ahmed"]),
        ("kenji", "ali", []),
        ("mallory", "ali", []),
        ("otto", "bea", ["Bea Marsh"]),
        ("nadia", "bea", []),
        ("tara", "yusuf ben", ["Ben Yusuf"]),
        ("enzo", "BEN", ["Ben Yusuf"]),
        ("marco", "ali", []),
    ],
)
async def test_each_person_finds_their_own_students(key, typed, names, pipeline, database):
    assert await found(pipeline, database, key, typed) == names


async def test_a_student_is_found_by_code(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/")
    await tab.send(PaletteState.find, {"typed": "alice"})
    code = (await tab.kept(PaletteState)).hits[0].code
    await tab.send(PaletteState.find, {"typed": code.lower()})
    assert [hit.name for hit in (await tab.kept(PaletteState)).hits] == ["Alice Ahmed"]


@pytest.mark.parametrize("typed", ["", " ", "a", "-", "%", "a b"])
async def test_less_than_two_letters_find_nobody_and_ask_nothing(typed, pipeline, database):
    assert await found(pipeline, database, "nadia", typed) == []


async def test_what_nobody_is_called_finds_nobody(pipeline, database):
    assert await found(pipeline, database, "nadia", "zzzz") == []
    assert await found(pipeline, database, "nadia", "' or true --") == []
