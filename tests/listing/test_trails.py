"""The last weeks of a row as a drawing and in words: what is not over is dashed, what is not known is not drawn."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import literal_column, select

from growthos_ui.listing.columns import Reading
from growthos_ui.listing.money import MILLI, money_words
from growthos_ui.listing.sparkline import HEIGHT, WIDTH, curve, strip, trend_words
from growthos_ui.listing.trails import WEEKS_SHOWN, ActiveTrail, Trail, first_week
from growthos_ui.metrics.words import percent_words

THURSDAY = Reading(now=datetime(2026, 11, 26, 12, tzinfo=UTC), zone=UTC)
SUNDAY = Reading(now=datetime(2026, 11, 29, 12, tzinfo=UTC), zone=UTC)
GREW = (3, 4, 5, 4, 3, 4, 5, 8, 9, 8, 9, 2)


def nothing(*_):
    return select(literal_column("1"))


LINE = Trail(name="weeks", label="Active by week", weekly=nothing, noun=("enrolment", "enrolments"))
TICKS = ActiveTrail(name="weeks", label="Last 12 weeks", weekly=nothing, noun=("week", "weeks"))


def test_a_line_is_told_with_its_range_its_last_whole_week_and_its_trend():
    assert LINE.words(GREW, THURSDAY) == (
        "Active by week: weeks from 7 Sep 2026, from 3 to 9 enrolments, 9 in the last whole week, 2 so far in this one; "
        "a mean of 8.5 in the last 4 whole weeks, more than the 4.0 in those before"
    )
    assert LINE.cells({"weeks": GREW}, THURSDAY)["weeks"] == "9"
    assert LINE.plain(GREW, THURSDAY) == "3 4 5 4 3 4 5 8 9 8 9 2"


def test_a_week_on_its_last_day_is_a_week_like_others():
    assert "so far" not in LINE.words(GREW, SUNDAY)
    assert LINE.cells({"weeks": GREW}, SUNDAY)["weeks"] == "2"
    assert LINE.cells({"weeks": GREW}, SUNDAY)["weeks__dash"] == ""
    assert LINE.cells({"weeks": GREW}, THURSDAY)["weeks__dash"].startswith("M")


def test_ticks_say_in_how_many_weeks_and_when_last():
    said = TICKS.cells({"weeks": (None, None, 1, 1, 1, 0, 1, 1, 1, 1, 0, 0)}, THURSDAY)
    assert said["weeks"] == "7 of 10"
    assert said["weeks__said"].startswith("Active in 7 of 10 weeks up to 23 Nov 2026, last in the week of 9 Nov 2026")
    # The week that is under way may still become one.
    assert said["weeks__line"].count("M") == 7
    assert said["weeks__base"].count("M") == 2
    assert said["weeks__dash"].count("M") == 1
    assert TICKS.plain((None, None, 1, 0), THURSDAY) == "1 0"


@pytest.mark.parametrize("column", [LINE, TICKS])
@pytest.mark.parametrize("value", [(), (None,) * WEEKS_SHOWN, None])
def test_what_is_not_known_is_a_dash_and_no_drawing(column, value):
    said = column.cells({"weeks": value}, THURSDAY)
    assert said["weeks"] == "—"
    assert not any(each for name, each in said.items() if name != "weeks")
    assert column.plain(value, THURSDAY) == ""


@given(st.lists(st.none() | st.integers(0, 10**9), min_size=1, max_size=26), st.booleans())
def test_a_drawing_stays_within_its_line_of_words(sizes, partial):
    for drawn in (curve(sizes, partial=partial), strip(sizes, partial=partial)):
        numbers = [
            float(each)
            for path in (drawn.line, drawn.base, drawn.dash)
            for each in path.replace("M", " ").replace("L", " ").replace("V", " ").split()
        ]
        assert all(0 <= number <= WIDTH for number in numbers)
        assert (drawn.x == "") is all(size is None for size in sizes)
        assert not drawn.x or (0 <= float(drawn.x) <= WIDTH and 0 <= float(drawn.y) <= HEIGHT)


def test_no_trend_is_told_of_fewer_than_eight_steps():
    assert trend_words([1] * 7, "weeks") == ""
    assert "as many as the 1.0" in trend_words([1] * 8, "weeks")


def test_a_trend_of_what_is_no_count_is_told_in_its_own_words():
    sizes = [300.0] * 4 + [200.0] * 3 + [201.0]
    yen = trend_words(sizes, "months", lambda mean: money_words(round(mean * MILLI), "JPY"))
    assert yen == "a mean of JPY 200 in the last 4 whole months, less than the JPY 300 in those before"
    share = trend_words([50.0] * 4 + [61.9] * 4, "months", percent_words)
    assert share == "a mean of 61.9% in the last 4 whole months, more than the 50.0% in those before"
    assert "the same as the 50.0%" in trend_words([50.01] * 4 + [50.02] * 4, "months", percent_words)


def test_weeks_begin_on_the_readers_clocks():
    at = datetime(2026, 11, 22, 20, tzinfo=UTC)  # a Sunday in London, already Monday in Karachi
    assert first_week(at, "Europe/London") == date(2026, 8, 31)
    assert first_week(at, "Asia/Karachi") == date(2026, 9, 7)
