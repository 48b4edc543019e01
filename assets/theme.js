// Runs first in <head>: the theme that this browser chose, else the system's, before anything is drawn.
// The app writes the choice to localStorage["theme"] and then changes the class of <html>.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    let chosen = null;
    try { chosen = localStorage.getItem("theme"); } catch { /* storage may be switched off */ }
    if (chosen !== "light" && chosen !== "dark") chosen = dark.matches ? "dark" : "light";
    if (root.dataset.theme !== chosen) root.dataset.theme = chosen;
  };
  show();
  dark.addEventListener("change", show);
  addEventListener("storage", show);
  new MutationObserver(show).observe(root, { attributes: true, attributeFilter: ["class"] });
})();
