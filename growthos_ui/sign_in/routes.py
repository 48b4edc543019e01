"""Everything under /auth/: the only part of the site that answers somebody who is not signed in."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from starlette.applications import Starlette
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from growthos_ui.auth import passwords
from growthos_ui.errors import SignInOver
from growthos_ui.sign_in import pages
from growthos_ui.sign_in.browser import Site, cookie, is_same_site_request, safe_next
from growthos_ui.sign_in.forms import Forms, email_in, fields_of, refusal
from growthos_ui.sign_in.new_password import NewPassword
from growthos_ui.sign_in.throttle import Count, Throttle

if TYPE_CHECKING:
    from datetime import timedelta

    from starlette.requests import Request
    from starlette.responses import HTMLResponse

    from growthos_ui.auth.actor import Actor
    from growthos_ui.sign_in.store import Account, SignIns

log = logging.getLogger(__name__)

THEME_COOKIE = "growthos-theme"
_THEME_LIVES_S = 31_536_000
_STYLE_LIVES_S = 3600


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a sign-in lives: without use, and at all."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True, slots=True)
class Typed:
    """What came with a sign-in form."""

    email: str
    password: str
    next: str
    csrf: str


class SignInPages:
    """The routes under /auth/ for one site."""

    def __init__(self, *, site: Site, sign_ins: SignIns, secret: str, limits: Limits) -> None:
        self.site = site
        self.sign_ins = sign_ins
        self.limits = limits
        self.throttle = Throttle(sign_ins, secret)
        self.forms = Forms(site, secret)
        self.new_password = NewPassword(self)

    def app(self) -> Starlette:
        """Return the routes as an ASGI application."""
        return Starlette(
            routes=[
                Route("/auth/sign-in", self.show, methods=["GET"]),
                Route("/auth/sign-in", self.sign_in, methods=["POST"]),
                Route("/auth/sign-out", self.sign_out, methods=["POST"]),
                Route("/auth/signed-out", self.signed_out, methods=["GET"]),
                Route("/auth/password", self.new_password.show, methods=["GET"]),
                Route("/auth/password", self.new_password.change, methods=["POST"]),
                Route("/auth/sign-in.css", _style_sheet, methods=["GET"]),
            ],
            exception_handlers={psycopg.Error: _no_database},
        )

    async def show(self, request: Request) -> Response:
        """Draw the form, or go on at once for somebody who is signed in already."""
        going_to = safe_next(request.query_params.get("next"))
        if await self.actor(request) is not None:
            return RedirectResponse(going_to, 303, {"cache-control": "no-store"})
        return self._page(request, going_to=going_to)

    async def signed_out(self, request: Request) -> Response:
        """Say that it worked, over a form to come back by."""
        return self._page(request, notice=pages.SIGNED_OUT)

    async def sign_in(self, request: Request) -> Response:
        """Check the form, the count of tries and the password, in this order, and begin a sign-in."""
        if not is_same_site_request(request.scope, self.site):
            return refusal("This form was not sent from our own page.", 403)
        fields = await fields_of(request)
        if fields is None:
            return refusal("This form is too long.", 413)
        typed = _typed(fields)
        if not self.forms.is_ours(request, typed.csrf):
            return self._page(request, typed=typed, notice=pages.FORM_EXPIRED, status=403)
        ip = self.site.client_ip(request.scope)
        count = await self.throttle.count(email=typed.email, ip=ip)
        if count.must_wait:
            return self._must_wait(request, typed, count)
        return await self._with_password(request, typed, ip, count)

    async def sign_out(self, request: Request) -> Response:
        """End the sign-in for good, in every tab, and forget the cookie."""
        if not is_same_site_request(request.scope, self.site):
            return refusal("This was not sent from our own page.", 403)
        await self._end_current(request, reason="logout")
        answer = RedirectResponse("/auth/signed-out", 303, {"cache-control": "no-store", "clear-site-data": '"cache"'})
        answer.headers.append("set-cookie", self.site.set_cookie(self.site.cookie_name, "", seconds=0))
        return answer

    async def _with_password(self, request: Request, typed: Typed, ip: str | None, count: Count) -> Response:
        account = await self.sign_ins.account_of(typed.email)
        verdict = await passwords.check(account.password_hash if account else None, typed.password)
        if account is None or not verdict.right:
            return self._wrong(request, typed, count)
        if not account.may_sign_in:
            return self._not_here(request, typed, account, count)
        if verdict.better_hash:
            await self.sign_ins.keep_hash(account.user_id, verdict.better_hash)
        await self.throttle.give_back(email=typed.email, ip=ip)
        if await self.sign_ins.must_change_password(account.user_id):
            return self.new_password.demanded(request, email=typed.email, going_to=typed.next)
        try:
            return await self.begin(request, account, typed.next, ip)
        except SignInOver:
            return self._wrong(request, typed, count)

    async def begin(self, request: Request, account: Account, going_to: str, ip: str | None) -> Response:
        """Begin a sign-in and go on; raise SignInOver for an account that lost its right to sign in just now."""
        # A sign-in never keeps the id that the browser arrived with: a planted cookie must gain nothing.
        await self._end_current(request, reason="revoked")
        began = await self.sign_ins.begin(
            account.user_id,
            idle=self.limits.idle,
            absolute=self.limits.absolute,
            ip=ip,
            user_agent=request.headers.get("user-agent", ""),
        )
        log.info("signed in: person=%s sign_in=%s", account.user_id, began.sign_in_id)
        answer = RedirectResponse(going_to, 303, {"cache-control": "no-store"})
        seconds = int(self.limits.absolute.total_seconds())
        answer.headers.append(
            "set-cookie", self.site.set_cookie(self.site.cookie_name, began.written(), seconds=seconds)
        )
        answer.headers.append("set-cookie", self.forms.forgotten())
        theme = await self.sign_ins.theme_of(account.user_id)
        if theme in {"light", "dark"}:
            answer.headers.append("set-cookie", _theme_cookie(theme))
        return answer

    def _wrong(self, request: Request, typed: Typed, count: Count) -> Response:
        self._record(request, typed, "wrong")
        answer = self._page(request, typed=typed, wrong=pages.tries_left(count.tries_left), status=401)
        answer.background = self.throttle.after_wrong(count, email=typed.email, ip=self.site.client_ip(request.scope))
        return answer

    def _not_here(self, request: Request, typed: Typed, account: Account, count: Count) -> Response:
        """Tell a student where to go, whose right password proved who asks; tell others nothing."""
        if account.why != "student":
            return self._wrong(request, typed, count)
        self._record(request, typed, "student")
        return self._page(request, typed=typed, wrong=pages.NOT_FOR_STUDENTS, status=403)

    def _must_wait(self, request: Request, typed: Typed, count: Count) -> Response:
        self._record(request, typed, "throttled")
        answer = self._page(request, typed=typed, wrong=pages.too_many(count.wait_s), status=429)
        answer.headers["retry-after"] = str(max(1, int(count.wait_s)))
        return answer

    def _record(self, request: Request, typed: Typed, why: str) -> None:
        who = self.throttle.keys(email=typed.email, ip=None)[1]
        log.warning("sign-in refused: why=%s %s from=%s", why, who, self.site.client_ip(request.scope))

    async def actor(self, request: Request) -> Actor | None:
        """Return who is signed in in this browser, if anybody is."""
        try:
            return await self.sign_ins.by_cookie(cookie(request.scope, self.site.cookie_name))
        except SignInOver:
            return None

    async def _end_current(self, request: Request, *, reason: str) -> None:
        actor = await self.actor(request)
        if actor is not None:
            await self.sign_ins.end(actor.sign_in_id, reason=reason)

    def _page(
        self,
        request: Request,
        *,
        typed: Typed | None = None,
        going_to: str = "/",
        wrong: str = "",
        notice: str = "",
        status: int = 200,
    ) -> HTMLResponse:
        def page(csrf: str) -> str:
            form = pages.Form(
                csrf=csrf,
                next=typed.next if typed else going_to,
                email=typed.email if typed else "",
                wrong=wrong,
                notice=notice,
            )
            return pages.sign_in_page(form, theme=request.cookies.get(THEME_COOKIE))

        return self.forms.drawn(request, page, status=status)


def _typed(fields: dict[str, str]) -> Typed:
    return Typed(
        email=email_in(fields),
        password=fields.get("password", ""),
        next=safe_next(fields.get("next")),
        csrf=fields.get("csrf", ""),
    )


def _theme_cookie(theme: str) -> str:
    """Return the cookie in which a new browser's first page finds the theme; scripts read it, so it is no secret."""
    return f"{THEME_COOKIE}={theme}; Path=/; Max-Age={_THEME_LIVES_S}; SameSite=Lax"


async def _no_database(request: Request, error: Exception) -> Response:
    log.error("%s could not be answered (%s)", request.url.path, type(error).__name__)
    return refusal("The database does not answer. Please try again in a moment.", 503)


async def _style_sheet(_: Request) -> Response:
    caching = {"cache-control": f"public, max-age={_STYLE_LIVES_S}"}
    return Response(pages.style_sheet(), media_type="text/css", headers=caching)
