"""Make the icon files from the drawing: `python -m manifest.icons.draw` writes them beside itself.

Sizes and kinds: learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package
(192x192 in colour on a solid square, 32x32 white on transparent), and for Slack at least 512x512
(docs.slack.dev/app-management/quickstart-app-settings).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path as File
from types import MappingProxyType

from PIL import Image, ImageChops, ImageDraw

from manifest.icons import herald
from manifest.icons.herald import Path, Picture, Point

_FINER = 8
"""Each pixel is the mean of so many times so many."""
_CURVE_STEPS = 24

# Teams crops to a hexagon in places: what may not be lost stays within 120 of 192 pixels.
_TEAMS_SCALE = 0.82
_SLACK_SCALE = 1.04

PNGS: Mapping[str, Callable[[], Image.Image]] = MappingProxyType(
    {
        "color.png": lambda: png(herald.coloured(_TEAMS_SCALE), 192),
        "outline.png": lambda: png(herald.outlined(), 32),
        "slack.png": lambda: png(herald.coloured(_SLACK_SCALE), 512),
    }
)
SVGS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "color.svg": lambda: svg(herald.coloured(_TEAMS_SCALE)),
        "outline.svg": lambda: svg(herald.outlined()),
    }
)


def png(picture: Picture, size: int) -> Image.Image:
    """The picture in `size` x `size` pixels: RGB on a ground, else white and transparent RGBA."""
    if picture.ground is None:
        # Colour and transparency apart: no pixel may be anything but white, whatever its alpha.
        alpha = Image.new("L", (size, size))
        for shape in picture.shapes:
            alpha = ImageChops.lighter(alpha, _cover(shape.path, size))
        white = Image.new("RGBA", (size, size), "#ffffff")
        white.putalpha(alpha)
        return white
    image = Image.new("RGB", (size, size), picture.ground)
    for shape in picture.shapes:
        image.paste(shape.colour, (0, 0, size, size), _cover(shape.path, size))
    return image


def svg(picture: Picture) -> str:
    """The same picture as an SVG document."""
    side = herald.SIDE
    ground = f'<path fill="{picture.ground}" d="M 0 0 L {side} 0 L {side} {side} L 0 {side} Z"/>\n'
    shapes = "".join(
        f'<path fill="{shape.colour}" fill-rule="evenodd" d="{_data(shape.path)}"/>\n'
        for shape in picture.shapes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'aria-label="Glasnik">\n{ground if picture.ground else ""}{shapes}</svg>\n'
    )


def _data(path: Path) -> str:
    return " ".join(
        " ".join([letter, *(f"{round(x, 2):g} {round(y, 2):g}" for x, y in points)])
        for letter, points in path
    )


def _cover(path: Path, size: int) -> Image.Image:
    """How much of each pixel lies inside: 0 to 255. Outlines inside outlines are holes."""
    finer = size * _FINER
    inside = Image.new("1", (finer, finer))
    for outline in _flattened(path):
        one = Image.new("1", (finer, finer))
        ImageDraw.Draw(one).polygon(
            [(x * finer / herald.SIDE, y * finer / herald.SIDE) for x, y in outline], fill=1
        )
        inside = ImageChops.logical_xor(inside, one)
    return inside.convert("L").reduce(_FINER)


def _flattened(path: Path) -> list[list[Point]]:
    outlines: list[list[Point]] = []
    for letter, points in path:
        if letter == "M":
            outlines.append([points[0]])
        elif letter == "L":
            outlines[-1].append(points[0])
        elif letter == "C":
            outlines[-1] += _curve(outlines[-1][-1], *points)
    return outlines


def _curve(start: Point, first: Point, second: Point, end: Point) -> list[Point]:
    points: list[Point] = []
    for step in range(1, _CURVE_STEPS + 1):
        t = step / _CURVE_STEPS
        a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
        points.append(
            (
                a * start[0] + b * first[0] + c * second[0] + d * end[0],
                a * start[1] + b * first[1] + c * second[1] + d * end[1],
            )
        )
    return points


def main() -> None:
    """Write every file anew."""
    folder = File(__file__).parent
    for name, picture in PNGS.items():
        picture().save(folder / name, optimize=True)
    for name, document in SVGS.items():
        (folder / name).write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
