// What was typed into an open dialog outlives the connection, the server and the sign-in. It is kept in this tab, for the
// person who typed it, until they send it, put it away or forget it. Where a dialog is gone without any of that, a card says
// so, whether it had been sent, and opens it again with what was typed: with its key, so that what was done already is not done
// twice. A dialog says in data-of what it is on, as what opens it does in data-act; one that does not is never filled in.
(() => {
  const PLACE = "growthos-typed";
  const HOURS_KEPT = 24;
  const find = (selector) => document.querySelector(selector);
  const person = () => find("[data-account]")?.dataset.account;
  const formIn = (dialog) => dialog?.querySelector("form");
  const titleOf = (dialog) => dialog.querySelector("h2")?.textContent ?? "";
  const boxesOf = (dialog) => [...dialog.querySelectorAll("form input, form select, form textarea")]
    .filter(({ name, type }) => name && type !== "password" && type !== "file");

  let line = Number(document.documentElement.dataset.line ?? 0); // which connection this is; guard.js counts them
  let open = null; // the dialog that is open, with what was typed
  let lost = null; // one that is gone without having been put away
  let late = {}; // what was typed into boxes that are not there yet: those that another box brings, by way of the server
  try {
    lost = JSON.parse(sessionStorage.getItem(PLACE));
  } catch { /* not ours */ }
  if (lost && Date.now() - lost.at > HOURS_KEPT * 3_600_000) lost = null;

  const keep = (what) => sessionStorage.setItem(PLACE, JSON.stringify(what));
  const store = () => {
    if (lost) keep(lost);
    else sessionStorage.removeItem(PLACE);
    show();
  };
  const isOf = (dialog) => lost?.of && lost.of === dialog.dataset.of && lost.path === location.pathname;
  // Of a dialog that is done or put away nothing stays; what another one has lost does.
  const end = (dialog) => {
    if (open) open = null;
    else if (isOf(dialog)) lost = null;
    else return;
    store();
  };
  const forget = () => {
    open = lost = null;
    store();
  };

  const read = (dialog) => {
    const boxes = {};
    for (const { name, type, checked, value } of boxesOf(dialog)) if (checked || !["checkbox", "radio"].includes(type)) boxes[name] = value;
    return boxes;
  };
  // A box that comes later has its value of the beginning, too; one to tick that is not ticked has none.
  const see = (dialog) => {
    const now = read(dialog);
    for (const { name } of boxesOf(dialog)) if (!(name in open.before)) open.before[name] = now[name];
  };
  const words = (dialog, before) => boxesOf(dialog)
    .filter(({ name, type, value }) => type !== "hidden" && value && value !== before[name] && !["checkbox", "radio"].includes(type))
    .map((box) => `${box.labels?.[0]?.querySelector(".field__label")?.firstChild?.textContent ?? box.ariaLabel ?? box.name}: ${box.selectedOptions?.[0]?.textContent ?? box.value}`);

  const begin = (dialog) => {
    open = { path: location.pathname, who: person(), title: titleOf(dialog), of: dialog.dataset.of ?? "", line, sent: false, before: {} };
    late = {};
    see(dialog);
  };
  const note = (dialog, sent = false) => {
    if (!open || !dialog) return;
    Object.assign(open, { at: Date.now(), who: person() || open.who, line, boxes: { ...read(dialog), ...late }, words: words(dialog, open.before), sent: open.sent || sent });
    keep(open);
  };
  const dialogOf = (target) => target.closest?.("dialog[data-modal] form")?.closest("dialog");
  // not "change": a box that is taken out of the page with its dialog sends one, too
  addEventListener("input", ({ target, isTrusted }) => {
    if (isTrusted && dialogOf(target)) delete late[target.name]; // whoever fills it in meanwhile means that
    note(dialogOf(target));
  }, true);
  addEventListener("submit", ({ target }) => {
    if (dialogOf(target)) late = {}; // what is sent is what is there
    note(dialogOf(target), true);
  }, true);
  addEventListener("click", ({ target }) => {
    if (target.closest?.("dialog[data-modal] [data-put-away]")) end(target.closest("dialog"));
    if (target.closest?.("[data-kept-forget]")) forget();
    if (target.closest?.("[data-kept-open]")) opener()?.click();
  }, true);

  // A dialog that was lost is opened by what opened it; whoever opens it by hand finds it filled in, too.
  const opener = () => lost?.of && find(`[data-act="${CSS.escape(lost.of)}"]`);
  const setBox = (box, value) => {
    const isTicked = box.type === "checkbox" || box.type === "radio";
    if (isTicked && box.checked !== (value === box.value)) box.click();
    if (isTicked || value === undefined || box.value === value) return;
    // React hears of a value only when it is set past its own setter
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value").set.call(box, value);
    box.dispatchEvent(new Event(box.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
  };
  const canBe = (box, value) => box.tagName !== "SELECT" || [...box.options].some((each) => each.value === value);
  const setLate = (dialog) => {
    const there = boxesOf(dialog).filter((box) => box.name in late && canBe(box, late[box.name])).map((box) => [box, late[box.name]]);
    for (const [{ name }] of there) delete late[name];
    for (const [box, value] of there) setBox(box, value);
    if (there.length) note(dialog);
  };
  // What was only shown is shown as it stands now: somebody else may have changed it. But what was sent with a key is sent again
  // to the letter, for with other values it would be refused.
  const refill = (dialog) => {
    const { boxes, before, sent } = lost;
    lost = null;
    open.sent = sent;
    const isAgain = sent && "key" in boxes;
    const typed = boxesOf(dialog).filter(({ name, type }) => isAgain || type === "hidden" || boxes[name] !== before[name]);
    const there = new Set(boxesOf(dialog).filter((box) => canBe(box, boxes[box.name])).map(({ name }) => name));
    late = Object.fromEntries(Object.entries(boxes).filter(([name, value]) => !there.has(name) && (isAgain || value !== before[name])));
    for (const box of typed.filter(({ name }) => !(name in late)).sort((one, other) => (one.name === "amount") - (other.name === "amount"))) setBox(box, boxes[box.name]);
    note(dialog);
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
    const form = formIn(dialog);
    if (dialog && !form) end(dialog); // it says that it is done
    if (lost && person() && lost.who !== person()) return forget(); // somebody else has signed in here
    if (form && !open) {
      begin(dialog);
      if (isOf(dialog) && lost.title === open.title) refill(dialog);
    } else if (form) {
      see(dialog);
      setLate(dialog);
    } else if (!dialog && open) {
      const gone = open;
      open = null;
      // who is not known any more: the server begins anew, on the same line
      if (!gone.boxes || (gone.line === line && gone.who === person())) return store();
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
