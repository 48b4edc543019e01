"""The panel that explains a figure: read as a person reads it, it gives the figure again."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pages  # noqa: F401  declares every figure
from growthos_ui.errors import GrowthError
from growthos_ui.learning.progress import metrics as declared
from growthos_ui.listing.ask import Ask
from growthos_ui.metrics.explain import explain
from growthos_ui.metrics.metric import Median
from growthos_ui.metrics.money import Amount
from growthos_ui.metrics.registry import metrics
from growthos_ui.metrics.words import change_words, percent_words, tenth_words
from tests.metrics.asking import asks, may_ask, within
from tests.metrics.conftest import READERS


def recomputed(words):
    """Work out `402 + 300`, `412 ÷ 1,204`, `81,203% ÷ 1,502`, `50,000.00 ÷ 110,000.00 × 90` or `(54% + 56%) ÷ 2` with nothing but what is written."""
    exact = re.sub(r"[\d,]+(?:\.\d+)?", lambda number: f"Fraction('{number[0].replace(',', '')}')", words)
    return eval(
        exact.replace("÷", "/").replace("×", "*").replace("%", "/100"), {"__builtins__": {}, "Fraction": Fraction}
    )


def told(metric, value):
    """Write a number that was worked out as the figure writes it."""
    if metric.is_percent:
        return percent_words(100 * value)
    if isinstance(metric, Amount):
        return f"{float(value):,.2f}" if value else "0.00"
    words = f"{int(value):,}" if metric.counts else tenth_words(value)
    return words.removesuffix(".0") if isinstance(metric, Median) else words


def read(explained):
    """Check the panel's text against itself and return whether there was a figure."""
    written = {line.number for line in explained.lines}
    assert set(re.findall(r"[\d,]+(?:\.\d+)?%?", explained.sum.words)) <= {*written, "2"}
    if explained.value == "—":
        assert explained.note
        return False
    value = recomputed(explained.sum.words)
    assert explained.value.removesuffix(" days") in {told(explained.metric, value), "0"}
    assert explained.value != "0" or not value
    assert explained.sum.number == explained.value
    return True


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(ask=asks(mentors=("none",)), key=st.sampled_from(READERS), metric=st.sampled_from(metrics()))
def test_the_panels_own_text_gives_the_figure(reading, ask, key, metric):
    async def panel(tx):
        # Filters of a list that is not for this reader offer them nothing.
        asked = within(metric, ask)
        return may_ask(tx.actor, metric, asked) and read(await explain(tx, metric, asked))

    reading.run(key, panel)


@pytest.mark.parametrize("metric", metrics(), ids=lambda metric: metric.id)
def test_the_panel_of_each_figure_gives_it_for_an_admin(reading, metric):
    assert read(reading.run("nadia", lambda tx: explain(tx, metric, Ask())))


def facts_of(explained):
    return dict(explained.facts)


def test_it_says_over_what_as_of_when_and_for_whom(reading):
    explained = reading.run("maya", lambda tx: explain(tx, declared.COMPLETION, Ask().filtered("mentor", ("none",))))
    facts = facts_of(explained)
    assert facts["Organisation"] == "Northgate Academy"
    assert facts["Seen as"] == "Maya Iqbal, mentor: the students assigned to you"
    assert facts["Filters"] == "Mentor: No mentor"
    assert facts["As of"].endswith("Asia/Karachi")
    assert facts["Unit"] == "%"
    everything = reading.run("nadia", lambda tx: explain(tx, declared.COMPLETION, Ask()))
    assert facts_of(everything)["Filters"] == "none"
    assert facts_of(everything)["Seen as"] == "Nadia Rahman, admin: the whole organisation"


def test_withdrawn_learners_are_left_out_of_the_mean_and_open(reading):
    explained = reading.run("nadia", lambda tx: explain(tx, declared.MEAN_PROGRESS, Ask()))
    withdrawn = next(line for line in explained.left_out if line.words == "Withdrawn")
    assert int(withdrawn.number) > 0
    assert withdrawn.href == "/students?status=cancelled"


@pytest.mark.parametrize(
    ("key", "sees"), [("sam", True), ("nadia", True), ("vera", True), ("maya", False), ("tara", False)]
)
def test_only_admins_are_shown_the_sql(reading, key, sees):
    explained = reading.run(key, lambda tx: explain(tx, declared.COMPLETION, Ask()))
    assert bool(explained.sql) is sees
    if sees:
        assert "dashboard.progress_figures" in explained.sql
        assert "%(" not in explained.sql


def test_the_sql_that_is_shown_runs_and_gives_the_numbers_of_the_panel(reading, database):
    explained = reading.run(
        "nadia", lambda tx: explain(tx, declared.COMPLETION, Ask().filtered("status", ("completed",)))
    )
    with database.acting_as(reading.actors["nadia"]) as connection:
        live, completed = connection.execute(explained.sql).fetchone()
    assert explained.sum.words == f"{completed} ÷ {live}"


def test_a_value_that_is_not_offered_is_refused(reading):
    with pytest.raises(GrowthError, match="nowhere"):
        reading.run("nadia", lambda tx: explain(tx, declared.COMPLETION, Ask().filtered("course", ("nowhere",))))


@pytest.mark.parametrize(
    ("now", "before", "percent", "polarity", "words"),
    [
        (44, 40, True, "up", ("4.0 pp", "up", "good")),
        (40, 44, True, "up", ("4.0 pp", "down", "bad")),
        (44, 40, True, "down", ("4.0 pp", "up", "bad")),
        (40, 44, True, "none", ("4.0 pp", "down", "")),
        (110, 100, False, "up", ("10.0%", "up", "good")),
        (5, 0, False, "up", ("new", "up", "good")),
        (7, 7, False, "up", ("no change", "", "")),
    ],
)
def test_a_change_is_in_points_for_percentages_and_its_tone_follows_the_metric(now, before, percent, polarity, words):
    change = change_words(Fraction(now), Fraction(before), percent=percent, polarity=polarity, on="")
    assert (change.words, change.direction, change.tone) == words


def test_an_unknown_figure_has_no_change():
    assert change_words(None, Fraction(1), percent=True, polarity="up", on="") is None
