"""What is typed into a dialog that is gone comes back, also where one box brings another."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]
# A dialog as the app draws it: the capabilities and the batches come only after the server has heard of the role.
PAGE = """<body><button data-act=add id=opener>Add</button>
<div data-kept hidden><p data-kept-title></p><p data-kept-said></p><p data-kept-typed></p><button data-kept-open>Open it again</button></div>
<script>
  const draw = () => {
    const dialog = document.createElement("dialog");
    dialog.dataset.modal = ""; dialog.dataset.of = "add";
    dialog.innerHTML = `<form><h2>Add</h2><input type=hidden name=key value=${crypto.randomUUID?.() ?? 1}>
      <label>Role<select name=role><option value="">Choose</option><option>mentor</option></select></label>
      <label>Batch<select name=batch><option value="">Choose</option></select></label></form>`;
    dialog.querySelector("[name=role]").onchange = ({ target }) => setTimeout(() => {
      if (target.value !== "mentor" || dialog.querySelector("[name=reads]")) return;
      dialog.querySelector("[name=batch]").append(new Option("Spring", "spring"));
      dialog.querySelector("form").insertAdjacentHTML("beforeend",
        "<label>Read only<input type=checkbox name=reads value=yes></label><label>Days<input name=days value=3></label>");
    }, 50);
    document.body.append(dialog);
    dialog.showModal();
  };
  document.getElementById("opener").onclick = draw;
</script><script>%s</script><script>document.body.dataset.account = "nadia"</script>"""


def test_boxes_that_another_box_brings_are_filled_in_when_they_come(chromium):
    page = chromium.new_page()
    script = (ROOT / "assets" / "kept.js").read_text(encoding="utf-8")
    page.route("http://kept.test/", lambda route: route.fulfill(content_type="text/html", body=PAGE % script))
    page.goto("http://kept.test/")
    page.get_by_role("button", name="Add").click()
    page.get_by_label("Role").select_option("mentor")
    page.get_by_label("Read only").check()
    page.get_by_label("Batch").select_option("spring")
    for _ in range(2):  # lost again before the boxes have come: nothing of it is lost
        page.reload()
        page.get_by_role("button", name="Open it again").click()
        expect(page.get_by_label("Role")).to_have_value("mentor")
    expect(page.get_by_label("Read only")).to_be_checked()
    expect(page.get_by_label("Batch")).to_have_value("spring")
    expect(page.get_by_label("Days")).to_have_value("3")
    page.close()
