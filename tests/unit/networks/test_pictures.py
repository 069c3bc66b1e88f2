"""Pictures: what a camera wrote stays behind, and every network gets what it takes."""

from __future__ import annotations

import io
import subprocess
import sys

import PIL.Image
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageCms, ImageDraw

from networks import pictures
from networks.base import ImageRules
from networks.pictures import Unusable
from programme.values import Picture

WIDE = ImageRules(max_bytes=5_000_000, max_side=4096, max_alt=1000, most=4)
HOME = b"46.0569 N 14.5058 E"


def _photo(width: int = 640, height: int = 480) -> PIL.Image.Image:
    """Something with as many colours as a photograph."""
    noise = PIL.Image.effect_noise((width, height), 90)
    return PIL.Image.merge("RGB", (noise, noise.rotate(90, expand=False), noise.rotate(180)))


def _bytes(picture: PIL.Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def _opened(body: bytes) -> PIL.Image.Image:
    return PIL.Image.open(io.BytesIO(body))


def _with_exif(orientation: int = 1) -> bytes:
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Ana's telephone"
    exif[0x8298] = HOME.decode()
    return _bytes(_photo(), "JPEG", exif=exif, comment=HOME, quality=95)


def test_what_a_camera_wrote_stays_behind() -> None:
    """Neither place nor owner is in the bytes that are kept, nor any other data block."""
    taken = _with_exif()
    assert HOME in taken
    kept = pictures.clean(taken)
    assert HOME not in kept.body
    assert b"telephone" not in kept.body
    assert not _opened(kept.body).getexif()
    assert {"exif", "comment", "xmp", "icc_profile"}.isdisjoint(_opened(kept.body).info)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF"])
def test_other_kinds_lose_their_data_too(form: str) -> None:
    """PNG texts and WebP blocks go the same way."""
    options: dict[str, object] = {"comment": HOME} if form == "GIF" else {}
    if form == "PNG":
        info = __import__("PIL.PngImagePlugin", fromlist=["PngInfo"]).PngInfo()
        info.add_text("Location", HOME.decode())
        options["pnginfo"] = info
    if form == "WEBP":
        exif = PIL.Image.Exif()
        exif[0x8298] = HOME.decode()
        options["exif"] = exif
    taken = _bytes(_photo(80, 60), form, **options)
    assert HOME in taken
    assert HOME not in pictures.clean(taken).body


def test_it_is_turned_the_right_way_up() -> None:
    """A telephone held upright stores a lying picture and a note; the note is obeyed."""
    kept = pictures.clean(_with_exif(orientation=6))
    assert (kept.width, kept.height) == (480, 640)


def test_a_large_one_is_made_smaller() -> None:
    """Nothing wider than we keep, with its sides in proportion."""
    kept = pictures.clean(_bytes(_photo(4000, 1000), "JPEG"))
    assert (kept.width, kept.height) == (2048, 512)
    assert _opened(kept.body).size == (2048, 512)


def test_a_drawing_stays_sharp_and_a_photo_small() -> None:
    """Few colours: PNG; many: JPEG; transparent: PNG."""
    drawing = PIL.Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(drawing).line((0, 0, 300, 200), fill="navy", width=5)
    assert pictures.clean(_bytes(drawing, "PNG")).media_type == "image/png"
    assert pictures.clean(_bytes(_photo(), "PNG")).media_type == "image/jpeg"
    glass = PIL.Image.new("RGBA", (20, 20), (200, 0, 0, 128))
    assert pictures.clean(_bytes(glass, "PNG")).media_type == "image/png"


def test_a_moving_picture_gives_its_first_frame() -> None:
    """An animation is shown as it begins."""
    frames = [PIL.Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    moving = _bytes(frames[0], "GIF", save_all=True, append_images=frames[1:])
    kept = _opened(pictures.clean(moving).body).convert("RGB")
    assert kept.getpixel((10, 10)) == (255, 0, 0)


def test_other_colour_spaces_look_as_they_did() -> None:
    """A print picture (CMYK) becomes one for screens; a profile is applied and dropped."""
    print_ = PIL.Image.new("CMYK", (30, 30), (0, 255, 255, 0))
    red = _opened(pictures.clean(_bytes(print_, "JPEG")).body).convert("RGB").getpixel((9, 9))
    assert isinstance(red, tuple)
    assert red[0] > 200
    assert red[1] < 80
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    grey = PIL.Image.new("RGB", (30, 30), (120, 120, 120))
    kept = _opened(pictures.clean(_bytes(grey, "JPEG", icc_profile=profile)).body)
    value = kept.convert("RGB").getpixel((9, 9))
    assert isinstance(value, tuple)
    assert all(abs(part - 120) <= 2 for part in value)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        _bytes(_photo(), "JPEG")[:900],
        _bytes(_photo(20, 20), "BMP"),
        _bytes(_photo(20, 20), "TIFF"),
    ],
    ids=["nothing", "svg", "broken-png", "cut-off", "bmp", "tiff"],
)
def test_what_is_no_picture_of_the_web_is_refused(body: bytes) -> None:
    """Not a stack trace, and no decoder that nobody needs."""
    with pytest.raises(Unusable):
        pictures.clean(body)


