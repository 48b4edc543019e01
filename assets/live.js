// "Updated 3 s ago" on live screens. The app only counts its answers (data-live); how long the last one
// has been there is counted here, so that no clock of ours has to agree with the server's.
(() => {
  let answer = null;
  let since = 0;
  const words = (seconds) => {
    if (seconds < 60) return `Updated ${seconds} s ago`;
    return seconds < 3600 ? `Updated ${Math.floor(seconds / 60)} min ago` : `Updated ${Math.floor(seconds / 3600)} h ago`;
  };
  const show = () => {
    const place = document.querySelector("[data-live]");
    if (!place) return;
    if (place.dataset.live !== answer) {
      answer = place.dataset.live;
      since = performance.now();
    }
    const said = words(Math.floor((performance.now() - since) / 1000));
    if (place.textContent !== said) place.textContent = said;
  };
  setInterval(show, 1000);
  new MutationObserver(show).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-live"] });
})();
