"""LinkedIn's answers and pictures, row by row."""

from __future__ import annotations

import json
import struct
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import base
from networks.base import ReconnectReason, RefusalReason
from networks.http import Answer
from networks.linkedin import errors, images

NOW = datetime(2026, 11, 24, 9, 30, 5, tzinfo=UTC)
WEB = "https://www.linkedin.com"


def outcome(status: int, body: Any = None, **headers: str) -> object:
    raw = body.encode() if isinstance(body, str) else json.dumps(body or {}).encode()
    answer = Answer(
        status=status, headers={k.replace("_", "-"): v for k, v in headers.items()}, body=raw
    )
    return errors.read_failure(answer, web=WEB, now=NOW)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            {"serviceErrorCode": 65600, "code": "INVALID_ACCESS_TOKEN", "message": "Invalid"},
            ReconnectReason.REJECTED,
        ),
        (
            {
                "serviceErrorCode": 65601,
                "code": "REVOKED_ACCESS_TOKEN",
                "message": "The token used in the request has been revoked by the user",
            },
            ReconnectReason.REVOKED,
        ),
        (
            {
                "serviceErrorCode": 65602,
                "code": "EXPIRED_ACCESS_TOKEN",
                "message": "The token used in the request has expired",
            },
            ReconnectReason.EXPIRED,
        ),
        (
            {"serviceErrorCode": 65601, "message": "The token used in the request has expired"},
            ReconnectReason.EXPIRED,
        ),
        ({"message": "Empty oauth2_access_token"}, ReconnectReason.REJECTED),
        ("<html>", ReconnectReason.REJECTED),
    ],
)
def test_every_401_asks_to_reconnect(body: Any, reason: ReconnectReason) -> None:
    """Code and words decide why; the number is not trusted."""
    assert outcome(401, body) == base.Reconnect(reason=reason)


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (
            403,
            {"message": "Not enough permissions to access: partnerApiPostsExternal.CREATE"},
            RefusalReason.PERMISSION,
        ),
        (403, "", RefusalReason.PERMISSION),
        (400, {"code": "VERSION_MISSING"}, RefusalReason.APP),
        (426, {"code": "NONEXISTENT_VERSION"}, RefusalReason.APP),
        (426, "", RefusalReason.APP),
        (400, {"code": "ILLEGAL_ARGUMENT"}, RefusalReason.CONTENT),
        (400, {"code": "MISSING_FIELD"}, RefusalReason.CONTENT),
        (400, {"code": "INVALID_URN_TYPE"}, RefusalReason.CONTENT),
        (400, {"code": "INVALID_URN_ID"}, RefusalReason.CONTENT),
        (400, {"code": "INVALID_VALUE_FOR_FIELD"}, RefusalReason.CONTENT),
        (400, {"code": "INVALID_VALUE_BLANK_FIELD"}, RefusalReason.CONTENT),
        (400, {"code": "FIELD_LENGTH_TOO_LONG"}, RefusalReason.TOO_LONG),
        (422, {"message": "ERROR :: /commentary :: field is required"}, RefusalReason.CONTENT),
        (404, {"code": "NOT_FOUND"}, RefusalReason.GONE),
    ],
)
def test_refusals_are_sorted(status: int, body: Any, reason: RefusalReason) -> None:
    """Each documented refusal has the reason that tells whose matter it is."""
    got = outcome(status, body)

    assert isinstance(got, base.Refused)
    assert got.reason is reason
    assert got.detail.startswith(str(status))


@pytest.mark.parametrize("status", [200, 202, 302, 408, 409, 500, 502, 503, 504, 599])
def test_everything_else_is_unclear(status: int) -> None:
    """An answer that does not say that nothing was done is unclear."""
    assert isinstance(outcome(status, ""), base.Unclear)


@pytest.mark.parametrize("urn", ["urn:li:share:7243", "urn:li:ugcPost:9", "urn:li:activity:1"])
def test_a_duplicate_names_the_first_post(urn: str) -> None:
    """The post that a duplicate repeats is taken from the message."""
    got = outcome(422, {"message": f"Content is a duplicate of {urn}"})

    ref = base.PostRef(id=urn, url=f"{WEB}/feed/update/{urn}/")
    assert got == base.AlreadyThere(ref=ref)


def test_a_duplicate_may_stay_nameless() -> None:
    """A duplicate without an id is one all the same."""
    assert outcome(422, {"code": "DUPLICATE_POST"}) == base.AlreadyThere(ref=None)


@pytest.mark.parametrize(
    ("body", "headers", "until"),
    [
        (
            {"message": "Resource level throttle MEMBER DAY limit for calls is reached."},
            {},
            datetime(2026, 11, 25, tzinfo=UTC),
        ),
        (
            {"message": "Resource level throttle APPLICATION DAY limit is reached."},
            {},
            datetime(2026, 11, 25, tzinfo=UTC),
        ),
        ({"code": "TOO_MANY_REQUESTS"}, {}, NOW + timedelta(minutes=15)),
        ({}, {"retry_after": "40"}, NOW + timedelta(seconds=40)),
        ({}, {"retry_after": "99999999999"}, NOW + timedelta(days=1)),
        ({}, {"retry_after": "soon"}, NOW + timedelta(minutes=15)),
    ],
)
def test_a_throttle_tells_when_to_come_back(
    body: Any, headers: dict[str, str], until: datetime
) -> None:
    """Day limits last until midnight UTC, others for a while."""
    assert outcome(429, body, **headers) == base.Throttled(until=until)


@given(
    st.integers(100, 599),
    st.one_of(
        st.binary(max_size=40),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["code", "message", "status", "x"]), inner)
            ),
            max_leaves=6,
        ).map(lambda value: json.dumps(value).encode()),
    ),
)
def test_no_answer_makes_it_fail(status: int, body: bytes) -> None:
    """Any status with any body is read without an exception."""
    answer = Answer(status=status, headers={}, body=body)

    assert errors.read_failure(answer, web=WEB, now=NOW) is not None


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
