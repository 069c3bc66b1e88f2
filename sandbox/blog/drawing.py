"""Draws simple pictures as PNG without any library: polygons and bands on a gradient.

Knows nothing of articles. PNG: www.w3.org/TR/png-3.
"""

from __future__ import annotations

import math
import struct
import zlib
from typing import TypeAlias

Colour: TypeAlias = tuple[int, int, int]
Point: TypeAlias = tuple[float, float]

WIDTH, HEIGHT = 1200, 628


class Canvas:
    """A picture under construction; places are in pixels from the top left."""

    def __init__(
        self, top: Colour, bottom: Colour, width: int = WIDTH, height: int = HEIGHT
    ) -> None:
        self.width, self.height = width, height
        self._rows: list[bytearray] = []
        for y in range(height):
            part = y / max(1, height - 1)
            shade = bytes(round(a + (b - a) * part) for a, b in zip(top, bottom, strict=True))
            self._rows.append(bytearray(shade * width))

    def polygon(self, points: list[Point], colour: Colour) -> None:
        """Fill a polygon."""
        ys = [y for _, y in points]
        for row in range(max(0, math.floor(min(ys))), min(self.height, math.ceil(max(ys)) + 1)):
            crossings = sorted(_crossings(points, row + 0.5))
            for left, right in zip(crossings[::2], crossings[1::2], strict=False):
                self._span(row, left, right, colour)

    def rectangle(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Fill a rectangle."""
        self.polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], colour)

    def circle(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Fill a circle."""
        for row in range(max(0, int(y - radius)), min(self.height, int(y + radius) + 1)):
            half = math.sqrt(max(0.0, radius * radius - (row - y) ** 2))
            self._span(row, x - half, x + half, colour)

    def line(self, start: Point, end: Point, thick: float, colour: Colour) -> None:
        """Draw a thick line."""
        length = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
        dx = (end[1] - start[1]) / length * thick / 2
        dy = (end[0] - start[0]) / length * thick / 2
        self.polygon(
            [
                (start[0] + dx, start[1] - dy),
                (end[0] + dx, end[1] - dy),
                (end[0] - dx, end[1] + dy),
                (start[0] - dx, start[1] + dy),
            ],
            colour,
        )

    def hills(self, level: float, swing: float, waves: float, colour: Colour) -> None:
        """Fill everything below a gentle wave."""
        steps = 80
        crest = [
            (
                self.width * i / steps,
                level + swing * math.sin(waves * math.tau * i / steps + level),
            )
            for i in range(steps + 1)
        ]
        self.polygon([*crest, (self.width, self.height), (0, self.height)], colour)

    def png(self) -> bytes:
        """Return the picture as a PNG file."""
        raw = b"".join(b"\x00" + bytes(row) for row in self._rows)
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        return (
            b"\x89PNG\r\n\x1a\n"
            + _chunk(b"IHDR", header)
            + _chunk(b"IDAT", zlib.compress(raw, 6))
            + _chunk(b"IEND", b"")
        )

    def _span(self, row: int, left: float, right: float, colour: Colour) -> None:
        start, end = max(0, round(left)), min(self.width, round(right))
        if start < end:
            self._rows[row][start * 3 : end * 3] = bytes(colour) * (end - start)


def _crossings(points: list[Point], y: float) -> list[float]:
    found = []
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
        if (y1 <= y) != (y2 <= y):
            found.append(x1 + (y - y1) / (y2 - y1) * (x2 - x1))
    return found


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