def test_a_bomb_is_not_unpacked() -> None:
    """A small file that says it holds billions of pixels is refused by what it says."""
    header = bytearray(_bytes(PIL.Image.new("L", (1, 1)), "PNG"))
    header[16:24] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises(Unusable):
        pictures.clean(bytes(header))
    large = _bytes(PIL.Image.new("1", (8000, 8000)), "PNG")
    assert len(large) < 50_000
    with pytest.raises(Unusable):
        pictures.clean(large)


@pytest.mark.parametrize("limit", [20_000, 60_000, 300_000])
def test_it_fits_the_bytes_that_a_network_takes(limit: int) -> None:
    """Quality goes first, then size; what comes out is a picture within the limits."""
    kept = pictures.clean(_bytes(_photo(1600, 1200), "JPEG", quality=95))
    rules = ImageRules(max_bytes=limit, max_side=1200, max_alt=100, most=1)
    made = pictures.fit(kept, rules, alt="Noise")
    assert made is not None
    assert len(made.body) <= limit
    opened = _opened(made.body)
    assert opened.size == (made.width, made.height)
    assert max(opened.size) <= 1200
    assert made.media_type == "image/jpeg"


def test_what_fits_is_left_as_it_is() -> None:
    """No second loss of quality where none is needed."""
    kept = pictures.clean(_bytes(_photo(), "JPEG"))
    made = pictures.fit(kept, WIDE, alt="Noise")
    assert made is not None
    assert made.body == kept.body


def test_what_can_not_be_made_to_fit_is_left_out() -> None:
    """No picture is better than one that makes the post fail."""
    kept = pictures.clean(_bytes(_photo(), "JPEG"))
    assert (
        pictures.fit(kept, ImageRules(max_bytes=300, max_side=999, max_alt=9, most=1), alt="")
        is None
    )


@given(alt=st.text(max_size=60))
@settings(max_examples=50, deadline=None)
def test_its_description_goes_along(alt: str) -> None:
    """Word for word where it fits, else cut with a sign that it was."""
    kept = Picture(media_type="image/png", width=1, height=1, body=b"x")
    made = pictures.fit(kept, ImageRules(max_bytes=9, max_side=9, max_alt=20, most=1), alt=alt)
    assert made is not None
    assert len(made.alt) <= 20
    assert made.alt == alt or (len(alt) > 20 and made.alt.endswith("…"))


_WEIGHS = """
import resource, sys
from networks import pictures
def most(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
body, before = sys.stdin.buffer.read(), most()
pictures.clean(body)
print(most() - before)
"""


@pytest.mark.parametrize("mode", ["RGB", "P"])
def test_a_small_file_with_a_huge_picture_does_not_fill_the_memory(mode: str) -> None:
    """Of a picture at the limit little more is held at once than its own unpacked pixels."""
    side = int(pictures.MAX_PIXELS**0.5)
    body = _bytes(PIL.Image.new(mode, (side, side)), "PNG")
    assert len(body) < 1_000_000
    run = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", _WEIGHS], input=body, capture_output=True, check=True
    )
    assert int(run.stdout) < 350
