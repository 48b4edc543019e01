"""Puts the parts around the app: gate, sign-in pages, health; and opens what they need for the life of a process."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from growthos_ui import db, front
from growthos_ui.auth import passwords
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.jobs.schedule import keep
from growthos_ui.settings import settings
from growthos_ui.sign_in.browser import Site
from growthos_ui.sign_in.listener import listen
from growthos_ui.sign_in.routes import Limits, SignInPages
from growthos_ui.sign_in.store import SignIns
from growthos_ui.support.mail.sending import send_waiting
from growthos_ui.support.mail.server import mail_server
from growthos_ui.web import export, files, handed_in, health, stop
from growthos_ui.web.addresses import one_address
from growthos_ui.web.gate import Gate
from growthos_ui.web.headers import Dress, script_hashes
from growthos_ui.web.live import CHANNEL, Changes
from growthos_ui.web.shared import Shared
from growthos_ui.web.sockets import Close, OpenSockets

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine
    from typing import Any

    from starlette.types import ASGIApp, Receive, Scope, Send

    from growthos_ui.settings import Settings

SWEEP_EVERY_S = 15.0
LISTENING_WITHIN_S = 10.0
ENDING_WITHIN_S = 5.0
AWAY = "The Redis that the servers share does not answer."


class Perimeter:
    """What the gate and the guard share. Making one opens nothing: workers are forked from a loaded process."""

    def __init__(self) -> None:
        self.sign_ins = SignIns()
        self.sockets = OpenSockets(self.sign_ins)
        self.changes = Changes()
        self.shared = Shared()

    def around(self, inside: ASGIApp, chosen: Settings) -> ASGIApp:
        """Return the app behind its gate, with the routes that are not Reflex's beside it."""
        site = Site(chosen.public_url, trusted_proxy_hops=chosen.trusted_proxy_hops)
        limits = Limits(idle=timedelta(hours=chosen.sign_in_idle_hours), absolute=timedelta(hours=chosen.sign_in_hours))
        pages = SignInPages(site=site, sign_ins=self.sign_ins, secret=chosen.secret, limits=limits)

        async def check() -> list[str]:
            away = [] if self.shared.is_there else [AWAY]
            return away + await health.faults(chosen)

        beside: dict[str, ASGIApp] = {
            "/auth/": pages.app(),
            "/export/": export.app(self.sign_ins),
            "/files/": files.app(self.sign_ins),
            handed_in.PREFIX: handed_in.app(self.sign_ins),
        }
        beside[stop.PREFIX] = stop.app()
        beside["/healthz"] = beside["/readyz"] = health.Health(check).app()
        return Gate(
            _beside(one_address(inside), beside),
            site=site,
            sign_ins=self.sign_ins,
            sockets=self.sockets,
            shared=self.shared,
            dress=Dress(site, script_hashes(front.client())),
        )

    @asynccontextmanager
    async def serving(self, chosen: Settings, *, sweep_every_s: float = SWEEP_EVERY_S) -> AsyncIterator[None]:
        """Hold the pools, the listener and the sweep open; raise GrowthError when this process must not serve."""
        if reasons := await health.faults(chosen):
            raise GrowthError(Kind.UNAVAILABLE, " ".join(reasons))
        await asyncio.to_thread(passwords.warm_up)
        listening = asyncio.Event()
        async with AsyncExitStack() as held:
            await held.enter_async_context(self.sign_ins.open(chosen.database_sign_in_url))
            await db.open_(chosen.database_url, behind_pooler=chosen.database_behind_pooler)
            held.push_async_callback(db.close)
            ears = listen(
                chosen.listen_url,
                told=self.sockets.told,
                missed_some=self._catch_up,
                listening=listening,
                others={CHANNEL: self.changes.told},
            )
            await held.enter_async_context(_running(ears))
            await held.enter_async_context(_running(self.sockets.sweep(sweep_every_s)))
            if chosen.redis_url:
                await held.enter_async_context(_running(self.shared.watch(chosen.redis_url, gone=self.forgotten)))
            await asyncio.wait_for(listening.wait(), LISTENING_WITHIN_S)
            if schedule := _schedule(chosen):
                await held.enter_async_context(_running(schedule))
            yield

    def forgotten(self) -> None:
        """Close every socket: what the tabs remember is gone. Each says that its line is down, and comes back by itself."""
        self.sockets.close_all(Close.UNAVAILABLE)

    async def _catch_up(self) -> None:
        """Ask what was not told while nobody listened."""
        await self.sockets.check_all()
        self.changes.missed_some()


perimeter = Perimeter()


def assemble(inside: ASGIApp) -> ASGIApp:
    """Return the app behind its gate; given to Reflex as `api_transformer`."""
    return perimeter.around(inside, settings())


@asynccontextmanager
async def serving() -> AsyncIterator[None]:
    """Open what this process needs; given to Reflex as a lifespan task, once per worker."""
    async with perimeter.serving(settings()):
        yield


def _schedule(chosen: Settings) -> Coroutine[Any, Any, None] | None:
    """Return what works off the schedule and sends mails; None for a server that is not to."""
    url = chosen.database_worker_url
    if not (url and chosen.run_jobs):
        return None

    async def send_mails() -> None:
        await send_waiting(url, mail_server(chosen.smtp_url, chosen.mail_from))

    return keep(url, beside=send_mails)


def _beside(inside: ASGIApp, beside: dict[str, ASGIApp]) -> ASGIApp:
    """Return an application that answers by itself the addresses that begin so, and leaves the others to the app."""

    async def choose(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        chosen = next((app for prefix, app in beside.items() if path.startswith(prefix)), inside)
        await chosen(scope, receive, send)

    return choose


@asynccontextmanager
async def _running(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        # whatever it still waits for, such as a database that died, nobody waits for it longer
        await asyncio.wait({task}, timeout=ENDING_WITHIN_S)
