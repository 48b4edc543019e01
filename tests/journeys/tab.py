"""One tab of a browser for all journeys: each finds it as if it were the first, but the app's scripts are loaded and compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Error

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDE = {"width": 1440, "height": 900}
PATIENCE_MS = 15_000
# An address of the app without a script of the app: whoever stands there can forget what the app kept.
_PLAIN = "/healthz"


def faults_said(page: Page) -> list[str]:
    """Return a list that every fault of the page is added to as it comes."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    return faults


class Tab:
    """A tab that is nobody's between two journeys. One that a journey has broken is replaced."""

    def __init__(self, chromium: Browser, origin: str) -> None:
        self._chromium, self._origin = chromium, origin
        self._open()

    def _open(self) -> None:
        context = self._chromium.new_context(base_url=self._origin, viewport=WIDE)
        context.set_default_timeout(PATIENCE_MS)
        self.page = context.new_page()
        self.faults = faults_said(self.page)

    def forget(self) -> None:
        """Leave what is open, and forget who was there and what they kept, chose or looked at."""
        try:
            self._forget()
        except Error:
            self.close()
            self._open()

    def _forget(self) -> None:
        page = self.page
        for other in page.context.pages:
            if other != page:
                other.close()
        page.goto(_PLAIN)
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        page.context.clear_cookies()
        page.set_viewport_size(WIDE)
        page.emulate_media(media="null", color_scheme="null")
        page.mouse.move(0, 0)

    def close(self) -> None:
        """Close the tab and what it knows."""
        self.page.context.close()
