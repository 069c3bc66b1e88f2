"""Pictures: what came from somewhere made into what a network takes.

Whatever a camera wrote into the file (place, time, owner; EXIF, XMP, comments) stays behind, the
picture is turned the right way up, and it is made smaller where a network takes no more. Pure, and
slow: call it in a thread. It must not know any network.
"""

from __future__ import annotations

import io
import warnings

import PIL.Image
from PIL import ImageCms, ImageOps

from networks.base import Image, ImageRules
from programme.values import Picture

MAX_SIDE = 2048
"""What is kept of a picture, in pixels: more than any network shows of one; ours."""
MAX_PIXELS = 50_000_000
"""A file may say that it holds far more than it weighs; more than this is not unpacked. Ours."""

_READ = ("JPEG", "PNG", "GIF", "WEBP")
_PALETTES = frozenset({"P", "PA", "1"})
_JPEG, _PNG = "image/jpeg", "image/png"
_QUALITIES = (88, 80, 70, 60)
_SHRINK = 0.75
_SMALLEST_SIDE = 200
_PNG_COLOURS = 4096
"""A picture of so few colours is a drawing, which PNG keeps sharp and small."""


class Unusable(Exception):
    """These bytes are no picture that can be shown."""


def clean(body: bytes) -> Picture:
    """The picture in `body`, the right way up and with nothing in it but the picture itself.

    Of a moving picture the first frame. At most MAX_SIDE wide and high. Raises Unusable.
    """
    try:
        upright = _upright(body)
    except (OSError, ValueError, SyntaxError, PIL.Image.DecompressionBombError) as error:
        raise Unusable(type(error).__name__) from error
    return _saved(upright, _best_type(upright), _QUALITIES[0])


def fit(picture: Picture, rules: ImageRules, *, alt: str) -> Image | None:
    """The picture within a network's rules; None where it can't be made to fit."""
    if (
        picture.media_type in rules.media_types
        and len(picture.body) <= rules.max_bytes
        and max(picture.width, picture.height) <= rules.max_side
    ):
        return _image(picture, rules, alt)
    with PIL.Image.open(io.BytesIO(picture.body), formats=_READ) as opened:
        opened.load()
        scaled = opened.copy()
    scaled.thumbnail((rules.max_side, rules.max_side), PIL.Image.Resampling.LANCZOS)
    if _JPEG not in rules.media_types:
        return None
    while max(scaled.size) >= _SMALLEST_SIDE:
        for quality in _QUALITIES:
            made = _saved(scaled, _JPEG, quality)
            if len(made.body) <= rules.max_bytes:
                return _image(made, rules, alt)
        width, height = scaled.size
        scaled = scaled.resize(
            (max(1, int(width * _SHRINK)), max(1, int(height * _SHRINK))),
            PIL.Image.Resampling.LANCZOS,
        )
    return None


def _upright(body: bytes) -> PIL.Image.Image:
    with warnings.catch_warnings():
        # A picture near the limit is a warning to Pillow; ours is the lower limit.
        warnings.simplefilter("ignore", PIL.Image.DecompressionBombWarning)
        with PIL.Image.open(io.BytesIO(body), formats=_READ) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise Unusable("too many pixels")
            return _in_srgb(ImageOps.exif_transpose(_shrunk(opened)))


def _shrunk(opened: PIL.Image.Image) -> PIL.Image.Image:
    """Small enough before anything else: a small file may hold a huge picture, and steps copy it.

    What is drawn with a palette can't be mixed, so most of it is left out first.
    """
    if opened.mode in _PALETTES:
        twice = (2 * MAX_SIDE, 2 * MAX_SIDE)
        opened.thumbnail(twice, PIL.Image.Resampling.NEAREST)
        see_through = opened.mode == "PA" or "transparency" in opened.info
        opened = opened.convert("RGBA" if see_through else "RGB")
    opened.thumbnail((MAX_SIDE, MAX_SIDE), PIL.Image.Resampling.LANCZOS)
    return opened


def _image(picture: Picture, rules: ImageRules, alt: str) -> Image:
    return Image(
        body=picture.body,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        alt=_shortened(alt, rules.max_alt),
    )


def _shortened(alt: str, limit: int) -> str:
    return alt if len(alt) <= limit else f"{alt[: limit - 1].rstrip()}…"


def _in_srgb(opened: PIL.Image.Image) -> PIL.Image.Image:
    """The colours as screens show them; a colour profile would be lost with all other data."""
    see_through = opened.mode in {"RGBA", "LA", "PA"} or "transparency" in opened.info
    profile = opened.info.get("icc_profile")
    plain = opened.convert("RGBA" if see_through else "RGB")
    if profile and not see_through:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                opened if opened.mode in {"RGB", "CMYK"} else plain,
                source,
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except ImageCms.PyCMSError:
            converted = None
        plain = converted or plain
    # Only the pixels: a copy of the file's own object would take its data along when saved.
    bare = PIL.Image.new(plain.mode, plain.size)
    bare.paste(plain)
    return bare


def _best_type(picture: PIL.Image.Image) -> str:
    if picture.mode == "RGBA":
        return _PNG
    return _JPEG if picture.getcolors(_PNG_COLOURS) is None else _PNG


def _saved(picture: PIL.Image.Image, media_type: str, quality: int) -> Picture:
    out = io.BytesIO()
    if media_type == _PNG:
        picture.save(out, "PNG", optimize=True)
    else:
        _on_white(picture).save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return Picture(
        media_type=media_type, width=picture.width, height=picture.height, body=out.getvalue()
    )


def _on_white(picture: PIL.Image.Image) -> PIL.Image.Image:
    """JPEG knows no transparency; what can be seen through stands on white."""
    if picture.mode != "RGBA":
        return picture
    ground = PIL.Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground
