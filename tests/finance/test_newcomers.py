"""A list of people, as it is pasted or comes in a file."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from growthos_ui.errors import GrowthError
from growthos_ui.finance.newcomers import TEXT_LENGTH_MAX, list_of, people_in, written


def test_a_list_is_read_however_it_is_written() -> None:
    for text in (
        "Zoya Aslam, z@x.example, +923001\n",
        "Name\tE-mail\tPhone\r\nZoya Aslam\tz@x.example\t+923001\r\n\r\n",
        "\ufeffemail|phone|full name|x\nz@x.example|'+923001|Zoya Aslam|y",
        '"Zoya Aslam","z@x.example","+923001"',
        "sep=;\nLast name;First name;E‑mail address;E-mail;Phone number\nAslam;Zoya;z@x.example;else@x.example;+923001",
        "Zoya\0 Aslam;z@x.example;+923001",
        "Student name, Email ID, Contact No.\nZoya Aslam, \u200bz@x.example, \u202a+923001\u202c",
    ):
        (found,) = people_in(text)
        assert (found.name, found.email, found.phone) == ("Zoya Aslam", "z@x.example", "+923001")
        assert people_in(written([found])) == (found,)


def test_whoever_is_called_as_a_heading_is_is_somebody() -> None:
    found = people_in("Ismail Phones, i@x.example, +923001")
    assert [each.name for each in found] == ["Ismail Phones"]


def test_a_list_that_a_browser_cut_off_is_too_long() -> None:
    with pytest.raises(GrowthError, match="too long"):
        people_in("\N{GRINNING FACE}" * (TEXT_LENGTH_MAX // 2) + "x")


def test_a_file_is_read_in_whatever_letters_it_is_and_from_the_first_sheet_of_a_workbook() -> None:
    wide = "Order;Name;E-mail;Phone\r\n" + "".join(
        f"{'9' * 400};Zoë {at};z{at}@x.example;+92300\r\n" for at in range(500)
    )
    told = "".join(f"Zoë {at},z{at}@x.example,+92300\n" for at in range(500))
    for letters in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert list_of(wide.encode(letters)) == told
    book = Workbook()
    for row in (
        (None,),
        ("E-mail", "Phone", "Name"),
        ("z@x.example", 92300, "=Zoë"),
        (),
        ("y@x.example", "+92300", " Yusuf "),
    ):
        book.active.append(row)
    book.create_sheet("Others").append(("a@x.example", "1", "Nobody"))
    kept = io.BytesIO()
    book.save(kept)
    assert [each.email for each in people_in(list_of(kept.getvalue()))] == ["z@x.example", "y@x.example"]
    with pytest.raises(GrowthError, match="too long"):
        list_of("".join(f"{'x' * 300},{at},+92\n" for at in range(500)).encode())
