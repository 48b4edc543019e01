// What lists do in the browser without asking the server: going to an address from a box that is no link
// (search, days), placing and steering menus, and moving between rows by keyboard. Everything is found by
// its data attribute; the address stays the only state.
(() => {
  const SEARCH_PAUSE_MS = 250;
  const SEARCH_LETTERS_MIN = 2;

  // The router listens to the browser's own "popstate" and reads the address from the window.
  const go = (address, { replace = false } = {}) => {
    const here = history.state ?? {};
    const state = { ...here, key: Math.random().toString(36).slice(2, 10), idx: (here.idx ?? 0) + (replace ? 0 : 1) };
    history[replace ? "replaceState" : "pushState"](state, "", address);
    dispatchEvent(new PopStateEvent("popstate", { state }));
  };
  const withValue = (address, name, value) => {
    const url = new URL(address, location.origin);
    if (value) url.searchParams.set(name, value);
    return url.pathname + url.search;
  };

  // Search: after a pause in typing; one search is one step of the history, however long it was typed.
  let pause = 0;
  const typed = (box) => box.value.trim().replace(/\s+/g, " ");
  const search = (box) => {
    clearTimeout(pause);
    pause = 0;
    if (!box.dataset.address) return void (pause = setTimeout(() => search(box), SEARCH_PAUSE_MS)); // not loaded yet
    const words = typed(box);
    if (words === (box.dataset.search ?? "") || (words && words.length < SEARCH_LETTERS_MIN)) return;
    go(withValue(box.dataset.address, "q", words), { replace: Boolean(box.dataset.search) && Boolean(words) });
  };
  // Back and forward decide over the box even while it has the focus; typing does otherwise.
  let travelled = false;
  addEventListener("popstate", ({ isTrusted }) => { travelled = isTrusted; });
  const follow = (box) => {
    if (travelled) {
      travelled = false;
      box.value = box.dataset.search ?? "";
      return;
    }
    if (pause || (document.activeElement === box && typed(box) === box.dataset.search)) return;
    if (document.activeElement !== box || !typed(box)) box.value = box.dataset.search ?? "";
  };
  addEventListener("input", ({ target }) => {
    if (!target.matches?.("[data-search]")) return;
    travelled = false;
    clearTimeout(pause);
    pause = setTimeout(() => search(target), SEARCH_PAUSE_MS);
  });
  addEventListener("focusout", ({ target }) => {
    if (target.matches?.("[data-search]") && !pause) target.value = target.dataset.search ?? "";
  });

  // What has to follow when the address has changed: the words in the box, and the place in the rows.
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (target.matches("[data-search]")) follow(target);
      if (target.matches("[data-page]")) target.scrollTop = 0;
    }
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-search", "data-page"] });

  // Days.
  const apply = (part) => {
    const day = (name) => part.querySelector(`[name="${name}"]`).value;
    const range = day("from") || day("to") ? `${day("from")}..${day("to")}` : "";
    go(withValue(part.dataset.address, part.dataset.days, range));
  };

  // Menus stand under the button that opened them, inside the window.
  const place = (menu, button) => {
    const at = button.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8));
    const under = at.bottom + 4;
    const top = under + menu.offsetHeight > innerHeight ? Math.max(8, at.top - menu.offsetHeight - 4) : under;
    menu.style.left = `${left}px`;
    menu.style.top = `${top}px`;
  };
  let opener = null;
  addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-list] [popovertarget]");
    if (button) opener = button;
    const days = target.closest?.("[data-apply]")?.closest("[data-days]");
    if (days) apply(days);
    // A chip that is taken away takes the focus with it: hand it on.
    if (target.closest?.(".toolbar .chip__end, .toolbar > .button")) document.querySelector(".chip--add")?.focus();
  });
  addEventListener("toggle", ({ target, newState }) => {
    if (newState !== "open" || !opener || !target.matches?.("[data-list] [popover]")) return;
    const wanted = opener.dataset.filter;
    for (const part of target.querySelectorAll("details")) part.open = part.dataset.filter === wanted;
    place(target, opener);
    const first = wanted ? `[data-filter="${wanted}"] a, [data-filter="${wanted}"] input` : "summary, a";
    target.querySelector(first)?.focus();
  }, true);

  // Keys. Letters only where nobody is typing; <html data-keys="off"> switches them off.
  const step = (items, by) => {
    const at = items.indexOf(document.activeElement);
    items[Math.min(Math.max(at + by, 0), items.length - 1)]?.focus();
  };
  const inMenu = (event, menu) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const items = [...menu.querySelectorAll("summary, details[open] a, details[open] input, :scope > a")];
    if (by && !event.target.matches("input")) step(items, by);
    else if (event.key === " " && event.target.matches("a")) event.target.click();
    else return;
    event.preventDefault();
  };
  const row = () => document.activeElement?.closest?.("[data-row]");
  const toRow = (by) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    const next = rows[Math.min(Math.max(rows.indexOf(row()) + by, 0), rows.length - 1)];
    (next?.querySelector("a") ?? next)?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const menu = target.closest?.("[data-list] [popover]");
    if (key === "Enter" && target.closest?.("[data-days]") && target.matches("input")) apply(target.closest("[data-days]"));
    else if (key === "Enter" && target.matches?.("[data-search]")) search(target);
    else if (menu) inMenu(event, menu);
    else if (target.matches?.("input, select, textarea") || document.documentElement.dataset.keys === "off") return;
    else if (!document.querySelector("[data-list]")) return;
    else if (key === "/") (event.preventDefault(), document.querySelector("[data-search]")?.focus());
    else if (key === "j") toRow(1);
    else if (key === "k") toRow(-1);
  });
  const cursor = ({ type }) => {
    for (const each of document.querySelectorAll("[data-row].is-cursor")) each.classList.remove("is-cursor");
    if (type === "focusin") row()?.classList.add("is-cursor");
  };
  addEventListener("focusin", cursor);
  addEventListener("focusout", cursor);
})();
