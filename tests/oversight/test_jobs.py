"""The list of jobs: the office sees each run with what it found, or why it failed."""

import pytest

from growthos_ui.jobs.words import JOBS, NOTHING, found_words
from state.actor import ActorState
from state.oversight import JobsState
from tests.screens import open_screen

PATH = "/oversight/jobs"


async def test_the_office_sees_what_ran_and_why_it_failed(pipeline, database) -> None:
    tab = await open_screen(pipeline, database, "nadia", PATH)
    said = [(row["job"], row["state"], row["counts"], row["why"]) for row in tab.shown(JobsState, "rows")]
    assert said == [
        ("Students at risk", "Failed", "—", "The disk is full."),
        ("Late and resolved tickets", "Done", "nothing to do", "—"),
    ]
    tab = await open_screen(pipeline, database, "vera", f"{PATH}?state=failed&job=risk")
    assert len(tab.shown(JobsState, "rows")) == 1


@pytest.mark.parametrize("key", ["enzo", "farah", "maya", "tara"])
async def test_jobs_are_the_offices(key, pipeline, database) -> None:
    tab = await open_screen(pipeline, database, key, PATH)
    assert not tab.shown(JobsState, "rows")
    assert tab.shown(ActorState, "refusal")


def test_every_job_has_its_words(database) -> None:
    with database.as_owner() as owner:
        assert set(JOBS) == {name for (name,) in owner.execute("select job from private.jobs()").fetchall()}
    assert found_words({"expired": 1, "issued": 1200, "made": 0}) == "1,200 issued, 1 ended access"
    assert found_words({}) == NOTHING
