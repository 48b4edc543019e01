"""What moves on a page by itself, measured as browsers do: layout shifts, summed up in windows of a session."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

SHIFT_MAX = 0.1
"""The greatest sum of one window that a page may come to: what is called good."""
LATE_MS = 80
"""How late every answer of the server is heard, so that what stands in its place before is drawn."""
_QUIET_MS = 2 * LATE_MS
# A window ends when nothing has moved for a second, or after five.
_PAUSE_MS, _WINDOW_MS = 1000, 5000


def watch(context: BrowserContext) -> None:
    """Let every page that this browser opens keep a diary of what moves, and hear each answer late."""
    context.add_init_script(_DIARY.replace("LATE_MS", str(LATE_MS)))


def settled(page: Page) -> None:
    """Wait until no answer is on its way, and what the last one brought is drawn."""
    page.wait_for_function(f"heard.waiting === 0 && performance.now() - heard.at > {_QUIET_MS}")


def moved(page: Page) -> list[str]:
    """Return the value of the worst window and what moved in it, the greatest first; nothing while that is within bounds."""
    found = [each for each in page.evaluate("moved") if not each["asked"]]
    worst = max(_windows(found), key=_sum, default=[])
    if _sum(worst) <= SHIFT_MAX:
        return []
    steps = sorted(worst, key=lambda each: -each["value"])
    return [f"{_sum(worst):.3f} in all", *(f"{each['value']:.3f}: {'; '.join(each['nodes'])}" for each in steps)]


def _sum(window: list[dict[str, Any]]) -> float:
    return sum(each["value"] for each in window)


def _windows(found: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    windows = [found[:1]]
    for before, each in pairwise(found):
        if each["at"] - before["at"] < _PAUSE_MS and each["at"] - windows[-1][0]["at"] < _WINDOW_MS:
            windows[-1].append(each)
        else:
            windows.append([each])
    return windows


# `asked`: something was pressed just before, so that it moved on purpose.
_DIARY = """(() => {
  const word = (node) => [node.localName, ...node.classList].join(".");
  const place = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
  const told = ({ node, previousRect, currentRect }) => {
    const box = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    return `${box ? [box.parentElement, box].filter(Boolean).map(word).join(" > ") : "gone"} from ${place(previousRect)} to ${place(currentRect)}`;
  };
  window.moved = [];
  new PerformanceObserver((list) => {
    for (const { value, startTime, hadRecentInput, sources } of list.getEntries()) {
      moved.push({ value, at: startTime, asked: hadRecentInput, nodes: sources.map(told) });
    }
  }).observe({ type: "layout-shift", buffered: true });

  window.heard = { waiting: 0, at: 0 };
  const own = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
  Object.defineProperty(WebSocket.prototype, "onmessage", { get: own.get, set(hear) {
    own.set.call(this, hear && ((event) => {
      if (!String(event.data).startsWith("42")) return hear.call(this, event); // the line itself, no answer
      heard.waiting++;
      setTimeout(() => {
        heard.waiting--;
        heard.at = performance.now();
        hear.call(this, event);
      }, LATE_MS);
    }));
  } });
})();"""
