// What lists do in the browser without asking the server: going to an address from a box that is no link
// (search, days, numbers), placing and steering menus, ticking rows, arranging columns by hand, and moving
// between rows by keyboard. Everything is found by its data attribute; the address stays the only state.
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

  // What is done by hand is said to the server through a box of its own, as if it had been typed there.
  const typeInto = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  let told = 0;
  const say = (name, words) => {
    const sink = document.querySelector(`[data-sink="${name}"]`);
    if (!sink) return;
    typeInto.call(sink, `${++told} ${words}`);
    sink.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // Ticked rows. Boxes are the browser's; the server hears which are ticked, and may untick them all.
  const boxes = () => [...document.querySelectorAll("[data-pick]")];
  let anchor = null;
  const showHead = () => {
    const head = document.querySelector("[data-pick-all]");
    const ticked = boxes().filter((box) => box.checked).length;
    if (!head) return;
    head.checked = ticked > 0 && ticked === boxes().length;
    head.indeterminate = ticked > 0 && !head.checked;
  };
  const untick = () => {
    for (const box of boxes()) box.checked = false;
    anchor = null;
    showHead();
  };
  const tell = () => {
    showHead();
    say("pick", boxes().filter((box) => box.checked).map((box) => box.dataset.pick).join(","));
  };
  const tickPage = (on) => {
    for (const box of boxes()) box.checked = on;
    tell();
  };
  const ticked = (box, extend) => {
    const all = boxes();
    const from = all.indexOf(anchor);
    const to = all.indexOf(box);
    if (extend && from >= 0) for (const each of all.slice(Math.min(from, to), Math.max(from, to) + 1)) each.checked = box.checked;
    anchor = box;
    tell();
  };
  const heard = (words) => {
    const [which, count] = words.split(" ");
    if (Number(which) === told && count === "0") untick();
  };

  // Pinned columns stand beside each other: how far from the left each stays is measured, as widths follow the words.
  const pin = () => {
    for (const table of document.querySelectorAll(".table--pinned")) {
      const heads = [...table.querySelectorAll("thead :is(th, td)")];
      const pins = heads.filter((head) => head.dataset.pinned === "true").length;
      let left = 0;
      for (const [place, head] of heads.slice(0, pins + 1).entries()) {
        table.style.setProperty(`--left-${place + 1}`, `${left}px`);
        left += head.offsetWidth;
      }
      table.dataset.pins = pins;
      table.parentElement.style.scrollPaddingLeft = `${left}px`;
    }
  };
  // In the next frame: what is measured in answer to a measurement would be an error of its own.
  const sizes = new ResizeObserver(() => requestAnimationFrame(() => {
    pin();
    replace();
  }));
  const watchSizes = () => {
    for (const part of document.querySelectorAll(".table--pinned thead :is(th, td), .list__head")) sizes.observe(part);
  };

  // What has to follow when the address or the rows have changed.
  let gone = "";
  const move = ({ dataset }) => {
    if (dataset.moved && dataset.moved !== gone) go(dataset.moved, { replace: true });
    gone = dataset.moved;
  };
  // A dialog that is taken out of the page gives the focus back to what opened it, or to what bears its name now.
  let asked = null;
  const modal = () => {
    const dialog = document.querySelector("dialog[data-modal]:not([open])");
    if (dialog?.isConnected) {
      if (!asked) asked = { element: document.activeElement, act: document.activeElement?.dataset.act };
      dialog.showModal();
      // the first box has the focus, and not the part that scrolls and holds it
      const first = dialog.querySelector(":is(input, select, textarea):not([type=hidden], :disabled)");
      if (!document.activeElement.matches("input, select, textarea, button, a")) first?.focus({ preventScroll: true });
    } else if (asked && !document.querySelector("dialog[data-modal]")) {
      const { element, act } = asked;
      asked = null;
      const back = element?.isConnected && element !== document.body ? element : act && document.querySelector(`[data-act="${act}"]`);
      (back || document.querySelector("#main"))?.focus({ preventScroll: true });
    }
  };
  const followed = {
    "data-search": follow,
    "data-page": (target) => { target.scrollTop = 0; untick(); },
    "data-moved": move,
    "data-heard": ({ dataset }) => heard(dataset.heard),
    "data-pinned": pin,
  };
  new MutationObserver((changes) => {
    for (const { target, attributeName } of changes) followed[attributeName]?.(target);
    if (!changes.some(({ type }) => type === "childList")) return;
    watchSizes();
    modal();
    refocus();
    replace();
    for (const each of document.querySelectorAll("[data-moved]")) move(each);
    // A box that is drawn with its words, as after loading the page anew, has heard of no change.
    for (const box of document.querySelectorAll("[data-search]")) if (!box.value && document.activeElement !== box && !pause) follow(box);
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: Object.keys(followed) });
  addEventListener("cancel", (event) => {
    if (!event.target.matches?.("dialog[data-modal]")) return;
    event.preventDefault();
    event.target.querySelector("[data-put-away]")?.click();
  }, true);

  // Columns by hand: the edge of a heading is drawn, a line of the menu is carried to its place. A step by keyboard
  // keeps its button focused, wherever the line has gone.
  let stepped = null;
  const refocus = () => {
    if (!stepped || document.activeElement !== document.body) return;
    const line = document.querySelector(`.chooser [data-column="${stepped.column}"]`);
    (line?.querySelector(`[data-step="${stepped.step}"]:not(:disabled)`) ?? line?.querySelector("button:not(:disabled)"))?.focus();
  };
  addEventListener("pointerdown", (event) => {
    const edge = event.target.closest?.("[data-edge]");
    if (!edge) return;
    event.preventDefault();
    const head = edge.closest("th");
    const at = [...head.parentElement.children].indexOf(head) + 1;
    const start = head.offsetWidth - event.clientX;
    let width = head.offsetWidth;
    const draw = ({ clientX }) => {
      width = Math.round(Math.min(Math.max(start + clientX, 48), 640));
      for (const cell of head.closest("table").querySelectorAll(`tr > :nth-child(${at})`)) {
        cell.style.width = cell.style.minWidth = cell.style.maxWidth = `${width}px`;
      }
    };
    const drop = () => {
      removeEventListener("pointermove", draw);
      say("arrange", `width ${edge.dataset.edge} ${width}`);
    };
    addEventListener("pointermove", draw);
    addEventListener("pointerup", drop, { once: true });
  });
  let carried = null;
  addEventListener("dragstart", ({ target, dataTransfer }) => {
    carried = target.closest?.(".chooser [data-column]");
    if (carried) dataTransfer.effectAllowed = "move";
  });
  const under = ({ target }) => (carried ? target.closest?.(".chooser [data-column]") : null);
  addEventListener("dragover", (event) => { if (under(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    const line = under(event);
    if (!line) return;
    event.preventDefault();
    if (line !== carried) say("arrange", `to ${carried.dataset.column} ${line.dataset.place}`);
    carried = null;
  });
  addEventListener("input", ({ target }) => {
    if (!target.matches?.('[data-find="chooser"]')) return;
    const words = target.value.trim().toLowerCase();
    for (const line of target.closest("[popover]").querySelectorAll("[data-column]")) {
      line.hidden = !line.textContent.toLowerCase().includes(words);
    }
  });

  // Days and numbers between two ends.
  const apply = (part) => {
    const end = (name) => part.querySelector(`[name="${name}"]`).value;
    // One day is a value of its own, two ends are a range.
    if (part.querySelector('[name="day"]')) return go(withValue(part.dataset.address, part.dataset.span, end("day")));
    const range = end("from") || end("to") ? `${end("from")}..${end("to")}` : "";
    go(withValue(part.dataset.address, part.dataset.span, range));
  };

  // Menus stand under the button that opened them, inside the window. Those of a toolbar stand under all of it, so that
  // none lies over the chips of what was chosen in it; they follow when the toolbar grows or is pushed down.
  const ROOM_MIN = 240;
  const place = (menu, button, { left = null } = {}) => {
    const at = button.getBoundingClientRect();
    const bar = button.closest(".toolbar")?.getBoundingClientRect();
    const under = (bar ? Math.max(at.bottom, bar.bottom) : at.bottom) + 4;
    const room = innerHeight - under - 8;
    menu.style.maxHeight = "";
    if (bar) {
      const tallest = parseFloat(getComputedStyle(menu).maxHeight) || Infinity;
      menu.style.maxHeight = `${Math.min(tallest, Math.max(room, ROOM_MIN))}px`;
      menu.style.overflowY = "auto";
    }
    const above = Math.max(8, (bar ? innerHeight - 4 : at.top) - menu.offsetHeight - 4);
    menu.style.left = left ?? `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
    menu.style.top = `${menu.offsetHeight > room ? above : under}px`;
  };
  const PLACED = ":is([data-list], .section__tools)";
  let opener = null;
  const replace = () => {
    const menu = document.querySelector(`${PLACED} [popover]:popover-open`);
    if (menu && opener?.isConnected) place(menu, opener, { left: menu.style.left });
  };
  addEventListener("resize", replace);
  addEventListener("click", ({ target, shiftKey }) => {
    const button = target.closest?.(`${PLACED} [popovertarget]`);
    if (button) opener = button;
    const span = target.closest?.("[data-apply]")?.closest("[data-span]");
    if (span) apply(span);
    if (target.matches?.("[data-pick]")) ticked(target, shiftKey);
    if (target.matches?.("[data-pick-all]")) tickPage(target.checked);
    if (target.closest?.("[data-pick-none]")) untick();
    if (target.closest?.("[data-pick-page]")) {
      for (const box of boxes()) box.checked = true;
      showHead();
    }
    const step = target.closest?.(".chooser [data-step]");
    stepped = step ? { column: step.closest("[data-column]").dataset.column, step: step.dataset.step } : null;
    // A chip that is taken away takes the focus with it: hand it on.
    if (target.closest?.(".toolbar .chip__end, .toolbar > .button")) document.querySelector(".chip--add")?.focus();
  });
  addEventListener("toggle", ({ target, newState }) => {
    if (newState !== "open" || !opener || !target.matches?.(`${PLACED} [popover]:popover-open`)) return;
    const wanted = opener.dataset.filter;
    for (const part of target.querySelectorAll("details")) part.open = part.dataset.filter === wanted;
    place(target, opener);
    const first = wanted ? `[data-filter="${wanted}"] a, [data-filter="${wanted}"] input` : "summary, a, input:not([type=hidden]), button, select";
    target.querySelector(first)?.focus();
  }, true);

  // Keys. Letters only where nobody is typing; <html data-keys="off"> switches them off.
  const step = (items, by) => {
    const at = items.indexOf(document.activeElement);
    items[Math.min(Math.max(at + by, 0), items.length - 1)]?.focus();
  };
  const inMenu = (event, menu) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const items = [...menu.querySelectorAll("summary, details[open] a, details[open] input, :scope > a, .chooser__name, .popover__row")];
    if (by && !event.target.matches("input, select")) step(items, by);
    else if (event.key === " " && event.target.matches("a")) event.target.click();
    else return;
    event.preventDefault();
  };
  const row = () => document.activeElement?.closest?.("[data-row]");
  const toRow = (by) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    const next = rows[Math.min(Math.max(rows.indexOf(row()) + by, 0), rows.length - 1)];
    (next?.querySelector("[data-own]") ?? next?.querySelector("a, [data-explain]") ?? next)?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return next;
  };
  const boxOf = (line) => line?.querySelector("[data-pick]");
  const extend = (by) => {
    const from = boxOf(row());
    if (from && !from.checked) {
      from.checked = true;
      anchor = from;
    }
    const box = boxOf(toRow(by));
    if (!box) return;
    box.checked = true;
    ticked(box, true);
  };
  const leave = () => {
    if (document.querySelector("[popover]:popover-open")) return;
    const clear = document.querySelector("[data-pick-none]");
    if (clear) clear.click();
    else document.activeElement?.closest?.("[data-row]") && document.activeElement.blur();
  };
  const hasRows = () => document.querySelector("[data-row]");
  const press = (selector) => document.querySelector(selector)?.click();
  // A mark of the row that has the focus; the next one is then marked by the next key. After the last there is none: the focus leaves the rows.
  const markOf = (value) => row()?.querySelector(`[data-mark="${value}"]`);
  const marked = (value) => {
    const mark = markOf(value);
    if (!mark) return;
    const isLast = [...document.querySelectorAll("[data-row]")].at(-1) === row();
    mark.click();
    if (!isLast) toRow(1);
    else (document.querySelector(".roll__pager button:last-child:enabled") ?? document.querySelector("[data-roll]"))?.focus();
  };
  // What is decided stays decided: a key that slipped decides nothing. Without a score it leads to the box of the score.
  const scoreBox = () => document.querySelector('.decide [name="score"]');
  const approve = () => (scoreBox()?.value === "" ? scoreBox().focus() : press('[data-decide="approved"]'));
  const letters = {
    "/": () => document.querySelector("[data-search]")?.focus(),
    f: () => press(".chip--add"),
    j: () => (hasRows() ? toRow(1) : press("[data-next]")),
    k: () => (hasRows() ? toRow(-1) : press("[data-previous]")),
    J: () => extend(1),
    K: () => extend(-1),
    x: () => boxOf(row())?.click(),
    X: () => boxOf(row())?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: true })),
    "]": () => press('.pager [data-step="next"]'),
    "[": () => press('.pager [data-step="prev"]'),
    "?": () => press('[popovertarget="list-keys"]'),
    n: () => press("[data-next]"),
    a: () => (markOf("absent") ? marked("absent") : approve()),
    d: () => press('[data-decide="declined"]'),
    s: () => scoreBox()?.focus(),
    p: () => marked("present"),
    l: () => marked("late"),
    e: () => marked("excused"),
  };
  const others = {
    ArrowDown: (event) => (event.shiftKey ? extend(1) : toRow(1)),
    ArrowUp: (event) => (event.shiftKey ? extend(-1) : toRow(-1)),
    Escape: leave,
  };
  const isFree = () => row() || document.activeElement === document.body || document.activeElement?.checkVisibility?.() === false || document.activeElement?.matches?.("[data-page]");
  const isOff = () => document.documentElement.dataset.keys === "off";
  addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (!document.querySelector("[data-list], [data-next], [data-previous], [data-decide], [data-roll]") || target.closest?.("dialog")) return;
    if (key === "a" && (event.ctrlKey || event.metaKey) && row()) {
      event.preventDefault();
      return void tickPage(true);
    }
    if (key === "Enter" && (event.ctrlKey || event.metaKey) && target.closest?.(".decide")) return void letters.a();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const menu = target.closest?.("[data-list] [popover]:popover-open");
    if (key === "Enter" && target.closest?.("[data-span]") && target.matches("input")) apply(target.closest("[data-span]"));
    else if (key === "Enter" && target.matches?.("[data-search]")) search(target);
    else if (menu) inMenu(event, menu);
    else if (target.matches?.("input:not([type=checkbox]), select, textarea")) return;
    else if (others[key] && (key === "Escape" || isFree())) {
      if (key !== "Escape") event.preventDefault();
      others[key](event);
    } else if (letters[key] && !isOff()) {
      event.preventDefault();
      letters[key]();
    }
  });
  // Where a decision was stands what leads on, and the other way round: a second click of the same hand is for neither.
  // When the buttons go, the focus goes on to what comes next; where a box keeps the decision back, into that.
  let decided = "", decidedAt = -Infinity, refused = null;
  addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-decide]");
    const isSecond = event.detail > 1 && event.target.closest?.(".decide__row");
    if (isSecond && (button || event.timeStamp - decidedAt < 1000)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (button) [decided, decidedAt, refused] = [location.pathname, event.timeStamp, null];
  }, true);
  new MutationObserver(() => {
    const wrong = decided && document.querySelector('.decide [aria-invalid="true"]');
    if (wrong && wrong !== refused) (refused = wrong).focus();
    if (!decided || document.querySelector("[data-decide]")) return;
    const next = decided === location.pathname && document.activeElement === document.body;
    decided = "";
    if (next) (document.querySelector(".decide__row .button--primary") ?? document.querySelector("#main"))?.focus();
  }).observe(document.documentElement, { subtree: true, childList: true });
  const cursor = ({ type }) => {
    for (const each of document.querySelectorAll("[data-row].is-cursor")) each.classList.remove("is-cursor");
    if (type === "focusin") row()?.classList.add("is-cursor");
  };
  addEventListener("focusin", cursor);
  addEventListener("focusout", cursor);
})();
