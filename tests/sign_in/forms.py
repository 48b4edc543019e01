"""Reads the sign-in page as a browser would."""

import re
from html import unescape


def csrf_of(page: str) -> str:
    """Return the hidden token of a drawn form; empty when there is no form."""
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    return unescape(found[1]) if found else ""


def error_of(page: str) -> str:
    """Return the sentence under the password."""
    found = re.search(r'role="alert">(?:<svg.*?</svg>)?([^<]+)<', page, re.DOTALL)
    return unescape(found[1]) if found else ""
