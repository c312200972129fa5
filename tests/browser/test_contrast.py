"""The client's colours keep WCAG 2.2's contrast of 4.5:1 for text, light and dark. Needs no browser."""

from __future__ import annotations

import re

import pytest

from tests.browser.fake_server import WEB

TEXT_ON = [
    (text, ground)
    for ground in ("paper", "sheet")
    for text in ("ink", "soft", "accent", "warn", "answer", "message", "function", "record", "dead_letter")
] + [
    ("ink", "sunk"),
    ("soft", "sunk"),
    ("accent-ink", "accent"),
    ("lcd-ink", "lcd"),
    ("ink", "warn-bg"),
    ("warn", "warn-bg"),
]


def colours(scheme: str) -> dict[str, str]:
    """The custom properties of a colour scheme; dark ones stand on top of the light."""
    style = (WEB / "style.css").read_text()
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    found: dict[str, str] = {}
    for block in blocks[: 1 if scheme == "light" else 2]:
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
    return found


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, "relative luminance")."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_can_be_read(scheme: str, text: str, ground: str) -> None:
    known = colours(scheme)
    lighter, darker = sorted((luminance(known[text]), luminance(known[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5, f"{text} {known[text]} on {ground} {known[ground]}"
