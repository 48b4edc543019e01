"""The app object: the only place where screens, sign-in and the database meet."""

from __future__ import annotations

import reflex as rx

import pages  # noqa: F401  declares the screens
from components.boundary import connection_banner, error_boundary
from components.shell import add_screens
from growthos_ui.web.assemble import assemble, perimeter, serving
from state.arriving import Arrival
from state.faults import on_backend_exception
from state.guard import Guard, check_declared
from state.push import pushes, serve_pushes
from state.wire import on_frontend_exception, refuse_broken_messages


def _head() -> list[rx.Component]:
    preload = {"rel": "preload", "href": "/fonts/InterVariable.woff2", "as": "font", "crossOrigin": "anonymous"}
    return [
        rx.el.script(src="/theme.js"),
        rx.el.script(src="/guard.js"),
        rx.el.script(src="/shell.js", defer=True),
        rx.el.script(src="/palette.js", defer=True),
        rx.el.script(src="/listing.js", defer=True),
        rx.el.script(src="/kept.js", defer=True),
        rx.el.script(src="/live.js", defer=True),
        rx.el.script(src="/figures.js", defer=True),
        rx.el.link(custom_attrs={**preload, "type": "font/woff2"}),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
    ]


app = rx.App(
    stylesheets=["/tokens.css", "/look.css", "/shell.css"],
    reset_style=False,
    html_lang="en",
    head_components=_head(),
    toaster=None,
    app_wraps={(55, "ErrorBoundary"): lambda _: error_boundary(), (5, "Overlay"): lambda _: connection_banner()},
    backend_exception_handler=on_backend_exception,
    frontend_exception_handler=on_frontend_exception,
    api_transformer=assemble,
)
app.register_lifespan_task(serving)
app.add_middleware(Guard())
app.add_middleware(Arrival())
serve_pushes(app)
refuse_broken_messages(app)
perimeter.changes.tell = pushes.tell
add_screens(app)
check_declared()
