"""Charts by hand: cancelled while the database is slow, and light on paper."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.test_progress_by_hand import open_progress

ROOT = Path(__file__).parents[2]
CARD = """<div class=section__tools><button popovertarget=form>Annotate</button>
  <div id=form role=dialog popover style="position: fixed; inset: auto; margin: 0">
  <input type=hidden><label>Day<input type=date></label></div></div>"""
LIGHT, DARK = "rgb(0, 114, 178)", "rgb(86, 180, 233)"
COLUMNS = ".js-plotly-plot .bars path, .js-plotly-plot .scatterlayer path"


def test_a_slow_card_is_cancelled_by_hand_and_runs_again(arrive, site):
    page = open_progress(arrive, "nadia")
    with site.database.as_owner() as owner, owner.transaction():
        owner.execute("lock table public.courses in access exclusive mode")
        page.goto("/learning/completion", wait_until="commit")
        page.locator(".stopper:visible").last.click()
        expect(page.get_by_text("was stopped").first).to_be_visible()
    page.get_by_role("button", name="Run again").first.click()
    expect(page.get_by_text("was stopped")).to_have_count(0)


def test_what_opens_from_the_tools_of_a_card_stands_beside_its_button(chromium):
    script = (ROOT / "assets" / "listing.js").read_text(encoding="utf-8")
    page = chromium.new_page()
    page.set_content(f"<div style='height: 20rem'></div>{CARD}<script>{script}</script>")
    button, form = page.get_by_role("button", name="Annotate"), page.get_by_role("dialog")
    button.click()
    expect(form.get_by_label("Day")).to_be_focused()
    at, stands = button.bounding_box(), form.bounding_box()
    page.close()
    assert abs(stands["x"] - at["x"]) < at["width"]
    assert abs(stands["y"] - at["y"] - at["height"]) < at["height"]


def test_on_paper_charts_are_light_in_the_dark_theme(arrive):
    page = open_progress(arrive, "nadia")
    page.emulate_media(color_scheme="dark")
    drawn = page.locator(COLUMNS)
    colours = "all => all.map(each => each.style.fill)"
    page.wait_for_function(
        "([s, c]) => [...document.querySelectorAll(s)].some(e => e.style.fill === c)", arg=[COLUMNS, DARK]
    )
    page.emulate_media(color_scheme="dark", media="print")
    page.wait_for_function(
        "([s, c]) => [...document.querySelectorAll(s)].every(e => e.style.fill !== c)", arg=[COLUMNS, DARK]
    )
    assert LIGHT in drawn.evaluate_all(colours)
    page.emulate_media(color_scheme="dark", media="screen")
    page.wait_for_function(
        "([s, c]) => [...document.querySelectorAll(s)].some(e => e.style.fill === c)", arg=[COLUMNS, DARK]
    )
