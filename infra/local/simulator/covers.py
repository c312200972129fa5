"""Generated pictures: every cover and face that answers link to, drawn as SVG from the key in its address."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple


class PictureSize(NamedTuple):
    """A kind and size of picture: Spotify puts 16 digits that tell it in front of the picture's own 24."""

    prefix: str
    pixels: int


ALBUM_PICTURE = (
    PictureSize("ab67616d0000b273", 640),
    PictureSize("ab67616d00001e02", 300),
    PictureSize("ab67616d00004851", 64),
)
ARTIST_PICTURE = (
    PictureSize("ab6761610000e5eb", 640),
    PictureSize("ab67616100005174", 320),
    PictureSize("ab6761610000f178", 160),
)
SHOW_PICTURE = (
    PictureSize("ab6765630000ba8a", 640),
    PictureSize("ab67656300005f1f", 300),
    PictureSize("ab6765630000f68d", 64),
)
BOOK_PICTURE = (
    PictureSize("ab676663000022a8", 640),
    PictureSize("ab6766630000db5b", 300),
    PictureSize("ab67666300003db4", 64),
)
MOSAIC_PICTURE = (
    PictureSize("ab67616d0000d282", 640),
    PictureSize("ab67616d0000e02a", 300),
    PictureSize("ab67616d0000485a", 60),
)
UPLOADED_PICTURE = (PictureSize("ab67706c0000da84", 640),)
PERSON_PICTURE = (PictureSize("ab6775700000ee85", 300), PictureSize("ab67757000003b82", 64))
_PIXELS = {
    size.prefix: size.pixels
    for sizes in (
        ALBUM_PICTURE,
        ARTIST_PICTURE,
        SHOW_PICTURE,
        BOOK_PICTURE,
        MOSAIC_PICTURE,
        UPLOADED_PICTURE,
        PERSON_PICTURE,
    )
    for size in sizes
}
_NAME = re.compile(r"([0-9a-f]{16})([0-9a-f]{24})")


def picture_path(size: PictureSize, key: str) -> str:
    """Where the picture ``key`` is served in that size."""
    return f"/image/{size.prefix}{key}"


def draw(name: str) -> str | None:
    """The SVG for the last part of a picture's path; None where there is no such picture."""
    match = _NAME.fullmatch(name)
    if match is None or match[1] not in _PIXELS:
        return None
    pixels, digest = _PIXELS[match[1]], bytes.fromhex(match[2])
    hue = digest[0] * 360 // 256
    other = (hue + 40 + digest[1] % 120) % 360
    shapes = (_rings, _bars, _hills, _tiles)[digest[2] % 4](digest, other)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{pixels}" height="{pixels}" viewBox="0 0 100 100">'
        f'<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="hsl({hue} 62% 46%)"/>'
        f'<stop offset="1" stop-color="hsl({other} 58% 26%)"/></linearGradient></defs>'
        f'<rect width="100" height="100" fill="url(#g)"/>{shapes}</svg>'
    )


def _rings(digest: bytes, hue: int) -> str:
    x, y = 20 + digest[3] % 60, 20 + digest[4] % 60
    return "".join(
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="none" stroke="hsl({hue} 85% 78%)" stroke-width="3"'
        f' opacity="{0.85 - step * 0.14:.2f}"/>'
        for step, radius in enumerate(range(8 + digest[5] % 8, 72, 13))
    )


def _bars(digest: bytes, hue: int) -> str:
    return "".join(
        f'<rect x="{8 + step * 12}" y="{90 - height}" width="7" rx="3.5" height="{height}"'
        f' fill="hsl({hue} 85% {62 + step * 3}%)"/>'
        for step, height in enumerate(15 + byte % 66 for byte in digest[3:10])
    )


def _hills(digest: bytes, hue: int) -> str:
    x, y, radius = 25 + digest[3] % 50, 26 + digest[4] % 16, 9 + digest[5] % 8
    sun = f'<circle cx="{x}" cy="{y}" r="{radius}" fill="hsl({hue} 90% 82%)"/>'
    hills = "".join(
        f'<path d="M0 {base} Q{20 + digest[6 + step] % 60} {base - 20 - digest[9 + step] % 18} 100 {base}V100H0Z"'
        f' fill="hsl({(hue + 24 * step) % 360} 45% {44 - step * 11}%)"/>'
        for step, base in enumerate((66, 80, 94))
    )
    return sun + hills


def _tiles(digest: bytes, hue: int) -> str:
    corners = [(column * 25, row * 25) for row in range(4) for column in range(4)]
    return "".join(
        f'<path d="M{x} {y}h25v25z" fill="hsl({(hue + byte) % 360} 70% 70%)" opacity=".75"'
        f' transform="rotate({byte % 4 * 90} {x + 12.5} {y + 12.5})"/>'
        for byte, (x, y) in zip(hashlib.blake2b(digest, digest_size=len(corners)).digest(), corners, strict=True)
    )
