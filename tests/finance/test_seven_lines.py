"""Seven installments, known to three screens of the school by three different figures: here each word has one meaning."""

from __future__ import annotations

from datetime import timedelta

import pytest

from growthos_ui.finance import metrics
from growthos_ui.listing.ask import Ask
from growthos_ui.metrics.clock import clock
from growthos_ui.metrics.measure import figure_of, measure
from tests.finance.seven import START, TODAY, plant_seven_lines
from tests.metrics.conftest import Reading

IN_DOLLARS = Ask().filtered("currency", ("USD",))


@pytest.fixture(scope="module")
def reading(database):
    plant_seven_lines(database)
    opened = Reading(database)
    yield opened
    opened.close()


def figures(reading, key, ask=IN_DOLLARS):
    """Return the figures by id as a screen tells them."""
    asked = (
        metrics.OPEN_BALANCE, metrics.NOT_DUE, metrics.OVERDUE_BALANCE, metrics.SCHEDULED, metrics.BILLED, metrics.DUE,
        metrics.COLLECTED, metrics.CONTRACTED, metrics.COLLECTION_RATE, metrics.CONTRACT_COLLECTED, metrics.ON_TIME_MONEY,
        metrics.ON_TIME_LINES,
    )  # fmt: skip

    async def told(tx):
        at = await clock(tx)
        numbers, _ = await measure(tx, asked, ask, at)
        return {
            each.id.removeprefix("finance."): figure_of(each, found, ask, at)
            for each, found in zip(asked, numbers, strict=True)
        }

    return reading.run(key, told)


@pytest.mark.parametrize("key", ["nadia", "farah", "sam"])
def test_each_word_has_one_meaning(reading, key):
    found = {name: figure.value for name, figure in figures(reading, key).items()}
    assert found == {
        "open": "50,000.00", "not_due": "20,000.00", "overdue": "30,000.00", "scheduled": "45,000.00",
        "billed": "110,000.00", "due": "90,000.00", "collected": "60,000.00", "contracted": "155,000.00",
        "collection_rate": "66.7%", "contract_collected": "38.7%", "on_time_money": "66.7%", "on_time_lines": "66.7%",
    }  # fmt: skip


@pytest.mark.parametrize("as_of", [TODAY, START, START + timedelta(days=5)])
def test_the_halves_of_the_rates_open_and_are_told_as_money(reading, as_of):
    found = figures(reading, "nadia", IN_DOLLARS.filtered("as_of", (str(as_of),)))["collection_rate"]
    if as_of == START:
        assert (found.value, found.note) == ("—", "Nothing has fallen due")
        return
    assert found.halves[0].href.startswith("/finance/receivables?")
    assert f"as_of={as_of}" in found.halves[0].href
    # On the fifth day the twenty thousand had fallen due, and nobody had given them more time yet.
    assert [each.words for each in found.halves] == ["60,000.00", "90,000.00" if as_of == TODAY else "110,000.00"]


def test_a_mentor_sees_no_money(reading):
    assert {figure.value for figure in figures(reading, "maya").values()} <= {"0", "—"}


def test_a_figure_over_several_currencies_is_not_told(reading):
    found = figures(reading, "nadia", Ask())["open"]
    assert (found.value, found.note) == ("—", "Several currencies: choose one")
