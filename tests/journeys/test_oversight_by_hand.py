"""Oversight by hand: settings and a switch are changed, and what was done is found in the audit, letter by letter."""

from __future__ import annotations

from playwright.sync_api import expect

from growthos_ui.sign_in.accounts import reset_password
from tests.cast import KENJI, PASSWORD


def test_what_is_changed_by_hand_is_found_in_the_audit(arrive):
    page = arrive("sam", "/growth/settings?group=risk")
    box = page.get_by_label("Days without signing in")
    box.fill("1000")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-setting='risk.no_login_days'] .field__error")).to_contain_text("from 0 to 90")
    expect(box).to_have_value("1000")
    box.fill("11")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("1 setting saved")).to_be_visible()
    expect(page.locator("[data-setting='risk.no_login_days']")).to_contain_text("Sam Okafor")
    page.goto("/growth/flags")
    page.get_by_role("button", name="Switch off: Leaderboard").click()
    page.get_by_label("Why").fill("Points are counted anew")
    page.get_by_role("dialog").get_by_role("button", name="Switch off").click()
    expect(page.locator("[data-flag=leaderboard]")).to_contain_text("Points are counted anew")
    page.get_by_role("button", name="Leaderboard", exact=True).click()
    expect(page.get_by_role("dialog", name="History of the switch")).to_contain_text("Points are counted anew")

    page.goto("/oversight/audit?action=settings_updated")
    opener = page.locator("[data-row]").first.get_by_role("button", name="Settings changed")
    opener.click()
    told = page.get_by_role("dialog", name="Entry of the audit")
    expect(told.get_by_role("row").nth(1)).to_contain_text("11")
    page.keyboard.press("Escape")
    expect(told).to_have_count(0)
    expect(opener).to_be_focused()


def test_an_announcement_stands_above_every_page_until_it_is_put_away(arrive):
    page = arrive("sam", "/growth/settings?group=general")
    announcement, box = page.locator(".banner--told"), page.locator("[name='banner.message']")
    save = page.get_by_role("button", name="Save", exact=True)
    closed = "The school is closed on Friday. " + "Lessons go on online, as they were planned. " * 5
    box.fill(closed)
    save.click()
    expect(page.get_by_text("1 setting saved")).to_be_visible()
    expect(save).to_be_focused()  # it was shut while it was saved
    page.goto("/oversight/sign-ins")
    expect(announcement).to_have_text(closed.strip())
    expect(page.locator("[data-row]").first).to_be_visible()
    # of two lines it takes its place from the list, which scrolls by itself
    assert page.evaluate("document.scrollingElement.scrollHeight === innerHeight")
    announcement.get_by_role("button", name="Put this announcement away").click()
    expect(announcement).to_have_count(0)
    expect(page.locator("#main")).to_be_focused()
    page.goto("/growth/settings?group=general")
    box.fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("1 setting saved")).to_be_visible()


def test_a_sign_in_that_is_ended_leaves_its_open_page(arrive, chromium, site, cookies):
    cookies.pop("kenji", None)
    with site.database.as_owner() as owner:
        owner.execute(
            "update public.user_sessions set ended_at = now(), ended_reason = 'logout' where user_id = %s and ended_at is null",
            [KENJI.id],
        )
    page = arrive("nadia", "/oversight/sign-ins?q=kenji")
    other = chromium.new_context(base_url=site.url).new_page()
    other.goto("/auth/sign-in")
    other.fill("[name=email]", KENJI.email)
    other.fill("[name=password]", PASSWORD)
    other.click("button[type=submit]")
    other.locator("main h1").wait_for()
    expect(page.locator("[data-row]")).to_have_count(1)
    page.locator("[data-row] [data-pick]").first.check()
    page.get_by_role("button", name="End sign-in").click()
    page.get_by_label("Why").select_option("lost")
    page.get_by_role("dialog").get_by_role("button", name="End sign-in").click()
    expect(page.get_by_text("1 sign-in ended")).to_be_visible()
    other.wait_for_url("**/auth/**")
    other.context.close()


def test_a_tick_stays_with_its_own_box_and_a_dialog_that_was_left_does_not_come_back(arrive):
    page = arrive("nadia", "/profile")
    page.locator("nav a[href='/staff'], aside a[href='/staff']").first.click()
    page.get_by_role("button", name="Add to the staff").first.click()
    form = page.get_by_role("dialog", name="Add to the staff")
    only_reads, money = (form.get_by_role("checkbox", name=each) for each in ("Read only", "Finance"))
    form.locator("[name=role]").select_option(label="Mentor")
    only_reads.check()
    form.locator("[name=role]").select_option(label="Enrolment manager")
    expect(money).to_have_count(1)
    expect(only_reads).to_be_checked()
    expect(money).not_to_be_checked()
    page.go_back()
    page.wait_for_url("**/profile*")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Staff")
    page.go_forward()
    expect(page.get_by_role("button", name="Add to the staff").first).to_be_visible()
    expect(form).to_have_count(0)


def test_somebody_who_is_added_gets_in_chooses_a_password_and_is_kept_out_again(arrive, chromium, site):
    page = arrive("nadia", "/staff")
    page.get_by_role("button", name="Add to the staff").first.click()
    form = page.get_by_role("dialog", name="Add to the staff")
    form.get_by_label("Full name").fill("Iris Kemp")
    form.get_by_label("E-mail").fill(KENJI.email)
    form.get_by_label("Role").select_option(label="Mentor")
    form.get_by_role("button", name="Add", exact=True).click()
    expect(form.locator(".field__error")).to_have_text("This address cannot be used for another account.")
    expect(form.get_by_label("Full name")).to_have_value("Iris Kemp")
    form.get_by_label("E-mail").fill("iris.kemp@northgate.example")
    form.get_by_role("button", name="Add", exact=True).click()
    told = page.get_by_role("dialog", name="One person of the staff")
    expect(told.locator("pre")).to_have_text("growthos user reset-password iris.kemp@northgate.example --temporary")

    reset_password(
        owner_url=site.database.owner_url, email="iris.kemp@northgate.example", password=PASSWORD, temporary=True
    )
    other = chromium.new_context(base_url=site.url).new_page()
    other.goto("/auth/sign-in")
    other.fill("[name=email]", "iris.kemp@northgate.example")
    other.fill("[name=password]", PASSWORD)
    other.click("button[type=submit]")
    other.fill("[name=current]", PASSWORD)
    other.fill("[name=new]", f"{PASSWORD} of Iris")
    other.fill("[name=again]", f"{PASSWORD} of Iris")
    other.click("button[type=submit]")
    other.locator("main h1").wait_for()

    expect(page.locator("[data-row]", has_text="Iris Kemp")).to_contain_text("Active")
    told.get_by_role("button", name="Block sign-in").click()
    form = page.get_by_role("dialog", name="Block sign-in")
    form.get_by_label("Why").fill("Lost a laptop")
    form.get_by_role("button", name="Block", exact=True).click()
    other.wait_for_url("**/auth/**")
    expect(told.get_by_role("button", name="Unblock sign-in")).to_be_visible()
    other.context.close()
