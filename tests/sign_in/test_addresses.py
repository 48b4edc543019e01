"""One address for each page, with and without a slash, and never a way to another site."""

from __future__ import annotations

import pytest

from growthos_ui.web.addresses import is_page, one_address


async def ask(path, query=b""):
    """Return what reached the app, or where the reader was sent."""
    seen, sent = [], []

    async def inside(scope, _receive, _send):
        seen.append(scope["path"])

    async def send(message):
        sent.append(message)

    await one_address(inside)({"type": "http", "path": path, "query_string": query}, None, send)
    return seen[0] if seen else (sent[0]["status"], dict(sent[0]["headers"])[b"location"].decode())


@pytest.mark.parametrize("path", ["/students", "/learning/progress", "/students/STU000003"])
async def test_a_page_is_answered_at_its_own_address(path):
    assert await ask(path) == f"{path}/"


@pytest.mark.parametrize(
    ("path", "query", "place"),
    [
        ("/students/", b"q=ali&sort=-name", "/students?q=ali&sort=-name"),
        ("/learning/progress/", b"", "/learning/progress"),
        ("/students//", b"", "/students"),
        ("/students/stu 3/", b"", "/students/stu%203"),
    ],
)
async def test_the_same_with_a_slash_leads_there_with_its_query(path, query, place):
    assert await ask(path, query) == (308, place)


@pytest.mark.parametrize(
    "path", ["/", "/look.css", "/assets/app-1.js", "/ping", "/_health", "//evil.example/", "/\\evil/"]
)
async def test_files_and_what_could_lead_elsewhere_are_left_alone(path):
    assert not is_page(path)
    assert await ask(path) == path
