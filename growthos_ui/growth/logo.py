"""The organisation's own logo: what is taken for a picture, and where it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, cast, literal, select

from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.growth.models import Logo

if TYPE_CHECKING:
    from sqlalchemy import Select

    from growthos_ui.db import Transaction

BYTES_MAX = 204_800
SIDE_MAX_PX = 2048
RULE = "A PNG or WebP picture of at most 200 KB, and at most 2,048 pixels wide and high."
_PNG = b"\x89PNG\r\n\x1a\n"
_VP8_KEY_FRAME = b"\x9d\x01\x2a"
_logo = columns_of(Logo)


def logo() -> Select[Any]:
    """Return the picture of the actor's organisation: image, media_type, digest; no row where there is none."""
    return select(_logo.image, _logo.media_type, _logo.digest)


def logo_digest() -> Select[Any]:
    """Return what names the picture's bytes."""
    return select(_logo.digest)


async def show_logo(tx: Transaction, image: bytes | None) -> None:
    """Show another picture, or none. Raises GrowthError when it is none that browsers may be given."""
    if image is not None:
        check_picture(image)
    await tx.call("private.show_logo", cast(literal(image, LargeBinary), LargeBinary))


def check_picture(image: bytes) -> None:
    """Raise GrowthError unless the bytes begin as a small PNG or WebP does; whatever name or type they came under."""
    if len(image) > BYTES_MAX:
        raise GrowthError(Kind.INVALID, f"This picture is larger than 200 KB. {RULE}", field="logo")
    size = _png_size(image) or _webp_size(image)
    if size is None:
        raise GrowthError(Kind.INVALID, f"This file is not such a picture. {RULE}", field="logo")
    # A few bytes can unpack into a picture that fills the memory of whoever opens a page.
    if not all(0 < side <= SIDE_MAX_PX for side in size):
        raise GrowthError(Kind.INVALID, f"This picture is {size[0]:,} × {size[1]:,} pixels. {RULE}", field="logo")


def _png_size(image: bytes) -> tuple[int, int] | None:
    if not image.startswith(_PNG) or image[12:16] != b"IHDR" or len(image) < 33:  # noqa: PLR2004 - where IHDR ends
        return None
    return int.from_bytes(image[16:20], "big"), int.from_bytes(image[20:24], "big")


def _webp_size(image: bytes) -> tuple[int, int] | None:
    if image[:4] != b"RIFF" or image[8:12] != b"WEBP" or len(image) < 30:  # noqa: PLR2004 - the longest head
        return None
    if image[12:16] == b"VP8X":
        return int.from_bytes(image[24:27], "little") + 1, int.from_bytes(image[27:30], "little") + 1
    if image[12:16] == b"VP8L" and image[20] == 0x2F:  # noqa: PLR2004 - the format's own sign
        bits = int.from_bytes(image[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if image[12:16] == b"VP8 " and image[23:26] == _VP8_KEY_FRAME:
        return int.from_bytes(image[26:28], "little") & 0x3FFF, int.from_bytes(image[28:30], "little") & 0x3FFF
    return None
