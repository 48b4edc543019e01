"""What the sign-in tests share: the settings of a site on a test database, a browser, and the perimeter in this process."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import pytest
from argon2 import PasswordHasher
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from growthos_ui.auth import passwords
from growthos_ui.settings import Settings
from growthos_ui.web.assemble import Perimeter
from tests.cast import BY_KEY, PASSWORD
from tests.database import Database
from tests.sign_in.forms import csrf_of
from tests.sign_in.pipeline import asked_once

ADDRESS = "http://localhost:8321"


def settings_for(database: Database, **more: object) -> Settings:
    """Return what a process that serves this database reads from its environment."""
    usual = {
        "database_url": database.app_url,
        "database_sign_in_url": database.sign_in_url,
        "public_url": ADDRESS,
        "secret": "only for the tests, thirty-two characters",
    }
    return Settings(**(usual | more))


@dataclass
class Inside:
    """Stands where Reflex stands, and remembers what reached it."""

    seen: list[Request] = field(default_factory=list)

    async def page(self, request: Request) -> HTMLResponse:
        self.seen.append(request)
        return HTMLResponse("<html><body>a page</body></html>")

    async def who(self, request: Request) -> JSONResponse:
        self.seen.append(request)
        return JSONResponse({"name": request.scope["actor"].name})

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/who/", self.who), Route("/{rest:path}", self.page, methods=["GET", "POST"])])


@dataclass
class Door:
    """The whole perimeter in this process, around an inside that only listens."""

    perimeter: Perimeter
    inside: Inside
    transport: ASGITransport
    address: str

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[AsyncClient]:
        headers = {"origin": self.address, "accept": "text/html", "user-agent": "tests"}
        async with AsyncClient(transport=self.transport, base_url=self.address, headers=headers) as client:
            yield client


@asynccontextmanager
async def open_door(settings: Settings) -> AsyncIterator[Door]:
    """Open the perimeter with these settings."""
    perimeter, inside = Perimeter(), Inside()
    async with AsyncExitStack() as held:
        with asked_once(settings):
            await held.enter_async_context(perimeter.serving(settings))
        app = perimeter.around(inside.app(), settings)
        yield Door(perimeter, inside, ASGITransport(app), settings.public_url)


@pytest.fixture(scope="module")
def cheap_passwords(database: Database) -> Iterator[None]:
    """For tests of what lies around the password: a look at one costs next to nothing."""
    dear, passwords._HASHER = passwords._HASHER, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    passwords._nobodys_hash.cache_clear()
    with database.as_owner() as owner:
        cheap = passwords.hash_now(PASSWORD)
        owner.execute("update public.users set password_hash = %s where password_hash is not null", [cheap])
    yield
    passwords._HASHER = dear
    passwords._nobodys_hash.cache_clear()


@pytest.fixture
async def door(database: Database) -> AsyncIterator[Door]:
    async with open_door(settings_for(database)) as opened:
        with database.as_owner() as owner:
            owner.execute("delete from dashboard.sign_in_throttles")
        yield opened


@pytest.fixture
async def browser(door: Door) -> AsyncIterator[AsyncClient]:
    async with door.browser() as client:
        yield client


@pytest.fixture
def sign_in() -> Callable[..., object]:
    """`await sign_in(browser, "maya")` sends the form as a person would, and returns the answer."""
    return send_form


async def send_form(
    browser: AsyncClient, who: str, password: str = PASSWORD, *, going_to: str | None = None, **headers: str
) -> Response:
    shown = await browser.get("/auth/sign-in", params={"next": going_to} if going_to else None)
    email = BY_KEY[who].email if who in BY_KEY else who
    form = {"email": email, "password": password, "next": going_to or "/", "csrf": csrf_of(shown.text)}
    return await browser.post("/auth/sign-in", data=form, headers=headers)
