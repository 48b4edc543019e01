"""One address for each page: `/students`, however the file behind it is called, and never `/students/` beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

# Answered by Reflex itself, or files.
_NO_PAGES = ("/_", "/assets/", "/fonts/", "/ping")


def one_address(inside: ASGIApp) -> ASGIApp:
    """Return the app, asked for a page's folder where the page was meant.

    The file server would send a reader of `/students` on to `/students/`, under the name and scheme that it knows.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        if not is_page(path):
            await inside(scope, receive, send)
        elif path.endswith("/"):
            await _send_on(path, scope, send)
        else:
            await inside({**scope, "path": f"{path}/", "raw_path": quote(f"{path}/").encode()}, receive, send)

    return answer


def is_page(path: str) -> bool:
    """Tell whether an address can be one of a page other than the first: no file, nothing of Reflex's own."""
    # Two slashes at the start would lead to another site when they are sent back.
    if not path.startswith("/") or path == "/" or path[1] in "/\\" or path.startswith(_NO_PAGES):
        return False
    return "." not in path.rstrip("/").rpartition("/")[2]


async def _send_on(path: str, scope: Scope, send: Send) -> None:
    query = scope["query_string"].decode("latin-1")
    location = quote(path.rstrip("/")) + (f"?{query}" if query else "")
    headers = [(b"location", location.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 308, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
