"""A figure or a mark is a door: the list that it opens holds exactly as many rows as it counts."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.coursework.tables import MARKS
from growthos_ui.db.engine import make_engine
from growthos_ui.learning.progress import charts
from growthos_ui.learning.progress.figures import clock, headline, percent_words
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.listing.totals import total_query
from growthos_ui.people.tables import PROGRESS_BANDS, STUDENTS

LISTS = {"/students": STUDENTS, "/coursework/marks": MARKS}
READERS = ("sam", "nadia", "maya", "kenji", "tara", "vera", "mallory", "otto")


@pytest.fixture
async def tx_as(database, acting):
    engine = make_engine(database.app_url)

    async def entered(key):
        return db.acting_as(await acting(key), engine=engine)

    yield entered
    await engine.dispose()


async def rows_behind(tx, href):
    split = urlsplit(href)
    listing = LISTS[split.path]
    return await tx.scalar(total_query(listing, ask_of(listing, split.query)))


def number_in(words):
    return int(re.match(r"[\d,]+", words)[0].replace(",", ""))


async def asks(tx):
    course = await tx.scalar(STUDENTS.filter_named("course").options())
    return {
        "everything": Ask(),
        "one course": Ask().filtered("course", (str(course),)),
        "without a mentor": Ask().filtered("mentor", ("none",)),
        "withdrawn": Ask().filtered("status", ("cancelled",)),
        "a search": Ask(search="stu"),
    }


@pytest.mark.parametrize("key", READERS)
async def test_every_figure_opens_the_rows_that_it_counts(key, tx_as):
    async with await tx_as(key) as tx:
        at = await clock(tx)
        for about, ask in (await asks(tx)).items():
            figures = {figure.name: figure for figure in await headline(tx, ask, at)}
            for name in ("enrolments", "active_7_days"):
                opened = await rows_behind(tx, figures[name].href)
                assert opened == number_in(figures[name].value), (about, name)
            for name in ("mean_progress", "median_progress"):
                assert figures[name].known == bool(figures[name].href) == bool(number_in(figures[name].scope))
                if figures[name].known:
                    opened = await rows_behind(tx, figures[name].href)
                    assert opened == number_in(figures[name].scope), (about, name)
            for half in figures["completion"].halves:
                opened = await rows_behind(tx, half.href) if half.href else 0
                assert opened == number_in(half.words), about


async def test_both_halves_of_completion_open(tx_as):
    async with await tx_as("nadia") as tx:
        completion = (await headline(tx, Ask(), await clock(tx)))[4]
    completed, live = completion.halves
    assert completion.note == f"{completed.words} of {live.words} live"
    assert urlsplit(live.href).query == "status=active,completed"
    assert urlsplit(completed.href).query == ("status=completed" if completed.words != "0" else "")


@pytest.mark.parametrize("key", READERS)
async def test_every_mark_of_every_chart_opens_the_rows_that_it_counts(key, tx_as):
    opened = 0
    async with await tx_as(key) as tx:
        at = await clock(tx)
        for about, ask in (await asks(tx)).items():
            drawings = [await charts.results(tx, ask), await charts.spread(tx, ask), await charts.weeks(tx, ask, at)]
            for drawing in drawings:
                for mark in (mark for series in drawing.series for mark in series.marks):
                    found = await rows_behind(tx, mark.href) if mark.href else 0
                    assert found == mark.size == number_in(mark.words), (about, mark)
                    opened += 1
            if not tx.actor.may(Permission.COURSEWORK_MARKS_READ):
                continue
            for mark in (mark for series in (await charts.marks(tx, ask)).series for mark in series.marks):
                assert await rows_behind(tx, mark.href) == number_in(mark.words.rpartition(" · ")[2]), (about, mark)
                opened += 1
    assert opened > 20


async def test_the_bands_of_the_histogram_add_up_to_the_live_enrolments(tx_as):
    async with await tx_as("nadia") as tx:
        drawing = await charts.spread(tx, Ask())
        live = await tx.scalar(total_query(STUDENTS, Ask().filtered("status", ("active", "completed"))))
        unknown = await tx.scalar(
            total_query(STUDENTS, Ask().filtered("status", ("active", "completed")).filtered("progress", ("unknown",)))
        )
    assert len(drawing.series[0].marks) == len(PROGRESS_BANDS) == 10
    assert sum(mark.size for mark in drawing.series[0].marks) == live - unknown


async def test_marketing_sees_no_learner_in_any_figure(tx_as):
    async with await tx_as("marco") as tx:
        figures = await headline(tx, Ask(), await clock(tx))
        assert figures[0].value == "0"
        assert {figure.value for figure in figures[2:]} == {"—"}
        assert (await charts.results(tx, Ask())).series == ()


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "—"), (0, "0.0%"), (61.94, "61.9%"), (61.95, "62.0%"), (0.05, "0.1%"), (100, "100.0%")],
)
def test_a_percentage_is_rounded_half_up_at_the_last_step(value, words):
    assert percent_words(value) == words
