"""/auth/password: a new password against the current one, chosen freely or because it has to be."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from growthos_ui.auth import passwords
from growthos_ui.errors import GrowthError, SignInOver
from growthos_ui.sign_in import pages
from growthos_ui.sign_in.browser import is_same_site_request, safe_next
from growthos_ui.sign_in.forms import email_in, fields_of, refusal

if TYPE_CHECKING:
    from starlette.requests import Request

    from growthos_ui.sign_in.routes import SignInPages
    from growthos_ui.sign_in.throttle import Count

log = logging.getLogger(__name__)

HAS_TO_CHANGE = "This password was given to you. Choose one of your own to go on."
AFTERWARDS = "/profile"


class NewPassword:
    """The form and what follows it. The current password proves who asks, signed in or not."""

    def __init__(self, door: SignInPages) -> None:
        self._door = door

    async def show(self, request: Request) -> Response:
        """Draw the form for the person who is signed in; anybody else signs in first."""
        actor = await self._door.actor(request)
        going_to = safe_next(request.query_params.get("next") or AFTERWARDS)
        if actor is None:
            return RedirectResponse("/auth/sign-in?next=%2Fprofile", 303, {"cache-control": "no-store"})
        return self._page(request, pages.PasswordForm(csrf="", email=actor.email, next=going_to))

    def demanded(self, request: Request, *, email: str, going_to: str) -> Response:
        """Draw the form for somebody whose password is right but has to be changed: there is no sign-in before."""
        form = pages.PasswordForm(csrf="", email=email, next=going_to, notice=HAS_TO_CHANGE, may_leave=False)
        return self._page(request, form)

    async def change(self, request: Request) -> Response:
        """Check the form, the new password, the count of tries and the current password, in this order; then change it."""
        if not is_same_site_request(request.scope, self._door.site):
            return refusal("This form was not sent from our own page.", 403)
        fields = await fields_of(request)
        if fields is None:
            return refusal("This form is too long.", 413)
        actor = await self._door.actor(request)
        email = actor.email if actor else email_in(fields)
        form = pages.PasswordForm(
            csrf="", email=email, next=safe_next(fields.get("next") or AFTERWARDS), may_leave=actor is not None
        )
        if not self._door.forms.is_ours(request, fields.get("csrf", "")):
            return self._page(request, replace(form, notice=pages.FORM_EXPIRED), status=403)
        if wrong := _fault_of(fields):
            return self._page(request, replace(form, field=wrong[0], wrong=wrong[1]), status=400)
        return await self._with_current(request, form, fields)

    async def _with_current(self, request: Request, form: pages.PasswordForm, fields: dict[str, str]) -> Response:
        door, ip = self._door, self._door.site.client_ip(request.scope)
        count = await door.throttle.count(email=form.email, ip=ip)
        if count.must_wait:
            return self._wrong(request, form, pages.too_many(count.wait_s), status=429)
        account = await door.sign_ins.account_of(form.email)
        verdict = await passwords.check(account.password_hash if account else None, fields.get("current", ""))
        if account is None or not verdict.right or not account.may_sign_in:
            answer = self._wrong(request, form, _not_right(count), status=401)
            answer.background = door.throttle.after_wrong(count, email=form.email, ip=ip)
            return answer
        if len(passwords.normal(fields["new"])) < (least := await door.sign_ins.password_min(account.user_id)):
            await door.throttle.give_back(email=form.email, ip=ip)
            short = replace(form, field="new", wrong=f"A password of your school has at least {least} characters.")
            return self._page(request, short, status=400)
        await door.sign_ins.keep_password(account.user_id, await passwords.hash_of(fields["new"]))
        await door.throttle.give_back(email=form.email, ip=ip)
        log.info("password changed: person=%s", account.user_id)
        try:
            return await door.begin(request, account, form.next, ip)
        except SignInOver:
            return RedirectResponse("/auth/sign-in", 303, {"cache-control": "no-store"})

    def _wrong(self, request: Request, form: pages.PasswordForm, sentence: str, *, status: int) -> Response:
        log.warning("new password refused: status=%s from=%s", status, self._door.site.client_ip(request.scope))
        return self._page(request, replace(form, field="current", wrong=sentence), status=status)

    def _page(self, request: Request, form: pages.PasswordForm, *, status: int = 200) -> Response:
        theme = request.cookies.get("growthos-theme")
        return self._door.forms.drawn(
            request, lambda csrf: pages.password_page(replace(form, csrf=csrf), theme=theme), status=status
        )


def _fault_of(fields: dict[str, str]) -> tuple[str, str] | None:
    """Return what is wrong with the new password itself: the field, and the sentence."""
    new = fields.get("new", "")
    try:
        passwords.require_acceptable(new)
    except GrowthError as error:
        return "new", error.words()
    if passwords.normal(new) == passwords.normal(fields.get("current", "")):
        return "new", "This is the current password. Choose another one."
    if new != fields.get("again", ""):
        return "again", "The two new passwords differ."
    return None


def _not_right(count: Count) -> str:
    left = count.tries_left
    if left <= 0:
        return "This is not the current password. That was the last try before a wait."
    return f"This is not the current password. {left} {'try' if left == 1 else 'tries'} left before a wait."
