"""Pictures as telephones take them."""

from __future__ import annotations

import io

import PIL.Image

SECRET_PLACE = "46.0569 N 14.5058 E"
"""Where it was taken, as the picture tells."""


def photo() -> bytes:
    """A picture with the place in it."""
    exif = PIL.Image.Exif()
    exif[0x8298] = SECRET_PLACE
    out = io.BytesIO()
    PIL.Image.effect_noise((1200, 800), 80).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()
