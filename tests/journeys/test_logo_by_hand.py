"""An admin gives the organisation a logo, everybody there sees it, and it is taken away again."""

from __future__ import annotations

import struct
import zlib

import pytest
from playwright.sync_api import expect

from tests.cast import NORTHGATE


def png() -> bytes:
    """Return a blue square of 8 × 8 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x00\x72\xb2" * 8) * 8)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def bare(site):
    """Take the logo away, and give it back afterwards."""
    with site.database.as_owner() as owner:
        (before,) = owner.execute(
            "delete from dashboard.logos where organization_id = %s returning image", [NORTHGATE.id]
        ).fetchone()
    yield
    with site.database.as_owner() as owner:
        owner.execute(
            """insert into dashboard.logos (organization_id, image) values (%s, %s)
               on conflict (organization_id) do update set image = excluded.image""",
            [NORTHGATE.id, before],
        )


@pytest.mark.usefixtures("bare")
def test_a_logo_is_chosen_refused_seen_and_removed(arrive, chromium, cookies, site):
    page = arrive("nadia", "/growth/settings?group=branding")
    expect(page.locator(".nav__org")).to_contain_text("NA")
    chooser = page.locator("input[data-logo]")
    chooser.set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"})
    expect(page.locator("#logo-said")).to_contain_text("This file is not such a picture.")
    chooser.set_input_files({"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": png()})
    expect(page.locator(".nav__org img")).to_be_visible()
    expect(page.locator(".nav__org img")).to_have_js_property("naturalWidth", 8)
    arrive("maya")
    expect(page.locator(".nav__org img")).to_be_visible()
    arrive("nadia", "/growth/settings?group=branding")
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.locator(".nav__org img")).to_have_count(0)
    expect(page.locator(".nav__org")).to_contain_text("NA")
