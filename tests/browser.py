"""The browser of the tests: started in one place."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from growthos_ui.commands.suite import browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

# Root may have no sandbox. A graphics card that is not there is imitated by the processor: a sixth of what a browser costs.
_ARGUMENTS = ["--no-sandbox", "--disable-gpu"]


@contextmanager
def started() -> Iterator[Browser]:
    """Start the browser of this machine, or skip, by name, where there is none."""
    with sync_playwright() as tools:
        path = browser()
        if path is None and not Path(tools.chromium.executable_path).exists():
            pytest.skip("no browser: install chromium or google-chrome")
        running = tools.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield running
        running.close()
