"""Any figure, for any reader and any filters, is what its rows add up to, worked out again in Python."""

from __future__ import annotations

import statistics
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from growthos_ui.learning.progress import metrics as declared
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.metrics.clock import clock
from growthos_ui.metrics.explain import explain
from growthos_ui.metrics.measure import measure
from growthos_ui.metrics.metric import Count, Mean, Median, Ratio
from growthos_ui.metrics.money import Amount, Lateness, Rate, Turnover
from growthos_ui.metrics.registry import metric_named, metrics
from tests.metrics.asking import asks, may_ask, within
from tests.metrics.conftest import READERS

OFTEN = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


async def rows_of(tx, metric, part, ask, at, *, of=None):
    """Return the rows that the part's address opens, with the value that the metric is of; None without an address."""
    asked, listing = part.ask(metric.listing, ask, at), part.opens(metric.listing)
    if asked is None:
        return None
    # Through the words of the address and back, as the list itself gets it.
    asked = ask_of(listing, asked.query())
    of = of or getattr(metric, "each", None) or getattr(metric, "of", None)
    value = of(listing.selected) if of else listing.selected["id"]
    found = await tx.rows(listing.narrowed(asked, listing.selected["id"], value.label("value")))
    return [row["value"] for row in found]


def worked_out(metric, part, over):
    match metric:
        case Count():
            return Fraction(len(over))
        case Ratio():
            return Fraction(100 * len(part), len(over)) if over else None
        case Mean():
            return sum(map(Fraction, over)) / metric.scale / len(over) if len(over) >= metric.fewest else None
        case Median():
            return Fraction(statistics.median(map(Fraction, over))) / metric.scale if over else None
        case Amount():
            return Fraction(sum(over), 1000)
        case Rate() | Lateness():
            times = metric.days if isinstance(metric, Turnover) else 1 if isinstance(metric, Lateness) else 100
            return Fraction(times * sum(part), sum(over)) if sum(over) else None
    raise AssertionError(metric)


async def check(tx, metric, *asks):
    """Compare the figure with its rows, question by question; tell whether there were any rows."""
    asks = [ask for ask in asks if may_ask(tx.actor, metric, ask)]
    at = await clock(tx) if asks else None
    return any([await agrees(tx, metric, ask, at) for ask in asks])


async def agrees(tx, metric, ask, at):
    (numbers,), _ = await measure(tx, (metric,), ask, at)
    over = await rows_of(tx, metric, metric.over, ask, at)
    if over is None:
        # The filters exclude each other, or name other days of acts: no rows, or no address that would say which.
        assert not numbers["over"] or ask.chosen("did")
        return False
    half = metric.over if isinstance(metric, Lateness) else getattr(metric, "part", None)
    part = await rows_of(tx, metric, half, ask, at, of=getattr(metric, "part_of", None)) if half else []
    assert numbers["over"] == len(over)
    assert metric.value(numbers) == worked_out(metric, part or [], over)
    return bool(over)


@OFTEN
@given(ask=asks(), key=st.sampled_from(READERS), metric=st.sampled_from(metrics()))
def test_a_figure_is_what_its_rows_add_up_to(reading, ask, key, metric):
    reading.run(key, lambda tx: check(tx, metric, within(metric, ask)))


@pytest.mark.parametrize("key", READERS)
@pytest.mark.parametrize("metric", metrics(), ids=lambda metric: metric.id)
def test_every_figure_is_what_its_rows_add_up_to_for_every_reader(reading, metric, key):
    asks = (Ask(), Ask().filtered("mentor", ("none",)), Ask().filtered("status", ("cancelled",)))
    reading.run(key, lambda tx: check(tx, metric, *(within(metric, ask) for ask in asks)))


def test_somebody_sees_rows_behind_every_figure(reading):
    seen = {metric.id for metric in metrics() if reading.run("nadia", lambda tx, m=metric: check(tx, m, Ask()))}
    assert {metric.id for metric in metrics()} - seen <= {"learning.active_week", "learning.active_7_days"}


@OFTEN
@given(ask=asks(mentors=("none",)), key=st.sampled_from(READERS), metric=st.sampled_from(metrics()))
def test_what_is_counted_and_what_is_left_out_are_all_the_rows(reading, ask, key, metric):
    async def parts(tx):
        asked = within(metric, ask)
        if not may_ask(tx.actor, metric, asked):
            return
        explained = await explain(tx, metric, asked)
        counted = [number(line.number) for line in explained.counted] or [number(explained.rows.number)]
        left_out = [number(line.number) for line in explained.left_out]
        assert sum(counted) == number(explained.rows.number)
        if metric.left_out or metric.over.narrows == ():
            assert sum(counted) + sum(left_out) == number(explained.all.number)
        assert explained.agrees

    reading.run(key, parts)


def number(words):
    return int(words.replace(",", ""))


def test_every_metric_is_found_by_its_id_and_says_what_it_is():
    for metric in metrics():
        assert metric_named(metric.id) is metric
        assert metric.about.endswith(".")
        assert metric.name
        assert metric.owner
    assert metric_named("learning.nothing") is None


def test_two_metrics_cannot_have_one_id():
    with pytest.raises(ValueError, match=r"two metrics learning\.completion"):
        replace(declared.COMPLETION, name="Another")
