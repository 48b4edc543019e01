"""The arithmetic of colours: contrast as WCAG 2.2 defines it, difference as CIEDE2000, and two kinds of colour blindness."""

from __future__ import annotations

import re
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from pathlib import Path

Rgb = tuple[float, float, float]

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
BLINDNESS = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
_WHITE = (0.95047, 1.0, 1.08883)  # D65


def tokens(sheet: Path) -> dict[str, dict[str, str]]:
    """Return the colours of the two themes by token; a theme that does not name one has the light one's."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    found: dict[str, dict[str, str]] = {}
    for theme, block in re.findall(r'\[data-theme="(\w+)"\]\s*\{(.*?)\n\}', text, flags=re.DOTALL):
        found[theme] = dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", block))
    return {theme: found["light"] | names for theme, names in found.items()}


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours `#RRGGBB`, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def difference(one: str, other: str, *, seen_with: str = "normal") -> float:
    """Return the CIEDE2000 difference of two colours as a pair of eyes sees them; 1 is just noticeable."""
    return _ciede2000(_lab(_seen(one, seen_with)), _lab(_seen(other, seen_with)))


def _linear(colour: str) -> Rgb:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _seen(colour: str, eyes: str) -> Rgb:
    given = _linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * value for weight, value in zip(row, given, strict=True))))
        for row in BLINDNESS[eyes]
    )
    return red, green, blue


def _lab(rgb: Rgb) -> Rgb:
    red, green, blue = rgb
    xyz = (
        0.4124564 * red + 0.3575761 * green + 0.1804375 * blue,
        0.2126729 * red + 0.7151522 * green + 0.0721750 * blue,
        0.0193339 * red + 0.1191920 * green + 0.9503041 * blue,
    )
    x, y, z = (
        ratio ** (1 / 3) if (ratio := value / white) > 216 / 24389 else (24389 / 27 * ratio + 16) / 116
        for value, white in zip(xyz, _WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _ciede2000(one: Rgb, other: Rgb) -> float:
    """Sharma, Wu and Dalal 2005, with kL = kC = kH = 1."""
    mean_chroma = (hypot(*one[1:]) + hypot(*other[1:])) / 2
    stretch = 1.5 - 0.5 * sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7))
    chroma_1, hue_1 = _polar(one, stretch)
    chroma_2, hue_2 = _polar(other, stretch)
    turn = _turn(hue_1, hue_2) if chroma_1 * chroma_2 else 0.0
    light, chroma = other[0] - one[0], chroma_2 - chroma_1
    hue = 2 * sqrt(chroma_1 * chroma_2) * sin(radians(turn / 2))
    mid_light, mid_chroma = (one[0] + other[0]) / 2, (chroma_1 + chroma_2) / 2
    mid_hue = (hue_1 + turn / 2) % 360 if chroma_1 * chroma_2 else hue_1 + hue_2
    weight = (
        1
        - 0.17 * cos(radians(mid_hue - 30))
        + 0.24 * cos(radians(2 * mid_hue))
        + 0.32 * cos(radians(3 * mid_hue + 6))
        - 0.20 * cos(radians(4 * mid_hue - 63))
    )
    light /= 1 + 0.015 * (mid_light - 50) ** 2 / sqrt(20 + (mid_light - 50) ** 2)
    chroma /= 1 + 0.045 * mid_chroma
    hue /= 1 + 0.015 * mid_chroma * weight
    rotation = (
        -2 * sqrt(mid_chroma**7 / (mid_chroma**7 + 25**7)) * sin(radians(60 * exp(-(((mid_hue - 275) / 25) ** 2))))
    )
    return sqrt(light**2 + chroma**2 + hue**2 + rotation * chroma * hue)


def _polar(lab: Rgb, stretch: float) -> tuple[float, float]:
    a, b = lab[1] * stretch, lab[2]
    return hypot(a, b), degrees(atan2(b, a)) % 360


def _turn(start: float, end: float) -> float:
    """Return the shorter way from one hue to the other, -180 to 180 degrees."""
    return (end - start + 180) % 360 - 180
