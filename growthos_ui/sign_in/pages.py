"""The sign-in page as plain HTML: no script, no Reflex, the look of the app."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "assets"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)

FOR_STUDENTS = "Students sign in at their school's learning site, not here."
WRONG = "E-mail or password is not right."
NOT_FOR_STUDENTS = "This page is for staff. Your courses are at your school's learning site."
FORM_EXPIRED = "This form had expired. Please try again."
SIGNED_OUT = "You are signed out."
_GOOD_ONE = "12 characters or more. A short sentence that only you know is a good one."

# The side picture: cohorts as rows of months, the one that is now in colour, those to come dashed.
_COHORTS = (
    "aaaaaa", "aaaaaaaabccc", ".aaaaaa", ".aaaaaaabc", "..aaaa", "..aaaaaabccccc", "...aaaaab", "...aaaaabccc", "....aaaabc",
    "....aaaabccccc", ".....aaab", ".....aaabccccc", "......aabccc", "......aabccccc", ".......abcc", ".......abccccc",
    "........bccccc", "........bcc",
)  # fmt: skip
_MONTHS = 14
_A_MINUTE_S = 60

_MARK = (
    '<svg class="mark" viewBox="0 0 20 20" aria-hidden="true"><path d="M2 18V13.5h4.6V9h4.6V4.5H18V18z" fill="currentColor"/>'
    '<path d="M2 8.5V2h6.5" fill="none" stroke="currentColor" stroke-width="1.75"/></svg>'
)
_ALERT = (
    '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/>'
    '<line x1="12" x2="12" y1="8" y2="12"/><line x1="12" x2="12.01" y1="16" y2="16"/></svg>'
)


@dataclass(frozen=True, slots=True)
class Form:
    """What the sign-in form shows: the address typed, where to go on to, and what is wrong or new."""

    csrf: str
    next: str = "/"
    email: str = ""
    wrong: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class PasswordForm:
    """What the form for a new password shows: whose, where to go on to, and what is wrong with which field."""

    csrf: str
    email: str
    next: str = "/profile"
    field: str = ""
    wrong: str = ""
    notice: str = ""
    may_leave: bool = True


def sign_in_page(form: Form, *, theme: str | None) -> str:
    """Return the whole page. `theme` is light or dark when this browser chose one, else the system decides."""
    return _page("Sign in", _form(form), theme=theme)


def password_page(form: PasswordForm, *, theme: str | None) -> str:
    """Return the page on which a person chooses a new password."""
    return _page("New password", _password_form(form), theme=theme)


def _page(title: str, form: str, *, theme: str | None) -> str:
    chosen = f' data-theme="{theme}"' if theme in {"light", "dark"} else ""
    return f"""<!doctype html>
<html lang="en"{chosen}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · Growth OS</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/auth/sign-in.css">
</head>
<body>
<main class="auth" id="main">
  <section class="auth__form">
    <div class="row auth__brand">{_MARK}<span class="heading">Growth OS</span></div>
    {form}
    <p class="meta auth__foot">Sign-ins and refusals are recorded.</p>
  </section>
  <aside class="auth__side" aria-hidden="true"><div class="auth__steps">{_cohorts()}</div></aside>
