"""Every screen for everybody: axe in both themes, by keyboard alone, at 320 px, with targets that a thumb can hit."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.cast import BY_KEY, PASSWORD
from tests.journeys.screens import EVERY, name_of

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
TABS_MAX = 600

every_screen = pytest.mark.parametrize("screen", EVERY, ids=name_of)


@pytest.fixture(scope="module", params=["light", "dark"])
def themed(request, chromium, site):
    """A signed-in page in one theme. The content policy would keep axe's own script out; other journeys try it."""
    context = chromium.new_context(
        base_url=site.url,
        color_scheme=request.param,
        reduced_motion="reduce",
        bypass_csp=True,
        viewport={"width": 1440, "height": 900},
    )
    page = context.new_page()
    page.goto("/auth/sign-in")
    assert faults_of(page) == {}
    page.fill("[name=email]", BY_KEY["vera"].email)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.locator("main h1").wait_for()
    yield page
    context.close()


def faults_of(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return {each["id"]: [node["html"][:200] for node in each["nodes"][:3]] for each in found}


def open_screen(page, screen, site):
    page.goto(screen.address(site))
    answered(page)
    return page


def answered(page):
    """Wait until the page knows whose it is, and nothing on it is still asked for."""
    expect(page.locator(".top__person .avatar")).not_to_be_empty()
    expect(page.locator("main h1").first).to_be_visible()
    expect(page.locator("main :is(.bone, [aria-busy=true], .is-busy, .is-stale)")).to_have_count(0, timeout=10_000)


@every_screen
def test_axe_finds_nothing(screen, themed, site):
    assert faults_of(open_screen(themed, screen, site)) == {}


@every_screen
def test_axe_finds_nothing_on_a_phone(screen, themed, site):
    themed.set_viewport_size({"width": 390, "height": 844})
    try:
        assert faults_of(open_screen(themed, screen, site)) == {}
    finally:
        themed.set_viewport_size({"width": 1440, "height": 900})


def test_axe_finds_nothing_in_what_opens_over_a_page(themed):
    themed.goto("/")
    answered(themed)
    themed.keyboard.press("Control+k")
    themed.locator("#palette [aria-selected=true]").wait_for()
    assert faults_of(themed) == {}
    themed.keyboard.press("Escape")
    for opener in (".bell", ".top__person"):
        themed.click(opener)
        assert faults_of(themed) == {}
        themed.keyboard.press("Escape")
    themed.goto("/auth/password")
    assert faults_of(themed) == {}


@every_screen
def test_no_screen_scrolls_sideways_at_320_px(screen, arrive, site):
    page = arrive("nadia")
    page.set_viewport_size({"width": 320, "height": 640})
    open_screen(page, screen, site)
    wide = page.evaluate(
        """() => document.documentElement.scrollWidth <= 320 ? [] : [...document.querySelectorAll("body *")]
            .filter((each) => each.getBoundingClientRect().right > 321 && each.checkVisibility())
            .slice(0, 5).map((each) => `${each.tagName}.${each.className}`)"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


# Marks what can be reached by Tab, and returns how many there are.
_MARK = """() => {
  const able = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter((each) =>
    each.tabIndex >= 0 && !each.disabled && each.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !each.closest("[hidden], [inert], dialog:not([open])"));
  able.forEach((each, at) => each.setAttribute("data-try", at));
  return able.length;
}"""
_AT = """() => {
  const here = document.activeElement;
  const edges = [[here], [here, "::after"], [here.closest(".input, .palette__box, td") ?? here]];
  const seen = edges.map((each) => getComputedStyle(...each))
    .some((each) => each.outlineStyle !== "none" || each.boxShadow !== "none");
  return [here.getAttribute("data-try"), here === document.body || seen, here.outerHTML.slice(0, 120)];
}"""


@every_screen
def test_everything_is_reached_by_tab_with_its_focus_in_sight_and_nothing_holds_it(screen, arrive, site):
    page = open_screen(arrive("nadia"), screen, site)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    there = page.evaluate(_MARK)
    reached, unseen = set(), []
    for _ in range(min(there + 20, TABS_MAX)):
        at, seen, html = page.evaluate(_AT)
        if at is not None:
            reached.add(int(at))
        if not seen:
            unseen.append(html)
        page.keyboard.press("Tab")
    assert unseen == []
    assert reached >= set(range(min(there, TABS_MAX)))


@every_screen
def test_the_skip_link_leads_past_the_menu(screen, arrive, site):
    page = open_screen(arrive("nadia"), screen, site)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


@pytest.mark.parametrize(
    "screen", [each for each in EVERY if each.route != "404" and "[" not in each.route], ids=name_of
)
def test_every_screen_is_opened_by_keyboard_alone(screen, arrive):
    page = arrive("nadia", "/no/such/page")
    page.keyboard.press("Control+k")
    page.keyboard.type(screen.title)
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text(screen.title)
    page.keyboard.press("Enter")
    expect(page).to_have_title(f"{screen.title} · Growth OS")
    expect(page.locator("#palette")).to_be_hidden()
    expect(page.locator("main h1")).to_have_text(screen.title)
