"""Posts that can be passed on: which addresses name one, and which answers say it is gone."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.http import Answer
from networks.linkedin import reshares

WEB = "https://www.linkedin.com"
ID = "7243000000000000001"


@pytest.mark.parametrize(
    ("path", "urn"),
    [
        (f"/feed/update/urn:li:share:{ID}", f"urn:li:share:{ID}"),
        (f"/feed/update/urn:li:ugcPost:{ID}/", f"urn:li:ugcPost:{ID}"),
        (f"/feed/update/urn:li:activity:{ID}?utm_source=share", f"urn:li:activity:{ID}"),
        (f"/feed/update/urn%3Ali%3Aactivity%3A{ID}/", f"urn:li:activity:{ID}"),
        (f"/embed/feed/update/urn:li:share:{ID}", f"urn:li:share:{ID}"),
        (f"/posts/ana-novak_grid-report-activity-{ID}-aB3x", f"urn:li:activity:{ID}"),
        (f"/posts/ana-novak_grid-share-{ID}-aB3x/?rcm=1", f"urn:li:share:{ID}"),
        (f"/posts/lipa_zeleno-ugcPost-{ID}-aB3x", f"urn:li:ugcPost:{ID}"),
        (f"/posts/activity-{ID}-aB3x", None),
        (f"/posts/lipa_the-share-2026-of-it-activity-{ID}-aB3x", f"urn:li:activity:{ID}"),
        (f"/posts/ana_%C4%8Disto-nebo-activity-{ID}-aB3x#comments", f"urn:li:activity:{ID}"),
    ],
)
@pytest.mark.parametrize("host", [WEB, "http://linkedin.com", "https://si.linkedin.com"])
def test_the_addresses_of_posts_are_read(host: str, path: str, urn: str | None) -> None:
    """All forms in which LinkedIn shows the address of a post lead to its URN."""
    assert reshares.read(host + path, web=WEB) == urn


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://blog.example/feed/update/urn:li:share:7243",
        f"https://www.linkedin.com.evil.example/feed/update/urn:li:share:{ID}",
        f"https://evillinkedin.com/feed/update/urn:li:share:{ID}",
        f"https://www.linkedin.com@evil.example/feed/update/urn:li:share:{ID}",
        f"ftp://www.linkedin.com/feed/update/urn:li:share:{ID}",
        f"https://www.linkedin.com/feed/update/urn:li:person:{ID}",
        f"https://www.linkedin.com/feed/update/urn:li:share:{ID}999999999",
        "https://www.linkedin.com/feed/update/urn:li:share:",
        "https://www.linkedin.com/feed/update/urn:li:share:7٣",
        "https://www.linkedin.com/in/ananovak",
        "https://www.linkedin.com/pulse/grid-report-activity-7243000000000000001-x",
        "https://www.linkedin.com/posts/ana-novak",
        "https://[::1/feed",
    ],
)
def test_other_addresses_are_no_posts(url: str) -> None:
    """An address on another host, or of another thing, is never taken for a post."""
    assert reshares.read(url, web=WEB) is None


def test_the_configured_place_counts_too() -> None:
    """A LinkedIn under another address, with a path before it, has its posts read as well."""
    web = "http://127.0.0.1:3800/linkedin"
    path = "/feed/update/urn:li:share:7/"

    assert reshares.read(f"{web}{path}", web=web) == "urn:li:share:7"
    assert reshares.read(f"http://127.0.0.1:3800{path}", web=web) is None
    assert reshares.read(f"http://127.0.0.1:3801/linkedin{path}", web=web) is None


@given(st.text(max_size=60) | st.text(max_size=30).map(lambda t: f"{WEB}/posts/{quote(t)}"))
def test_any_text_is_read_without_harm(url: str) -> None:
    """Whatever somebody pastes is read without an exception, and never becomes half a URN."""
    urn = reshares.read(url, web=WEB)

    assert urn is None or urn.split(":")[:2] == ["urn", "li"]


def test_an_activity_is_never_a_parent() -> None:
    """Of an activity the same number is tried as a share and as a post; others are sure."""
    assert reshares.parents("urn:li:activity:7") == ("urn:li:share:7", "urn:li:ugcPost:7")
    assert reshares.parents("urn:li:share:7") == ("urn:li:share:7",)
    assert reshares.parents("urn:li:ugcPost:7") == ("urn:li:ugcPost:7",)


TYPES = "ERROR :: /reshareContext/parent :: Allowed URN types are groupPost, share, ugcPost"
NO_RIGHT = {"code": "ACCESS_DENIED", "message": "Not enough permissions to access: x.CREATE"}


@pytest.mark.parametrize(
    ("status", "body", "wrong"),
    [
        (422, {"message": TYPES}, True),
        (400, {"message": TYPES}, True),
        (422, {"message": "urn:li:ugcPost:7 is not a valid /reshareContext/parent"}, True),
        (400, {"code": "INVALID_URN_ID", "message": "urn:li:share:7 does not exist"}, True),
        (400, {"code": "INVALID_URN_TYPE"}, True),
        (400, {"code": "INVALID_URN_ID", "message": "/author urn:li:person:1"}, False),
        (403, "", True),
        (403, {"status": 403}, True),
        (403, {"status": 403, "message": "Forbidden"}, True),
        (403, {"message": "Not enough permissions to access: x.CREATE"}, False),
        (403, {"code": "ACCESS_DENIED"}, False),
        (403, NO_RIGHT, False),
        (404, "", True),
        (404, {"code": "NOT_FOUND", "message": "gone"}, True),
        (422, {"message": "ERROR :: /commentary :: field is required"}, False),
        (400, {"code": "FIELD_LENGTH_TOO_LONG"}, False),
        (401, {"code": "EXPIRED_ACCESS_TOKEN"}, False),
        (429, "", False),
        (500, {"message": TYPES}, False),
    ],
)
def test_a_wrong_parent_is_told_from_other_troubles(status: int, body: Any, *, wrong: bool) -> None:
    """Only an answer that is about the parent, or bare, leads to trying the next one."""
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()

    assert reshares.is_wrong_parent(Answer(status=status, headers={}, body=raw)) is wrong
