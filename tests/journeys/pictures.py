"""Pictures of every screen for the eye: `python -m tests.journeys.pictures ADDRESS FOLDER [PASSWORD]`.

The app must run at ADDRESS with the cast in its database. One picture for each screen that a person
may open, in light and dark, 1440, 390 and 320 px wide.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from growthos_ui.auth.permissions import Role
from tests.browser import started
from tests.cast import CAST, PASSWORD, Member

SCREENS = {
    "home": "/",
    "students": "/students",
    "students-none": "/students?q=nobody-at-all",
    "students-refused": "/students?status=loitering",
    "staff": "/staff",
    "progress": "/learning/progress",
    "courses": "/learning/courses",
    "batches": "/learning/batches",
    "compare": "/learning/compare",
    "recordings": "/learning/recordings",
    "watching": "/learning/watching",
    "completion": "/learning/completion",
    "drop-off": "/learning/drop-off",
    "submissions": "/submissions?status=pending",
    "marks": "/coursework/marks",
    "tickets": "/support/tickets",
    "notifications": "/notifications",
    "profile": "/profile",
    "branding": "/growth/settings?group=branding",
    "audit": "/oversight/audit",
    "activity": "/oversight/activity",
    "sign-ins": "/oversight/sign-ins",
    "errors": "/oversight/errors",
    "data-audit": "/oversight/data",
    "policy-map": "/oversight/policies?as=mentor",
    "settings": "/growth/settings?group=learning",
    "flags": "/growth/flags",
    "bank": "/finance/bank",
    "imports": "/finance/imports",
    "suspensions": "/finance/suspensions",
    "months": "/finance/months",
    "jobs": "/oversight/jobs",
    "missing": "/no/such/page",
}
ANSWERED = (
    "main :is(.figure__value:not(:has(.bone)), [data-row], .stop, .empty, .pairs, .plot,"
    " [data-flag], [data-setting], [data-check], [data-policy])"
)
OLD = ".is-busy, .is-stale, .bone, [data-check=waiting]"


def take(address: str, folder: Path, password: str) -> None:
    """Write every picture into the folder, named `<person>-<screen>-<theme>-<width>.png`."""
    folder.mkdir(parents=True, exist_ok=True)
    with started() as chromium:
        for member in (each for each in CAST if each.role is not Role.STUDENT):
            _of(chromium, address, member, password, folder)


def _of(chromium: Browser, address: str, member: Member, password: str, folder: Path) -> None:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    page.goto("/auth/sign-in")
    page.fill("[name=email]", member.email)
    page.fill("[name=password]", password)
    page.click("button[type=submit]")
    page.locator("main h1").wait_for()
    for theme, width, (name, path) in product(("light", "dark"), (1440, 390, 320), SCREENS.items()):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        _picture(page, path, folder / f"{member.key}-{name}-{theme}-{width}.png")
    context.close()


def _picture(page: Page, path: str, file: Path) -> None:
    page.goto(path)
    page.locator(ANSWERED).first.wait_for()
    expect(page.locator(OLD)).to_have_count(0)
    if page.locator(".plot").count():
        page.locator(".plot .main-svg, .plot--empty").last.wait_for(state="attached")
    page.screenshot(path=file, full_page=True)


if __name__ == "__main__":
    take(sys.argv[1], Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else PASSWORD)
