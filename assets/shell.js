// The few things that the browser does by itself, without asking the server: the menu drawer on small
// screens, keyboard ways out of it, and copying a code. Everything is found by its data attribute.
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
    if (at("[data-drawer-toggle]")) drawer(!document.body.hasAttribute("data-drawer"));
    else if (at(".nav a") || (document.body.hasAttribute("data-drawer") && !at(".nav"))) drawer(false);
    if (at("[data-copy]")) copy(at("[data-copy]"));
    if (at("[data-reload]")) location.reload();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") drawer(false);
  });
})();
