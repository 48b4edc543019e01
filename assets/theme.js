// Runs first in <head>: the theme that this browser chose, else the system's, before anything is drawn.
// The app writes the choice to localStorage["theme"] and then changes the class of <html>.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    let chosen = null;
    try { chosen = localStorage.getItem("theme"); } catch { /* storage may be switched off */ }
    // A new browser: the sign-in page left the theme of the account in the cookie.
    const told = /(?:^|; )growthos-theme=(light|dark)/.exec(document.cookie)?.[1];
    if (chosen === null && told) {
      chosen = told;
      try { localStorage.setItem("theme", told); } catch { /* then it is asked for again */ }
    }
    const isChosen = chosen === "light" || chosen === "dark";
    if (!isChosen) chosen = dark.matches ? "dark" : "light";
    // The sign-in page has no script: a cookie tells it what was chosen here.
    document.cookie = `growthos-theme=${isChosen ? chosen : ""}; path=/; max-age=${isChosen ? 31536000 : 0}; samesite=lax`;
    if (root.dataset.theme !== chosen) root.dataset.theme = chosen;
  };
  show();
  dark.addEventListener("change", show);
  addEventListener("storage", show);
  new MutationObserver(show).observe(root, { attributes: true, attributeFilter: ["class"] });
})();
