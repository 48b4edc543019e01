"""What axe finds on every screen, in both themes: nothing."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.cast import BY_KEY, PASSWORD

SCREENS = ("/", "/students", "/learning/progress", "/coursework/marks", "/no/such/page")
ANSWERED = ".figure__value:not(:has(.bone)), [data-row], .stop"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(theme, chromium, site):
    # The content policy would keep axe's own script out; it is tried by every other journey.
    context = chromium.new_context(base_url=site.url, color_scheme=theme, bypass_csp=True)
    page = context.new_page()
    page.goto("/auth/sign-in")
    assert Axe().run(page).response["violations"] == []
    page.fill("[name=email]", BY_KEY["vera"].email)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    found = {}
    for path in SCREENS:
        page.goto(path)
        page.locator(ANSWERED).first.wait_for()
        violations = Axe().run(page).response["violations"]
        found |= {(path, each["id"]): each["nodes"][0]["html"] for each in violations}
    context.close()
    assert found == {}
