"""The icons are what their drawing makes, and what the platforms ask of icons."""

from __future__ import annotations

import math

import pytest
from PIL import Image, ImageChops, ImageColor

from manifest.icons import draw, herald
from tests.architecture.source import ROOT

FOLDER = ROOT / "manifest" / "icons"


def icon(name: str) -> Image.Image:
    with Image.open(FOLDER / name) as image:
        image.load()
        return image


@pytest.mark.parametrize("name", draw.PNGS)
def test_a_picture_is_what_the_drawing_makes(name: str) -> None:
    """Whoever changes the drawing makes the files anew."""
    made, stored = draw.PNGS[name](), icon(name)

    assert (stored.mode, stored.size) == (made.mode, made.size)
    assert ImageChops.difference(stored, made).getbbox(alpha_only=False) is None


@pytest.mark.parametrize("name", draw.SVGS)
def test_a_vector_file_is_what_the_drawing_makes(name: str) -> None:
    """The SVG files show the same drawing."""
    assert (FOLDER / name).read_text(encoding="utf-8") == draw.SVGS[name]()


def test_every_file_is_made() -> None:
    """There is no icon that was drawn by hand."""
    drawn = {path.name for path in FOLDER.iterdir() if path.suffix in {".png", ".svg"}}

    assert drawn == {*draw.PNGS, *draw.SVGS}


@pytest.mark.parametrize(("name", "size"), [("color.png", 192), ("slack.png", 512)])
def test_the_coloured_icon_is_a_solid_square(name: str, size: int) -> None:
    """It has no transparent pixel and no rounded corner: platforms round it themselves."""
    picture = icon(name)

    assert (picture.mode, picture.size) == ("RGB", (size, size))
    ground = ImageColor.getrgb(herald.GROUND)
    edge = [(x, y) for x in range(size) for y in (0, size - 1)]
    assert {picture.getpixel(spot) for spot in edge} == {ground}
    assert {picture.getpixel((y, x)) for x, y in edge} == {ground}


def test_the_outline_is_white_on_nothing() -> None:
    """Every pixel is white, whatever its transparency, and the corners are empty."""
    picture = icon("outline.png")
    assert (picture.mode, picture.size) == ("RGBA", (32, 32))
    red, green, blue, alpha = picture.split()

    assert {band.getextrema() for band in (red, green, blue)} == {(255, 255)}
    assert alpha.getextrema() == (0, 255)


def test_the_outline_fills_its_square() -> None:
    """It has no margin of its own: from edge to edge in its longer direction."""
    box = icon("outline.png").getchannel("A").getbbox()

    assert box is not None
    assert max(box[2] - box[0], box[3] - box[1]) == 32


def test_nothing_is_lost_where_teams_crops() -> None:
    """The mark lies within 120 pixels, and in the circle that fits into Teams' hexagon for bots."""
    picture = icon("color.png")
    ground = Image.new("RGB", picture.size, herald.GROUND)
    mark = (
        ImageChops.difference(picture, ground).convert("L").point(lambda value: 255 * (value > 8))
    )
    box = mark.getbbox()
    assert box is not None

    assert max(box[2] - box[0], box[3] - box[1]) <= 120
    farthest = max(
        math.hypot(x + 0.5 - 96, y + 0.5 - 96)
        for x in range(192)
        for y in range(192)
        if mark.getpixel((x, y))
    )
    assert farthest < 96 * math.cos(math.pi / 6)
