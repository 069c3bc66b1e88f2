"""The drawing: a herald's trumpet, and under it the banner that is a speech bubble.

Paths of M, L, C and Z like SVG's, on a square of 192 units, before the trumpet is raised. Knows
nothing of files and pixels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SIDE = 192
GROUND = "#1d5c4d"
GOLD = "#f0c869"
CREAM = "#f7f5ef"

_TILT = math.tan(math.radians(-18))
_CENTRE = (96.0, 92.0)
# A quarter of a circle as one cubic curve.
_QUARTER = 4 / 3 * math.tan(math.pi / 8)

_TRUMPET = (
    "M 36 80 C 33 80 32 78 32 76 L 32 58 C 32 56 33 54 36 54 C 41 54 45 57 47 62 L 92 62 "
    "C 118 60 138 52 150 36 C 152 33 156 34 157 37 C 162 54 162 80 157 97 C 156 100 152 101 150 98 "
    "C 138 82 118 74 92 72 L 47 72 C 45 77 41 80 36 80 Z"
)
_SOUND = (
    "M 167.4 51 C 174.9 61 174.9 73 167.4 83 C 166.4 84.6 167 86.7 168.6 87.6 "
    "C 170.1 88.5 172 88.1 173.1 86.7 C 182.2 74.4 182.2 59.6 173.1 47.3 "
    "C 172 45.9 170.1 45.5 168.6 46.4 C 167 47.3 166.4 49.4 167.4 51 Z"
)
_BANNER = (
    "M 58 79 L 112 79 C 117 79 120 82 120 87 L 120 127 C 120 132 117 135 112 135 L 86 135 "
    "L 68 151 C 66 153 64 152 64 150 L 64 135 L 58 135 C 53 135 50 132 50 127 L 50 87 "
    "C 50 82 53 79 58 79 Z"
)
_WORDS = ((66.5, 107.0), (85.0, 107.0), (103.5, 107.0))

Point = tuple[float, float]
Path = tuple[tuple[str, tuple[Point, ...]], ...]
"""Steps: a letter and the points that belong to it. Inner outlines are holes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """A filled outline."""

    path: Path
    colour: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """Shapes on a square, on a ground or on nothing."""

    shapes: tuple[Shape, ...]
    ground: str | None


def coloured(scale: float) -> Picture:
    """The mark in colour on its ground; at `scale` 1 it is 146 units wide."""
    move = _placed(scale, _CENTRE, (96.0, 96.0))
    return Picture(
        shapes=(
            Shape(path=_through(_banner(dot=5.5, drop=0), move), colour=CREAM),
            Shape(path=_through(_raised(_parsed(_TRUMPET)), move), colour=GOLD),
            Shape(path=_through(_raised(_parsed(_SOUND)), move), colour=GOLD),
        ),
        ground=GROUND,
    )


def outlined() -> Picture:
    """The mark in white that fills the square: simpler and more open, for 32 pixels."""
    trumpet, banner = _raised(_parsed(_TRUMPET)), _banner(dot=6.5, drop=3)
    points = [point for path in (trumpet, banner) for _, step in path for point in step]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    scale = SIDE / max(right - left, bottom - top)
    move = _placed(scale, ((left + right) / 2, (top + bottom) / 2), (SIDE / 2, SIDE / 2))
    return Picture(
        shapes=tuple(
            Shape(path=_through(path, move), colour="#ffffff") for path in (trumpet, banner)
        ),
        ground=None,
    )


def _banner(*, dot: float, drop: float) -> Path:
    """It hangs upright from the raised trumpet, so it leans along it and its sides stay upright."""

    def hung(point: Point) -> Point:
        x, y = point
        return (x, y + drop + (x - _CENTRE[0]) * _TILT)

    words = (step for spot in _WORDS for step in _circle(hung(spot), dot))
    return (*_through(_parsed(_BANNER), hung), *words)


def _raised(path: Path) -> Path:
    angle = math.atan(_TILT)
    sine, cosine = math.sin(angle), math.cos(angle)

    def turned(point: Point) -> Point:
        x, y = point[0] - _CENTRE[0], point[1] - _CENTRE[1]
        return (x * cosine - y * sine + _CENTRE[0], x * sine + y * cosine + _CENTRE[1])

    return _through(path, turned)


def _placed(scale: float, centre: Point, onto: Point) -> Callable[[Point], Point]:
    def move(point: Point) -> Point:
        return (
            (point[0] - centre[0]) * scale + onto[0],
            (point[1] - centre[1]) * scale + onto[1],
        )

    return move


def _through(path: Path, move: Callable[[Point], Point]) -> Path:
    return tuple((letter, tuple(move(point) for point in points)) for letter, points in path)


def _circle(centre: Point, radius: float) -> Path:
    x, y = centre
    k = radius * _QUARTER
    return (
        ("M", ((x + radius, y),)),
        ("C", ((x + radius, y + k), (x + k, y + radius), (x, y + radius))),
        ("C", ((x - k, y + radius), (x - radius, y + k), (x - radius, y))),
        ("C", ((x - radius, y - k), (x - k, y - radius), (x, y - radius))),
        ("C", ((x + k, y - radius), (x + radius, y - k), (x + radius, y))),
        ("Z", ()),
    )


def _parsed(text: str) -> Path:
    return tuple(_steps(text))


def _steps(text: str) -> Iterator[tuple[str, tuple[Point, ...]]]:
    letter, numbers = "", list[float]()
    for word in [*text.split(), "end"]:
        if not word.isalpha():
            numbers.append(float(word))
            continue
        if letter:
            yield letter, tuple(zip(numbers[::2], numbers[1::2], strict=True))
        letter, numbers = word, []