</main>
</body>
</html>
"""


def _form(form: Form) -> str:
    email, password = ("", " autofocus") if form.email else (" autofocus", "")
    error = (
        f'<span class="field__error" id="wrong" role="alert">{_ALERT}{escape(form.wrong)}</span>' if form.wrong else ""
    )
    described = ' aria-describedby="wrong" aria-invalid="true"' if form.wrong else ""
    notice = f'<div class="notice notice--info" role="status">{escape(form.notice)}</div>' if form.notice else ""
    return f"""<form class="auth__box" method="post" action="/auth/sign-in">
      <div class="stack auth__head"><h1 class="title">Sign in</h1><p class="muted">For the school's staff</p></div>
      {notice}
      <input type="hidden" name="csrf" value="{escape(form.csrf)}"><input type="hidden" name="next" value="{escape(form.next)}">
      <label class="field"><span class="field__label">E-mail</span><span class="input input--big"><input type="email" name="email" autocomplete="username" maxlength="254" required value="{escape(form.email)}"{email}></span></label>
      <label class="field"><span class="field__label">Password</span><span class="input input--big{" is-error" if form.wrong else ""}"><input type="password" name="password" autocomplete="current-password" maxlength="256" required{described}{password}></span>{error}</label>
      <button class="button button--primary input--big auth__wide" type="submit">Sign in</button>
      <p class="meta">{escape(FOR_STUDENTS)}</p>
    </form>"""


def _password_form(form: PasswordForm) -> str:
    notice = f'<div class="notice notice--info" role="status">{escape(form.notice)}</div>' if form.notice else ""
    back = f'<a class="link" href="{escape(form.next)}">Back without a change</a>' if form.may_leave else ""
    fields = (
        _password_field(form, name="current", label="Current password", fill="current-password")
        + _password_field(form, name="new", label="New password", fill="new-password", hint=_GOOD_ONE, shortest=12)
        + _password_field(form, name="again", label="New password, again", fill="new-password", shortest=12)
    )
    return f"""<form class="auth__box" method="post" action="/auth/password">
      <div class="stack auth__head"><h1 class="title">New password</h1><p class="muted">{escape(form.email)}</p></div>
      {notice}
      <input type="hidden" name="csrf" value="{escape(form.csrf)}"><input type="hidden" name="next" value="{escape(form.next)}">
      <input type="text" name="email" autocomplete="username" value="{escape(form.email)}" hidden>
      {fields}
      <button class="button button--primary input--big auth__wide" type="submit">Change password</button>
      <p class="meta">Every other device is signed out. {back}</p>
    </form>"""


def _password_field(form: PasswordForm, *, name: str, label: str, fill: str, hint: str = "", shortest: int = 1) -> str:
    is_wrong = form.field == name and bool(form.wrong)
    said = f'<span class="field__error" id="wrong" role="alert">{_ALERT}{escape(form.wrong)}</span>' if is_wrong else ""
    said += f'<span class="field__hint" id="hint-{name}">{hint}</span>' if hint and not is_wrong else ""
    described = (
        ' aria-describedby="wrong" aria-invalid="true"'
        if is_wrong
        else f' aria-describedby="hint-{name}"'
        if hint
        else ""
    )
    return (
        f'<label class="field"><span class="field__label">{label}</span>'
        f'<span class="input input--big{" is-error" if is_wrong else ""}"><input type="password" name="{name}" autocomplete="{fill}" '
        f'minlength="{shortest}" maxlength="256" required{described}{" autofocus" if name == (form.field or "current") else ""}></span>{said}</label>'
    )


def tries_left(left: int) -> str:
    """Return the sentence under a wrong password. The wait begins at half a minute and doubles up to fifteen."""
    if left <= 0:
        return f"{WRONG} That was the last try before a wait."
    return f"{WRONG} {left} {'try' if left == 1 else 'tries'} left before a wait of up to 15 minutes."


def too_many(seconds: float) -> str:
    """Return the sentence while an account or an address has to wait."""
    if seconds < _A_MINUTE_S:
        return f"Too many tries. Please wait {max(1, round(seconds))} seconds, then try again."
    minutes = -(-int(seconds) // _A_MINUTE_S)
    return f"Too many tries. Please wait {minutes} {'minute' if minutes == 1 else 'minutes'}, then try again."


def refusal_page(sentence: str) -> str:
    """Return a bare page for a request that cannot be answered with the form."""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Not now · Growth OS</title><link rel="stylesheet" href="/auth/sign-in.css"></head>
<body><main class="auth__form"><div class="auth__box"><h1 class="title">That did not work</h1><p>{escape(sentence)}</p>
<p><a class="link" href="/auth/sign-in">Go to the sign-in page</a></p></div></main></body></html>
"""


@cache
def _cohorts() -> str:
    rows = (row.ljust(_MONTHS, ".") for row in _COHORTS)
    months = ("".join(f'<i class="{"" if each == "." else each}"></i>' for each in row) for row in rows)
    return "".join(f'<div class="auth__row">{each}</div>' for each in months)


@cache
def style_sheet() -> str:
    """Return the app's tokens and look in one sheet.

    The app sets its theme by script; this page has none, so the dark values are repeated for a
    browser whose system is dark, unless a theme was chosen. They are copied from the one place
    where they are written.
    """
    tokens = (ASSETS / "tokens.css").read_text("utf-8")
    dark = re.search(r'^\[data-theme="dark"\] \{(.*?)^\}', tokens, re.DOTALL | re.MULTILINE)
    if dark is None:
        raise RuntimeError("assets/tokens.css names no dark theme")
    by_system = f"@media (prefers-color-scheme: dark) {{ :root:not([data-theme]) {{{dark[1]}}} }}\n"
    return tokens + by_system + (ASSETS / "look.css").read_text("utf-8") + ".auth__head { gap: var(--space-1); }\n"
