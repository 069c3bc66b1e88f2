"""Which pictures LinkedIn takes.

Pure. A picture LinkedIn cannot use makes the whole post end as `PUBLISH_FAILED`, which an app with
`w_member_social` cannot see; so it is looked at before it is sent. Accepted are JPEG, PNG and GIF
of fewer than 36,152,320 pixels (learn.microsoft.com/linkedin/marketing/community-management/
shares/images-api).
"""

from __future__ import annotations

import struct

MAX_PIXELS = 36_152_320
MAX_BYTES = 5_000_000

_FRAME_HEADERS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_BARE_MARKERS = frozenset({0x01, 0xFF, *range(0xD0, 0xD8)})


def is_acceptable(image: bytes) -> bool:
    """Whether LinkedIn would take this picture. Our own limit of 5 MB keeps uploads short."""
    if len(image) > MAX_BYTES:
        return False
    size = dimensions(image)
    return size is not None and 0 < size[0] * size[1] < MAX_PIXELS


def dimensions(image: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a JPEG, PNG or GIF; None for anything else or when cut off."""
    try:
        if image.startswith(b"\x89PNG\r\n\x1a\n") and image[12:16] == b"IHDR":
            width, height = struct.unpack_from(">II", image, 16)
            return width, height
        if image.startswith((b"GIF87a", b"GIF89a")):
            width, height = struct.unpack_from("<HH", image, 6)
            return width, height
        if image.startswith(b"\xff\xd8\xff"):
            return _jpeg_dimensions(image)
    except (struct.error, IndexError):
        pass
    return None


def _jpeg_dimensions(image: bytes) -> tuple[int, int] | None:
    """Walk the segments up to the frame header (ITU-T T.81, B.2.2)."""
    at = 2
    while image[at] == 0xFF:
        marker = image[at + 1]
        if marker in _BARE_MARKERS:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAME_HEADERS:
            height, width = struct.unpack_from(">HH", image, at + 5)
            return width, height
        (length,) = struct.unpack_from(">H", image, at + 2)
        at += 2 + max(length, 2)
    return None
