"""What a file says of itself: which kind of picture it is, and how large.

Knows no network.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A file that is a picture: its media type, and its size in pixels."""

    media_type: str
    width: int
    height: int

    @property
    def pixels(self) -> int:
        """How many pixels it has."""
        return self.width * self.height


def look(data: bytes) -> Picture | None:
    """Return what kind of picture these bytes are, or None when they are none at all.

    Only the head of the file is read, so that nothing is unpacked.
    """
    try:
        with Image.open(io.BytesIO(data)) as image:
            kind = Image.MIME.get(image.format or "")
            width, height = image.size
    except (OSError, ValueError, SyntaxError):
        return None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    return Picture(media_type=kind, width=width, height=height) if kind else None
