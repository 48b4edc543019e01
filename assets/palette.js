// The command palette in the browser: opening it, filtering what the page knows, moving and choosing by
// keyboard. Students are asked for by the app itself: its answer to what stands in the box is shown whole, also where
// it mended a slip; of an answer to what stood there before, what still fits.
(() => {
  const EACH_MAX = 8;
  let isAhead = false; // Enter came before the answer: the first that is found is chosen
  const palette = () => document.getElementById("palette");
  const box = () => palette()?.querySelector("[data-palette-box]");
  const shown = () => [...(palette()?.querySelectorAll("[data-option]:not([hidden])") ?? [])];
  const words = (text) => text.toLowerCase().split(/[\s!-/:-@[-`{-~]+/).filter(Boolean);
  const told = (option) => [...option.children].map((part) => part.textContent).join(" "); // a name and a code are two words
  const fits = (typed, text) => typed.every((each) => words(text).some((word) => word.startsWith(each)));

  const choose = (option) => {
    for (const each of palette().querySelectorAll('[aria-selected="true"]')) each.setAttribute("aria-selected", "false");
    if (!option) return void box()?.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    box()?.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const show = (node, on) => { if (node && node.hidden === on) node.hidden = !on; };
  const narrow = () => {
    if (!palette()?.open) return;
    const value = box()?.value ?? "";
    const typed = words(value);
    let isAsked = false;
    let number = 0;
    for (const group of palette().querySelectorAll("[data-palette-group]")) {
      const isFound = "foundFor" in group.dataset;
      const isAnswer = isFound && group.dataset.foundFor === value;
      isAsked ||= isFound && !isAnswer && value !== "";
      let left = isFound && !typed.length ? 0 : EACH_MAX;
      for (const option of group.querySelectorAll("[data-option]")) {
        option.id ||= `palette-option-${(number += 1)}-${Math.random().toString(36).slice(2, 8)}`;
        const on = left > 0 && (isAnswer || fits(typed, told(option) + (isFound ? "" : ` ${group.getAttribute("aria-label")}`)));
        if (on) left -= 1;
        show(option, on);
      }
      show(group, Boolean(group.querySelector("[data-option]:not([hidden])")));
    }
    const options = shown();
    const chosen = options.find((each) => each.getAttribute("aria-selected") === "true");
    if (!chosen) choose(options[0]);
    show(palette().querySelector("[data-palette-asking]"), !options.length && isAsked);
    show(palette().querySelector("[data-palette-none]"), !options.length && !isAsked);
    if (isAhead && !isAsked) options[0]?.click();
    isAhead &&= isAsked;
    if (isAsked && !options.length) return;
    const said = options.length === 1 ? "1 result" : `${options.length} results`;
    const status = palette().querySelector("[data-palette-status]");
    if (status.textContent !== said) status.textContent = said;
  };
  const open = () => {
    if (!palette() || palette().open) return;
    for (const each of document.querySelectorAll("[popover]:popover-open")) each.hidePopover();
    box().value = "";
    palette().showModal();
    isAhead = false;
    choose(null);
    narrow();
    box().focus();
  };
  const close = () => palette()?.open && palette().close();

  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.("[data-palette-box]")) return;
    isAhead = false;
    choose(null);
    narrow();
  });
  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest?.(selector);
    if (at("[data-palette-open]")) open();
    else if (at("[data-palette-close]") || event.target === palette()) close();
    else if (at("#palette [data-option]")) setTimeout(close); // after the click itself was heard
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (palette()?.open) close();
      else open();
      return;
    }
    if (!palette()?.open || !event.target.matches?.("[data-palette-box]")) return;
    const options = shown();
    const at = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + EACH_MAX, PageUp: at - EACH_MAX }[event.key];
    if (to !== undefined) choose(options[event.key.startsWith("Page") ? Math.min(Math.max(to, 0), options.length - 1) : (to + options.length) % options.length]);
    else if (event.key === "Enter" && options[at]) options[at].click();
    else if (event.key === "Enter") isAhead = true;
    else return;
    event.preventDefault();
  });
  document.addEventListener("pointermove", ({ target }) => {
    const option = target.closest?.("#palette [data-option]");
    if (option && option.getAttribute("aria-selected") !== "true") choose(option);
  });
  // What was found, and what the person may open, can arrive later than what was typed.
  new MutationObserver((changes) => {
    if (changes.some(({ target }) => target.closest?.("#palette-list"))) narrow();
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-found-for"] });
})();
