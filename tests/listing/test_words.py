"""Numbers, days and moments are said one way everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from growthos_ui.listing import words

NOW = datetime(2026, 4, 10, 12, tzinfo=UTC)
KARACHI = ZoneInfo("Asia/Karachi")


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=20), "0 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(minutes=60), "1 h"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(hours=24), "1 d"),
        (timedelta(days=6, hours=23), "6 d"),
        (timedelta(days=7), "3 Apr 2026"),
        (timedelta(days=-1), "11 Apr 2026"),
    ],
)
def test_a_moment_is_told_by_its_age_while_that_helps(ago, said):
    assert words.age_words(NOW - ago, now=NOW, zone=KARACHI) == said


def test_a_moment_is_told_on_the_clocks_of_the_actor():
    late = datetime(2026, 3, 31, 20, 5, tzinfo=UTC)
    assert words.moment_words(late, KARACHI) == "1 Apr 2026, 01:05"
    assert words.age_words(late, now=NOW, zone=KARACHI) == "1 Apr 2026"


def test_numbers_have_thousands_separators_and_one_decimal():
    assert words.count_words(32_593) == "32,593"
    assert words.tenths_words(619) == "61.9"
    assert words.tenths_words(1000) == "100.0"
    assert words.tenths_words(-5) == "-0.5"
    assert words.day_words(date(2026, 9, 1)) == "1 Sep 2026"


def test_what_is_not_known_is_a_dash():
    assert {words.count_words(None), words.tenths_words(None), words.day_words(None)} == {"—"}
    assert {words.moment_words(None, UTC), words.age_words(None, now=NOW, zone=UTC)} == {"—"}


def test_one_is_singular():
    assert words.number_of(1, ("pupil", "pupils")) == "1 pupil"
    assert words.number_of(0, ("pupil", "pupils")) == "0 pupils"
    assert words.number_of(28_785, ("pupil", "pupils")) == "28,785 pupils"


def test_words_are_listed_as_people_do():
    assert [words.either(said) for said in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a or b", "a, b or c"]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (-5, "0 min"),
        (12, "12 min"),
        (60, "1 h"),
        (80, "1 h 20 min"),
        (190, "3 h"),
        (45 * 60, "45 h"),
        (5 * 1440 + 90, "5 d"),
    ],
)
def test_how_long_it_lasts_is_told_as_exactly_as_that_matters(minutes, said):
    assert words.lasting_words(timedelta(minutes=minutes)) == said
