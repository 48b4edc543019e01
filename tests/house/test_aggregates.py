"""Law: a number on a screen is worked out where metrics are declared, or by the machine behind every list."""

from __future__ import annotations

import re

import pytest

from tests.house.source import calls, name_of, python_files

_AGGREGATE = re.compile(r"func\.(count|sum|avg|percentile_\w+|mode|stddev\w*|var_\w+)(\.|$)")
# The registry's modules: the shapes of metrics, and beside each domain's declarations the measures of its charts.
_REGISTRY = re.compile(r"growthos_ui/(metrics/\w+|listing/\w+|\w+(/\w+)*/measures)\.py")
# Elsewhere, each with its reason.
_BESIDE = {
    "growthos_ui/people/profile/questions.py": "medians of peers beside one learner's own numbers: no figure of its own",
    "growthos_ui/support/queries.py": "how many messages wait for oneself: a badge",
}


def aggregates(path):
    return [name for name, _ in calls(path) if _AGGREGATE.match(name)]


@pytest.mark.parametrize(
    "path",
    [each for each in python_files("growthos_ui", "state", "pages", "components") if aggregates(each)],
    ids=name_of,
)
def test_aggregates_stand_in_the_registrys_modules(path):
    assert _REGISTRY.fullmatch(name_of(path)) or name_of(path) in _BESIDE


def test_the_law_sees_aggregates_and_its_exceptions_are_still_needed():
    found = {name_of(path) for path in python_files("growthos_ui") if aggregates(path)}
    assert "growthos_ui/metrics/metric.py" in found
    assert set(_BESIDE) <= found
