"""A list of people, as it is pasted or comes in a file."""

from __future__ import annotations

from growthos_ui.finance.newcomers import people_in, written


def test_a_list_is_read_however_it_is_written() -> None:
    for text in (
        "Zoya Aslam, z@x.example, +923001\n",
        "Name\tE-mail\tPhone\r\nZoya Aslam\tz@x.example\t+923001\r\n\r\n",
        "\ufeffemail|phone|full name|x\nz@x.example|'+923001|Zoya Aslam|y",
        '"Zoya Aslam","z@x.example","+923001"',
        "sep=;\nLast name;First name;E‑mail address;E-mail;Phone number\nAslam;Zoya;z@x.example;else@x.example;+923001",
        "Zoya\0 Aslam;z@x.example;+923001",
    ):
        (found,) = people_in(text)
        assert (found.name, found.email, found.phone) == ("Zoya Aslam", "z@x.example", "+923001")
        assert people_in(written([found])) == (found,)
