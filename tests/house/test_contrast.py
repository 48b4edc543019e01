"""Law: every pair of tokens that meets on a screen can be told apart, in both themes, computed from assets/tokens.css."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from tests.house.colours import BLINDNESS, _ciede2000, contrast, difference, tokens
from tests.house.source import ROOT

THEMES = tokens(ROOT / "assets" / "tokens.css")
SURFACES = ("canvas", "surface", "surface-raised", "surface-hover", "surface-selected", "surface-sunken")

# WCAG 2.2 AA: text at least 4.5, lines and shapes that carry meaning at least 3.
TEXT = (
    *((text, SURFACES) for text in ("text", "text-muted", "text-faint", "accent-text")),
    *((tone, (*SURFACES, f"{tone}-soft")) for tone in ("good", "warn", "bad", "info", "neutral")),
    ("text", ("good-soft", "warn-soft", "bad-soft", "info-soft", "heat")),
    ("text-muted", ("heat",)),
    ("on-accent", ("accent", "accent-hover", "accent-active")),
    ("on-danger", ("danger", "danger-hover")),
    ("on-viewas", ("viewas",)),
    ("chart-text", ("surface",)),
)
SHAPES = (
    ("border-control", ("surface", "surface-raised", "canvas")),
    ("focus", ("surface", "canvas")),
    *((name, ("surface",)) for name in ("chart-previous", "chart-1", "chart-2", "chart-3", "chart-4")),
    *((f"chart5-{number}", ("surface",)) for number in range(1, 6)),
    *((name, ("surface",)) for name in ("chart-negative", "chart-positive")),
)

# The lowest difference between two colours of a set, under any of the three kinds of eyes, as measured (CIEDE2000,
# rounded down). It is a bound, not a wish: 10 is told apart at a glance, and shape, order or a label says the rest.
APART = {
    ("light", "chart-1 chart-2 chart-3 chart-4"): 23.8,
    ("dark", "chart-1 chart-2 chart-3 chart-4"): 21.4,
    ("light", "chart5-1 chart5-2 chart5-3 chart5-4 chart5-5"): 15.9,
    ("dark", "chart5-1 chart5-2 chart5-3 chart5-4 chart5-5"): 18.6,
    ("light", "chart-negative chart-positive"): 49.6,
    ("dark", "chart-negative chart-positive"): 52.0,
}
# Ageing is one hue in five steps: only neighbours touch, and each step has its label.
STEPS = {"light": 13.3, "dark": 12.1}


def pairs(table):
    return [(theme, front, ground) for theme in THEMES for front, grounds in table for ground in grounds]


@pytest.mark.parametrize(("theme", "text", "ground"), pairs(TEXT))
def test_text_can_be_read(theme, text, ground):
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize(("theme", "shape", "ground"), pairs(SHAPES))
def test_lines_and_shapes_can_be_seen(theme, shape, ground):
    assert contrast(THEMES[theme][shape], THEMES[theme][ground]) >= 3.0


@pytest.mark.parametrize(("theme", "series"), APART)
def test_the_series_of_a_chart_are_told_apart_by_every_kind_of_eyes(theme, series):
    lowest = min(
        difference(THEMES[theme][one], THEMES[theme][other], seen_with=eyes)
        for one, other in combinations(series.split(), 2)
        for eyes in BLINDNESS
    )
    assert APART[theme, series] <= lowest < APART[theme, series] + 0.2, "measured anew: write the bound down"


@pytest.mark.parametrize("theme", THEMES)
def test_steps_of_age_that_touch_are_told_apart(theme):
    steps = [THEMES[theme][f"age-{number}"] for number in range(5)]
    lowest = min(difference(*two, seen_with=eyes) for two in pairwise(steps) for eyes in BLINDNESS)
    assert STEPS[theme] <= lowest < STEPS[theme] + 0.2


def test_every_theme_names_the_same_colours():
    assert set(THEMES) == {"light", "dark"}
    assert set(THEMES["light"]) == set(THEMES["dark"])


# The examples of Sharma, Wu and Dalal, 2005: blues and greys, where simpler formulas go wrong.
@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1, 2), (50, 0, 0), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_is_computed_as_published(one, other, published):
    assert _ciede2000(one, other) == pytest.approx(published, abs=5e-5)


def test_contrast_is_computed_as_published():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)
