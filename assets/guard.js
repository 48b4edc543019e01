// Leaves the page when its sign-in ends. The gate closes the event socket with 4401 when the person is
// no longer signed in, and with 4402 when their rights changed and the page must be drawn anew.
(() => {
  const SIGN_IN_OVER = 4401;
  const RIGHTS_CHANGED = 4402;
  const Plain = window.WebSocket;
  let leaving = false;
  let lines = 0; // how many connections this page has had: assets/kept.js wants to know
  const leave = (code) => {
    if (leaving || (code !== SIGN_IN_OVER && code !== RIGHTS_CHANGED)) return;
    leaving = true;
    if (code === RIGHTS_CHANGED) location.reload();
    else location.replace("/auth/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
  };
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", (event) => leave(event.code));
      this.addEventListener("open", () => {
        document.documentElement.dataset.line = lines += 1;
        dispatchEvent(new Event("growthos-line"));
      });
    }
  };
  // A page that comes back from the browser's memory may belong to somebody who has signed out since.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
