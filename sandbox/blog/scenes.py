"""The pictures of the blog and the avatars, composed from simple shapes.

Knows nothing of HTTP. All drawings are deterministic.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from sandbox.blog.drawing import Canvas, Colour

_DUSK: tuple[Colour, Colour] = ((28, 52, 84), (240, 170, 110))
_DAY: tuple[Colour, Colour] = ((120, 182, 214), (234, 240, 226))
_NIGHT: tuple[Colour, Colour] = ((14, 24, 48), (40, 62, 104))
_PALE: tuple[Colour, Colour] = ((246, 243, 234), (232, 226, 210))
_GREEN: Colour = (58, 112, 82)
_DEEP: Colour = (30, 72, 60)
_SUN: Colour = (250, 206, 92)
_WHITE: Colour = (248, 246, 240)
_INK: Colour = (34, 44, 58)
_BRICK: Colour = (116, 54, 44)
_PANEL: Colour = (36, 64, 116)
_AVATAR: Final = 192


def _school() -> Canvas:
    canvas = Canvas(*_DUSK)
    canvas.circle(930, 330, 90, _SUN)
    canvas.hills(450, 26, 1.5, _DEEP)
    canvas.rectangle(260, 330, 560, 170, _WHITE)
    canvas.polygon([(230, 330), (850, 330), (800, 280), (280, 280)], _BRICK)
    for index in range(7):
        canvas.rectangle(290 + index * 74, 370, 46, 56, _PANEL)
    for index in range(2):
        canvas.rectangle(860 + index * 90, 440, 74, 62, _WHITE)
        canvas.circle(897 + index * 90, 471, 24, _INK)
    canvas.hills(540, 12, 2.2, _GREEN)
    return canvas


def _ladder() -> Canvas:
    canvas = Canvas(*_DAY)
    canvas.hills(520, 18, 1.4, _GREEN)
    canvas.rectangle(420, 280, 420, 270, _WHITE)
    canvas.polygon([(380, 290), (880, 290), (760, 150), (500, 150)], _BRICK)
    for index in range(4):
        left = 470 + index * 84
        canvas.polygon([(left, 270), (left + 64, 270), (left + 60, 190), (left + 10, 190)], _PANEL)
    canvas.line((880, 560), (800, 240), 10, _INK)
    canvas.line((940, 560), (860, 240), 10, _INK)
    for index in range(8):
        y = 540 - index * 38
        x = 884 - index * 9.5
        canvas.line((x, y), (x + 56, y), 8, _INK)
    for x in (1000, 330):
        canvas.circle(x, 420, 24, _SUN)
        canvas.rectangle(x - 20, 446, 40, 104, _PANEL)
    return canvas


def _bulb() -> Canvas:
    canvas = Canvas(*_NIGHT)
    for radius, shade in ((260, 60), (210, 84), (170, 120)):
        canvas.circle(600, 270, radius, (shade + 20, shade + 16, shade - 10))
    canvas.circle(600, 260, 120, _SUN)
    canvas.polygon([(540, 350), (660, 350), (642, 420), (558, 420)], _SUN)
    for index in range(3):
        canvas.rectangle(556, 430 + index * 26, 88, 16, (150, 156, 168))
    return canvas


def _villages() -> Canvas:
    canvas = Canvas(*_DUSK)
    canvas.hills(380, 60, 1.0, _DEEP)
    for base in (200, 860):
        for index in range(5):
            x, y = base + index * 46, 380 + (index % 3) * 22
            canvas.rectangle(x, y, 36, 34, _WHITE)
            canvas.polygon([(x - 4, y), (x + 40, y), (x + 18, y - 22)], _BRICK)
            canvas.rectangle(x + 12, y + 10, 12, 14, _SUN)
    canvas.line((420, 420), (860, 420), 6, _SUN)
    canvas.rectangle(590, 390, 100, 60, _WHITE)
    canvas.rectangle(690, 408, 12, 24, _WHITE)
    canvas.rectangle(598, 398, 64, 44, _GREEN)
    canvas.hills(520, 24, 1.7, _GREEN)
    return canvas


def _bars() -> Canvas:
    canvas = Canvas(*_PALE)
    for index, height in enumerate((120, 180, 150, 240, 310, 280, 390)):
        colour = _GREEN if index % 2 else _PANEL
        canvas.rectangle(200 + index * 120, 520 - height, 80, height, colour)
    canvas.rectangle(170, 520, 880, 8, _INK)
    return canvas


def _door() -> Canvas:
    canvas = Canvas((70, 34, 30), (92, 44, 38))
    for row in range(20):
        for column in range(13):
            shift = 48 if row % 2 else 0
            shade = 6 * ((row * 7 + column * 5) % 4)
            canvas.rectangle(
                column * 96 - shift, row * 32, 90, 27, (108 + shade, 50 + shade, 42 + shade)
            )
    canvas.rectangle(490, 120, 220, 508, _INK)
    canvas.rectangle(506, 136, 188, 492, _SUN)
    canvas.circle(672, 390, 10, _INK)
    return canvas


def _van() -> Canvas:
    canvas = Canvas(*_DAY)
    canvas.hills(380, 40, 1.3, (132, 176, 120))
    canvas.hills(440, 26, 1.9, _GREEN)
    canvas.rectangle(0, 520, 1200, 60, (84, 88, 96))
    canvas.rectangle(380, 350, 330, 170, _WHITE)
    canvas.polygon([(710, 390), (800, 390), (850, 450), (850, 520), (710, 520)], _WHITE)
    canvas.polygon([(724, 404), (792, 404), (826, 448), (724, 448)], _PANEL)
    canvas.polygon([(540, 370), (500, 440), (536, 440), (520, 500), (580, 424), (544, 424)], _GREEN)
    for x in (460, 770):
        canvas.circle(x, 522, 40, _INK)
        canvas.circle(x, 522, 18, _WHITE)
    return canvas


def _cables() -> Canvas:
    canvas = Canvas(*_PALE)
    colours = (_BRICK, _PANEL, _GREEN, _SUN, _INK, (176, 98, 140))
    for index, colour in enumerate(colours):
        points = [
            (x, 130 + index * 60 + 50 * math.sin(x / 190 + index * 0.35))
            for x in range(0, 1201, 30)
        ]
        for start, end in itertools.pairwise(points):
            canvas.line(start, end, 26, colour)
    return canvas


def _turbines() -> Canvas:
    canvas = Canvas(*_DAY)
    canvas.hills(430, 50, 0.8, (120, 158, 130))
    for index, (x, y, size) in enumerate(((300, 180, 130), (620, 130, 170), (940, 200, 120))):
        canvas.polygon([(x - 7, y), (x + 7, y), (x + 11, 520), (x - 11, 520)], _WHITE)
        for blade in range(3):
            angle = math.tau * blade / 3 + index * 0.5
            tip = (x + size * math.cos(angle), y + size * math.sin(angle))
            canvas.line((x, y), tip, 12, _WHITE)
        canvas.circle(x, y, 13, _INK)
    canvas.hills(520, 24, 1.6, _GREEN)
    return canvas


def _clock() -> Canvas:
    canvas = Canvas(*_NIGHT)
    canvas.circle(600, 314, 250, _WHITE)
    slice_points = [(600.0, 314.0)] + [
        (600 + 236 * math.cos(a), 314 + 236 * math.sin(a))
        for a in (math.tau * step / 96 for step in range(10, 19))
    ]
    canvas.polygon(slice_points, _SUN)
    for hour in range(12):
        a = math.tau * hour / 12
        inner = (600 + 214 * math.cos(a), 314 + 214 * math.sin(a))
        outer = (600 + 238 * math.cos(a), 314 + 238 * math.sin(a))
        canvas.line(inner, outer, 9, _INK)
    canvas.line((600, 314), (600, 140), 12, _INK)
    canvas.line((600, 314), (690, 420), 16, _INK)
    canvas.circle(600, 314, 18, _INK)
    return canvas


_SCENES: Final[dict[str, Callable[[], Canvas]]] = {
    "school": _school,
    "ladder": _ladder,
    "bulb": _bulb,
    "villages": _villages,
    "bars": _bars,
    "door": _door,
    "van": _van,
    "cables": _cables,
    "turbines": _turbines,
    "clock": _clock,
}


@lru_cache(maxsize=32)
def picture(scene: str) -> bytes:
    """Return a scene as PNG. Raises KeyError when there is no such scene."""
    return _SCENES[scene]().png()


@lru_cache(maxsize=512)
def avatar(colour: str) -> bytes:
    """Return a plain portrait in this colour (six hexadecimal digits) as PNG."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    light = (min(255, red + 70), min(255, green + 70), min(255, blue + 70))
    canvas = Canvas((red, green, blue), (red // 2, green // 2, blue // 2), _AVATAR, _AVATAR)
    canvas.circle(96, 74, 36, light)
    canvas.circle(96, 190, 72, light)
    return canvas.png()
