"""Where things are on a screen, as a person would point at them."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def figure(page: Page, label: str) -> Locator:
    """Return the tile with this label."""
    return page.locator(f'.figure:has(.figure__label:text-is("{label}"))')
