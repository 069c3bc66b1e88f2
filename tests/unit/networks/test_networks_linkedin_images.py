"""Which pictures LinkedIn takes."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.linkedin import images


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + struct.pack(">II", width, height)


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height)


def jpeg(width: int, height: int) -> bytes:
    exif = b"\xff\xe1" + struct.pack(">H", 10) + b"Exif\0\0\xff\xc0"
    table = b"\xff\xc4" + struct.pack(">H", 4) + b"\0\0"
    return b"\xff\xd8" + exif + table + b"\xff\xff\xc2" + struct.pack(">HBHH", 17, 8, height, width)


@pytest.mark.parametrize("make", [png, gif, jpeg])
def test_the_size_of_a_picture_is_read(make: Any) -> None:
    """Width and height come from the header, past other segments."""
    assert images.dimensions(make(1200, 627)) == (1200, 627)
    assert images.is_acceptable(make(1200, 627))
    assert not images.is_acceptable(make(0, 627))
    assert not images.is_acceptable(make(8000, 8000))


@pytest.mark.parametrize("image", [b"", b"RIFF0000WEBP", b"\xff\xd8\xff", png(1, 1)[:18], b"<svg>"])
def test_other_and_cut_off_pictures_are_not_taken(image: bytes) -> None:
    """What cannot be measured is not sent."""
    assert images.dimensions(image) is None
    assert not images.is_acceptable(image)


def test_a_heavy_picture_is_not_taken() -> None:
    """A picture above our limit is left out."""
    assert not images.is_acceptable(png(100, 100) + b"\0" * images.MAX_BYTES)


@given(st.binary(max_size=60))
def test_measuring_ends_for_any_bytes(image: bytes) -> None:
    """Hostile bytes after a JPEG's start neither fail nor hang."""
    images.dimensions(b"\xff\xd8\xff" + image)
