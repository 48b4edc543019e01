// What was typed into an open dialog outlives the connection, the server and the sign-in. It is kept in this tab, for the
// person who typed it, until they send it, put it away or forget it. Where a dialog is gone without any of that, a card says
// so, whether it had been sent, and opens it again as it was: with its key, so that what was done already is not done twice.
(() => {
  const PLACE = "growthos-typed";
  const HOURS_KEPT = 24;
  const find = (selector) => document.querySelector(selector);
  const person = () => find("[data-account]")?.dataset.account;
  const formOf = (dialog) => dialog?.querySelector("form");
  const titleOf = (dialog) => dialog.querySelector("h2")?.textContent ?? "";
  const boxesOf = (form) => [...form.elements].filter(({ name, type }) => name && type !== "password" && type !== "file");

  let act = ""; // what the button that was clicked last opens
  let line = Number(document.documentElement.dataset.line ?? 0); // which connection this is; guard.js counts them
  let open = null; // the dialog that is open, with what was typed
  let lost = null; // one that is gone without having been put away
  try {
    lost = JSON.parse(sessionStorage.getItem(PLACE));
  } catch { /* not ours */ }
  if (lost && Date.now() - lost.at > HOURS_KEPT * 3_600_000) lost = null;

  const keep = (what) => sessionStorage.setItem(PLACE, JSON.stringify(what));
  const forget = () => {
    open = lost = null;
    sessionStorage.removeItem(PLACE);
    show();
  };

  const read = (form) => {
    const boxes = {};
    for (const { name, type, checked, value } of boxesOf(form)) if (checked || !["checkbox", "radio"].includes(type)) boxes[name] = value;
    return boxes;
  };
  const words = (form, before) => boxesOf(form)
    .filter(({ name, type, value }) => type !== "hidden" && value && value !== before[name] && !["checkbox", "radio"].includes(type))
    .map((box) => `${box.labels?.[0]?.querySelector(".field__label")?.firstChild?.textContent ?? box.ariaLabel ?? box.name}: ${box.selectedOptions?.[0]?.textContent ?? box.value}`);

  const begin = (dialog) => {
    open = { path: location.pathname, who: person(), title: titleOf(dialog), act, line, sent: false, before: read(formOf(dialog)) };
  };
  const note = (form, sent = false) => {
    if (!open) return;
    Object.assign(open, { at: Date.now(), who: person() || open.who, line, boxes: read(form), words: words(form, open.before), sent: open.sent || sent });
    keep(open);
  };
  const inDialog = (target) => target.closest?.("dialog[data-modal] form");
  // not "change": a box that is taken out of the page with its dialog sends one, too
  addEventListener("input", ({ target }) => { if (inDialog(target)) note(inDialog(target)); }, true);
  addEventListener("submit", ({ target }) => { if (inDialog(target)) note(target, true); }, true);
  addEventListener("click", ({ target }) => {
    act = target.closest?.("[data-act]")?.dataset.act ?? act;
    if (target.closest?.("dialog[data-modal] [data-put-away], [data-kept-forget]")) forget();
    if (target.closest?.("[data-kept-open]")) opener()?.click();
  }, true);

  // A dialog that was lost is opened by what opened it; whoever opens it by hand finds it filled in, too.
  const opener = () => lost?.act && find(`[data-act="${CSS.escape(lost.act)}"]`);
  const setBox = (box, value) => {
    const isTicked = box.type === "checkbox" || box.type === "radio";
    if (isTicked && box.checked !== (value === box.value)) box.click();
    if (isTicked || value === undefined || box.value === value) return;
    // React hears of a value only when it is set past its own setter
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value").set.call(box, value);
    box.dispatchEvent(new Event(box.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
  };
  const refill = (form) => {
    const { boxes, sent } = lost;
    lost = null;
    open.sent = sent;
    for (const box of boxesOf(form).sort((one, other) => (one.name === "amount") - (other.name === "amount"))) setBox(box, boxes[box.name]);
    note(form);
    show();
  };

  const show = () => {
    const card = find("[data-kept]");
    if (!card) return;
    card.hidden = !lost || lost.path !== location.pathname || lost.who !== person(); // or nobody knows yet who it is
    if (card.hidden) return;
    const say = (name, said) => {
      const place = card.querySelector(`[data-kept-${name}]`);
      if (place.textContent !== said) place.textContent = said; // else it would hear itself
    };
    say("title", lost.sent ? `The connection was lost while “${lost.title}” was being sent` : `“${lost.title}” was open when the connection was lost`);
    say("said", lost.sent ? "Look first whether it was done. " : "Nothing was sent. ");
    say("typed", lost.words.join(" · "));
    card.querySelector("[data-kept-open]").hidden = !opener();
  };
  const follow = () => {
    const dialog = find("dialog[data-modal]");
    const form = formOf(dialog);
    if (dialog && !form && (open || dialog.querySelector("[role=status]"))) return forget(); // it says that it is done
    if (lost && person() && lost.who !== person()) return forget(); // somebody else has signed in here
    if (form && !open) {
      begin(dialog);
      if (lost && lost.path === open.path && lost.title === open.title) refill(form);
    } else if (!dialog && open) {
      const gone = open;
      open = null;
      // who is not known any more: the server begins anew, on the same line
      if (!gone.boxes || (gone.line === line && gone.who === person())) return forget();
      lost = gone;
    }
    if (lost) show();
  };
  new MutationObserver(follow).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-account"] });

  // A connection that comes back may lead to a server with another build, whose files this page does not have.
  addEventListener("growthos-line", async () => {
    line = Number(document.documentElement.dataset.line);
    const version = window.__reactRouterManifest?.version;
    if (line === 1 || !version) return;
    const answer = await fetch(`/assets/manifest-${version}.js`, { method: "HEAD" }).catch(() => null);
    if (answer?.status === 404) location.reload();
  });
})();
