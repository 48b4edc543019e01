// The few things that the browser does by itself, without asking the server: the menu drawer on small
// screens, keyboard ways out of it, copying a code, printing, what is said in passing, and what the account
// chose on another device. Everything is found by its data attribute.
(() => {
  const toggle = () => document.querySelector("[data-drawer-toggle]");
  const drawer = (open) => {
    if (document.body.hasAttribute("data-drawer") === open) return;
    document.body.toggleAttribute("data-drawer", open);
    toggle()?.setAttribute("aria-expanded", String(open));
    if (open) document.querySelector(".nav a")?.focus();
    else toggle()?.focus();
  };
  const copy = (button) => {
    navigator.clipboard.writeText(button.dataset.copy).then(() => {
      button.textContent = "Copied";
    });
  };
  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest?.(selector);
    if (at("[data-account]")) return; // nobody's click: see follow()
    if (at("[data-drawer-toggle]")) drawer(!document.body.hasAttribute("data-drawer"));
    else if (at(".nav a") || (document.body.hasAttribute("data-drawer") && !at(".nav"))) drawer(false);
    if (at("[data-copy]")) copy(at("[data-copy]"));
    if (at("[data-reload]")) location.reload();
    if (at("[data-logo-off]")) sendLogo("DELETE");
    if (at(".skip")) {
      event.preventDefault(); // the address is the state of the page, and a fragment would load it anew
      document.getElementById("main")?.focus();
    }
    if (at("[data-print]")) setTimeout(() => print());
    if (at("[data-closes]")) at("[popover]")?.hidePopover();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") drawer(false);
  });

  // The organisation's logo goes to its own address as it is; the page is loaded anew with it, or says why not.
  const sendLogo = async (method, body) => {
    const said = document.getElementById("logo-said");
    try {
      const answer = await fetch("/files/logo", { method, body });
      if (answer.ok) location.reload();
      else said.textContent = await answer.text();
    } catch {
      said.textContent = "The server could not be reached. Nothing was changed.";
    }
  };
  document.addEventListener("change", ({ target }) => {
    if (target.matches?.("[data-logo]") && target.files[0]) {
      sendLogo("PUT", target.files[0]);
      target.value = "";
    }
  });

  // A file that is handed in goes to the address of its kind; the page that shows what it would do is opened.
  const handIn = async (box) => {
    // Looked for each time: the page may still be loading, or be drawn anew meanwhile.
    const say = (words) => document.getElementById("handed-in-said")?.replaceChildren(words);
    const file = box.files[0];
    const kind = box.dataset.handIn || document.querySelector("[data-hand-in-kind]").value;
    say(`${file.name} is being read …`);
    try {
      const answer = await fetch(`/import/${kind}?name=${encodeURIComponent(file.name.slice(-200))}`, { method: "POST", body: file });
      const words = await answer.text();
      if (answer.ok) location.assign(words);
      else say(words);
    } catch {
      say("The server could not be reached. Nothing was changed.");
    }
    box.value = "";
  };
  document.addEventListener("change", ({ target }) => {
    if (target.matches?.("[data-hand-in]") && target.files[0]) handIn(target);
  });

  // Whom a file lists stands in the box beside it as if it had been pasted; nothing of the file is kept.
  const sayRead = (words, look = "") => {
    const said = document.querySelector("[data-read-said]");
    said?.replaceChildren(words);
    if (said) said.className = look;
  };
  const readHere = async (button) => {
    const file = button.files[0];
    button.value = "";
    sayRead(`${file.name} is being read …`);
    try {
      const answer = await fetch("/import/people", { method: "POST", body: file });
      const words = await answer.text();
      const box = document.querySelector("[data-read-here]");
      sayRead(answer.ok ? `${file.name} stands in the list.` : words, answer.ok ? "" : "field__error");
      if (!answer.ok || !box) return;
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, words);
      box.dispatchEvent(new Event("input", { bubbles: true }));
    } catch {
      sayRead("The server could not be reached. Nothing was changed.", "field__error");
    }
  };
  document.addEventListener("change", ({ target }) => {
    if (target.matches?.("[data-read]") && target.files[0]) readHere(target);
  });
  // What is typed over is no longer what the file said.
  document.addEventListener("input", ({ target, isTrusted }) => {
    if (isTrusted && target.matches?.("[data-read-here]")) sayRead("");
  });

  // A proof is kept with its payment; the page then asks anew, and whatever is wrong with the file is said beside it.
  const prove = async (box) => {
    const said = box.closest("[data-proofs]").querySelector("[data-proof-said]");
    const file = box.files[0];
    said.textContent = `${file.name} is being kept …`;
    try {
      const address = `/files/proofs/${box.dataset.proof}?name=${encodeURIComponent(file.name.slice(-200))}`;
      const answer = await fetch(address, { method: "PUT", body: file });
      said.textContent = answer.ok ? "" : await answer.text();
      if (answer.ok) document.querySelector("[data-proof-kept]")?.click();
    } catch {
      said.textContent = "The server could not be reached. Nothing was changed.";
    }
    box.value = "";
  };
  document.addEventListener("change", ({ target }) => {
    if (target.matches?.("[data-proof]") && target.files[0]) prove(target);
  });

  // What was said goes by itself, unless it is bad or somebody is on it.
  const passing = (toast) => setTimeout(() => {
    if (!toast.isConnected) return;
    if (toast.matches(":hover, :focus-within")) passing(toast);
    else toast.querySelector("button[aria-label]")?.click();
  }, Number(toast.dataset.seconds) * 1000);

  // A day is written over its box as everywhere else; whoever goes into it to type has the box as the browser draws it, until
  // they leave it or ask for the calendar, which stands at its right end.
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const writeDay = (box) => {
    const [year, month, day] = box.value.split("-").map(Number);
    const words = day ? `${day} ${MONTHS[month - 1]} ${year}` : box.validity.badInput ? "" : box.placeholder || "No day chosen";
    const said = box.parentElement.querySelector(".day__said");
    if (said && said.textContent !== words) said.textContent = words;
    said?.toggleAttribute("data-none", !day);
    if (box !== document.activeElement) delete box.parentElement.dataset.typing;
  };
  const DAY = ".day > input";
  const CALENDAR = 36;
  const daysIn = (node) => (node.matches?.(DAY) ? [node] : node.querySelectorAll?.(DAY) ?? []);
  let byKey = false;
  document.addEventListener("pointerdown", ({ target, pointerType, offsetX }) => {
    byKey = false;
    if (!target.matches?.(DAY) || target.disabled) return;
    target.parentElement.toggleAttribute("data-typing", pointerType === "mouse" && offsetX < target.clientWidth - CALENDAR);
  }, true);
  document.addEventListener("keydown", ({ target, key }) => {
    byKey = true;
    if (target.matches?.(DAY) && !["Tab", "Enter", "Escape", "Shift"].includes(key)) target.parentElement.dataset.typing = "";
  }, true);
  document.addEventListener("focusin", ({ target }) => {
    if (byKey && target.matches?.(DAY)) target.parentElement.dataset.typing = "";
  });
  document.addEventListener("focusout", ({ target }) => {
    if (target.matches?.(DAY)) delete target.parentElement.dataset.typing;
  });
  document.addEventListener("input", ({ target }) => { if (target.matches?.(DAY)) writeDay(target); }, true);
  document.addEventListener("reset", ({ target }) => setTimeout(() => daysIn(target).forEach(writeDay)), true);

  // Each page draws the menu anew: it stays where it was scrolled to, and always shows where one is.
  let menuTop = 0;
  document.addEventListener("scroll", ({ target }) => {
    if (target.matches?.(".nav__scroll")) menuTop = target.scrollTop;
  }, true);
  const keepMenu = (here) => {
    const menu = here.closest(".nav__scroll");
    menu.scrollTop = menuTop;
    const [place, seen] = [here.getBoundingClientRect(), menu.getBoundingClientRect()];
    if (place.top < seen.top || place.bottom > seen.bottom) menu.scrollTop += place.top - seen.top - seen.height / 2;
  };

  // What is taken out of the page with the focus on it leaves that to the part in which it stood, and what is shut while the
  // server works has it again afterwards: whoever works by keys goes on where they were. Links lead elsewhere by themselves.
  const STAYS = "section, form, [role=dialog], main";
  let used = null;
  const aroundOf = (control) => {
    const around = [];
    for (let each = control.parentElement; each; each = each.parentElement) if (each.matches(STAYS)) around.push(each);
    return around;
  };
  const handOn = () => {
    if (!used || (document.activeElement && document.activeElement !== document.body)) return;
    const { control, around, wasShut } = used;
    if (control.isConnected && !wasShut) return; // somebody left it
    const heir = control.isConnected ? control : around.find((each) => each.isConnected) ?? document.getElementById("main");
    if (heir !== control && !heir?.hasAttribute("tabindex")) heir?.setAttribute("tabindex", "-1");
    heir?.focus({ preventScroll: true });
  };
  document.addEventListener("focusin", ({ target }) => {
    used = target.matches?.("button, input, select, textarea") ? { control: target, around: aroundOf(target), wasShut: false } : null;
  });
  document.addEventListener("pointerdown", ({ target }) => { if (!used?.control.contains(target)) used = null; }, true);
  document.addEventListener("keydown", ({ key }) => { if (key === "Tab") used = null; }, true);

  // The theme that the account chose, where this browser shows another; and whether letters are keys.
  const follow = (account) => {
    const { themeChosen, letterKeys } = account.dataset;
    document.documentElement.dataset.keys = letterKeys;
    if (themeChosen && themeChosen !== (localStorage.getItem("theme") ?? "system")) {
      account.querySelector(`[data-set-theme="${themeChosen}"]`)?.click();
    }
  };
  new MutationObserver((changes) => {
    for (const { target, type, addedNodes } of changes) {
      if (type === "attributes" && target.matches("[data-account]")) follow(target);
      if (target === used?.control && target.disabled) used.wasShut = true;
      if (type === "attributes" && target.matches(DAY)) writeDay(target);
      for (const node of addedNodes) {
        const toast = node.matches?.("[data-toast]") ? node : node.querySelector?.("[data-toast]");
        if (toast && toast.dataset.toast !== "bad") passing(toast);
        const here = node.querySelector?.(".nav__scroll [aria-current]") ?? (node.matches?.(".nav__scroll [aria-current]") ? node : null);
        if (here) keepMenu(here);
        daysIn(node).forEach(writeDay);
      }
    }
    // in the next frame: a box that comes with the focus, or a script that knows better, is first
    if (used) requestAnimationFrame(handOn);
  }).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["data-theme-chosen", "data-letter-keys", "value", "placeholder", "disabled"],
  });
})();
