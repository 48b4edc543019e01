"""Law: a file fits on a few screens, a function on one; most functions are a handful of lines."""

from __future__ import annotations

from statistics import median

from tests.house.source import functions, name_of, python_files

FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 40
FUNCTION_LINES_MEDIAN_MAX = 10

# Longer than the law allows, each with its reason. One that no longer needs its place here fails too.
LONG_FILES: dict[str, str] = {}


def test_no_file_is_longer_than_three_hundred_lines():
    long = {name_of(path) for path in python_files() if len(path.read_text().splitlines()) > FILE_LINES_MAX}
    assert long == set(LONG_FILES)


def test_no_function_is_longer_than_forty_lines():
    long = [
        f"{name_of(path)}:{node.lineno} {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in python_files()
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > FUNCTION_LINES_MAX
    ]
    assert long == []


def test_half_of_the_functions_are_under_ten_lines():
    sizes = [node.end_lineno - node.lineno + 1 for path in python_files() for node in functions(path)]
    assert median(sizes) <= FUNCTION_LINES_MEDIAN_MAX


def test_every_module_says_in_one_docstring_what_lives_in_it():
    import ast

    from tests.house.source import parsed

    silent = [
        name_of(path) for path in python_files() if path.read_text().strip() and not ast.get_docstring(parsed(path))
    ]
    assert silent == []
