"""Every screen for everybody: nothing moves by itself, axe in both themes, by keyboard alone, at 320 px, with targets that a thumb can hit."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, expect

from tests.journeys.conftest import enter_as
from tests.journeys.screens import EVERY, name_of
from tests.journeys.shifts import moved, settled, watch
from tests.journeys.tab import WIDE, faults_said

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# What a theme can change: everything else is the same in the dark.
COLOURS = RULES | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
TABS_MAX = 600

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def page_of_sam(chromium, site):
    """A signed-in page of somebody who sees every screen. The content policy would keep axe's own script out; other journeys try it."""
    context = chromium.new_context(base_url=site.url, reduced_motion="reduce", bypass_csp=True, viewport=WIDE)
    watch(context)
    page = context.new_page()
    page.goto("/auth/sign-in")
    assert faults_of(page) == {}
    enter_as(page, "sam")
    yield page
    context.close()


@pytest.fixture(scope="module")
def phone_of_sam(chromium, site, page_of_sam):
    """The same person on a phone."""
    signed_in = page_of_sam.context.storage_state()
    context = chromium.new_context(base_url=site.url, storage_state=signed_in, bypass_csp=True, viewport=PHONE)
    watch(context)
    page = context.new_page()
    page.goto("/no/such/page")
    answered(page)
    yield page
    context.close()


@pytest.fixture(scope="module", params=EVERY, ids=name_of)
def opened(request, page_of_sam, phone_of_sam, site):
    """Each screen once, by the menu from the one before where the menu has it, and then anew; and what moved meanwhile."""
    pages, address = {"wide": page_of_sam, "phone": phone_of_sam}, request.param.address(site)
    found = {}
    if all(page.evaluate(_BY_MENU, address) for page in pages.values()):
        found |= {f"by the menu, {name}": moved_on(page) for name, page in pages.items()}
    for page in pages.values():
        page.evaluate("sessionStorage.clear()")  # as in a tab that shows nothing yet
        page.goto(address, wait_until="commit")
    found |= {f"anew, {name}": moved_on(page) for name, page in pages.items()}
    return page_of_sam, {how: words for how, words in found.items() if words}


# Follows the menu's own link, as a press would: but what a press moves counts as wanted for half a second.
_BY_MENU = """(address) => {
  const link = [...document.querySelectorAll("#nav a")].find((each) => each.pathname === address);
  if (!link || location.pathname === address) return false;
  moved.length = 0;
  heard.at = Infinity;
  link.click();
  return true;
}"""


def moved_on(page):
    """Return what moved until the page stood."""
    answered(page)
    settled(page)
    answered(page)
    return moved(page)


@pytest.fixture
def screen(opened):
    """Each screen, for all that is tried on it."""
    return opened[0]


# Only faults cross to us: all that axe looked at is megabytes on a long page, and took longer than looking.
_FAULTS = """async ([rules, without]) => Object.fromEntries((await axe.run({ exclude: without }, rules)).violations
  .map((each) => [each.id, each.nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]))"""
# The frame has the same colours around every screen: they are looked at around Home.
_FRAME = [".nav", ".top"]


def faults_of(page, rules=RULES, without=()):
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    return page.evaluate(_FAULTS, [rules, list(without)])


def faults_in_both_themes(page, dark_without=()):
    """Return what axe finds, by theme and width; the page is wide and light afterwards."""
    found = {}
    # a phone so tall that nothing lies half under what sticks to its lower edge: one scrolls there
    for size in ({"width": 390, "height": 12_000}, WIDE):
        page.set_viewport_size(size)
        for scheme, rules, without in (("dark", COLOURS, dark_without), ("light", RULES, ())):
            page.emulate_media(color_scheme=scheme)
            answered(page)
            found[scheme, size["width"]] = faults_of(page, rules, without)
    return {where: faults for where, faults in found.items() if faults}


def answered(page):
    """Wait until the page knows whose it is, and nothing on it is still asked for."""
    expect(page.locator(".top__person .avatar")).not_to_be_empty()
    expect(page.locator("main h1").first).to_be_visible()
    expect(page.locator("main :is(.bone, [aria-busy=true], .is-busy, .is-stale)")).to_have_count(0, timeout=10_000)


def test_nothing_moves_by_itself_while_a_screen_comes(opened):
    assert opened[1] == {}


def test_axe_finds_nothing_in_either_theme_wide_or_on_a_phone(screen):
    assert faults_in_both_themes(screen, () if screen.url.endswith("/") else _FRAME) == {}


def test_no_screen_scrolls_sideways_at_320_px(screen):
    screen.set_viewport_size({"width": 320, "height": 640})
    try:
        answered(screen)
        # charts are drawn anew for the width
        screen.wait_for_function("document.documentElement.scrollWidth <= 320", timeout=10_000)
    except Error:
        assert screen.evaluate(_WIDE) == []
        raise
    finally:
        screen.set_viewport_size(WIDE)


# What is wider than the page.
_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((each) => each.getBoundingClientRect().right > 321 && each.checkVisibility())
  .slice(0, 5).map((each) => `${each.tagName}.${each.className}`)"""

# Marks what can be reached by Tab, all of the page or what is not of its frame, and returns how many there are.
_MARK = """(all) => {
  const able = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter((each) =>
    each.tabIndex >= 0 && !each.disabled && each.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !each.closest("[hidden], [inert], dialog:not([open])") && (all || !each.closest(".skip, .nav, .top")));
  able.forEach((each, at) => each.setAttribute("data-try", at));
  return able.length;
}"""
# Keeps a diary of where the focus comes to: its mark, whether it is in sight, and what it is.
_WATCH = """() => {
  window.diary = [];
  document.addEventListener("focusin", ({ target: here }) => {
    const edges = [[here], [here, "::after"], [here.closest(".input, .palette__box, td") ?? here]];
    const seen = edges.map((each) => getComputedStyle(...each))
      .some((each) => each.outlineStyle !== "none" || each.boxShadow !== "none");
    window.diary.push([here.getAttribute("data-try"), seen, here.outerHTML.slice(0, 120)]);
  });
}"""


def test_everything_is_reached_by_tab_with_its_focus_in_sight_and_nothing_holds_it(screen):
    """From the skip link on; the frame is the same around every screen and is walked below."""
    skip_to_content(screen)
    require_walked(screen, screen.evaluate(_MARK, False))
    skip_to_content(screen)


def test_the_frame_is_walked_by_tab_with_its_focus_in_sight_and_nothing_holds_it(page_of_sam):
    page_of_sam.goto("/")
    answered(page_of_sam)
    page_of_sam.get_by_role("link", name="Skip to content").focus()
    require_walked(page_of_sam, page_of_sam.evaluate(_MARK, True))


def skip_to_content(page):
    page.get_by_role("link", name="Skip to content").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def require_walked(page, there):
    """Press Tab as often as it takes, and a little more: what is marked was all there, and was seen to be."""
    page.evaluate(_WATCH)
    for _ in range(min(there + 20, TABS_MAX)):
        page.keyboard.press("Tab")
    diary = page.evaluate("window.diary")
    assert [html for _, seen, html in diary if not seen] == []
    assert {int(mark) for mark, _, _ in diary if mark is not None} >= set(range(min(there, TABS_MAX)))


def test_what_is_pushed_down_by_what_comes_late_is_noticed(page_of_sam):
    page_of_sam.goto("/students")
    assert moved_on(page_of_sam) == []
    page_of_sam.evaluate(_LATE)
    page_of_sam.wait_for_function("moved.length")
    assert "div.list from 224 48" in " ".join(moved(page_of_sam))


# Puts a banner above what stands.
_LATE = """() => {
  moved.length = 0;
  document.querySelector("main").prepend(Object.assign(document.createElement("div"), { style: "flex: none; height: 400px" }));
}"""


@pytest.mark.parametrize("opener", ["palette", "bell", "person"])
def test_axe_finds_nothing_in_what_opens_over_a_page(page_of_sam, opener):
    page_of_sam.goto("/")
    answered(page_of_sam)
    if opener == "palette":
        page_of_sam.keyboard.press("Control+k")
        page_of_sam.locator("#palette [aria-selected=true]").wait_for()
    else:
        page_of_sam.click({"bell": ".bell", "person": ".top__person"}[opener])
    assert faults_in_both_themes(page_of_sam) == {}
    page_of_sam.keyboard.press("Escape")


def test_axe_finds_nothing_on_the_page_of_the_password(page_of_sam):
    page_of_sam.goto("/auth/password")
    assert faults_of(page_of_sam) == {}


def test_the_first_tab_is_the_skip_link(arrive):
    page = arrive("nadia", "/students")
    answered(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()


@pytest.fixture(scope="module")
def tab_of_sam(chromium, site):
    """A page that goes from screen to screen, under the content policy; what its console says against it, beside it."""
    context = chromium.new_context(base_url=site.url, viewport=WIDE)
    page = context.new_page()
    said = faults_said(page)
    enter_as(page, "sam")
    page.goto("/no/such/page")
    answered(page)
    yield page, said
    context.close()


@pytest.mark.parametrize(
    "screen", [each for each in EVERY if each.route != "404" and "[" not in each.route], ids=name_of
)
def test_every_screen_is_opened_by_keyboard_alone(screen, tab_of_sam):
    page, said = tab_of_sam
    said.clear()
    page.keyboard.press("Control+k")
    page.keyboard.type(screen.title)
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text(screen.title)
    page.keyboard.press("Enter")
    expect(page).to_have_title(f"{screen.title} · Growth OS")
    expect(page.locator("#palette")).to_be_hidden()
    expect(page.locator("main h1")).to_have_text(screen.title)
    assert said == []
