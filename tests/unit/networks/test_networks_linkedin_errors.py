"""LinkedIn's documented error bodies, each with what it means for a share."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import oauth
from networks.base import (
    AlreadyThere,
    PostRef,
    Problem,
    Reconnect,
    ReconnectReason,
    RefusalReason,
    Refused,
    Throttled,
    Unclear,
)
from networks.connecting import ConnectFailed, ConnectFailure
from networks.http import Answer
from networks.linkedin import errors

NOW = datetime(2026, 11, 24, 9, 30, 5, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 25, tzinfo=UTC)
SOON = NOW + timedelta(minutes=15)
WEB = "https://www.linkedin.com"

REJECTED = Reconnect(reason=ReconnectReason.REJECTED)
REVOKED = Reconnect(reason=ReconnectReason.REVOKED)
EXPIRED = Reconnect(reason=ReconnectReason.EXPIRED)
CONTENT, PERMISSION = RefusalReason.CONTENT, RefusalReason.PERMISSION
APP, GONE, TOO_LONG = RefusalReason.APP, RefusalReason.GONE, RefusalReason.TOO_LONG

WAS_REVOKED = "The token used in the request has been revoked by the user"
HAS_EXPIRED = "The token used in the request has expired"
DENIED = "Not enough permissions to access: partnerApi{}.20260901"
MAY_NOT_POST = DENIED.format("PostsExternal.CREATE")
MAY_NOT_DELETE = DENIED.format("PostsExternal.DELETE")
MAY_NOT_READ = DENIED.format("PostsExternal.GET")
MAY_NOT_LIST = DENIED.format("PostsExternal.FINDER-author")
MAY_NOT_COMMENT = DENIED.format("SocialActions.CREATE")
MAY_NOT_REACT = DENIED.format("Reactions.CREATE")
NO_VERSION = "A version must be present. Please specify a version by adding the header."
NO_MAP = "Request body could not be converted to data map"
REQUIRED = "ERROR :: /commentary :: field is required but not found and has no default value\n"
THROTTLE = "Resource level throttle {} limit for calls to this resource is reached."
OF_THE_MEMBER = THROTTLE.format("MEMBER DAY")
OF_THE_APP = THROTTLE.format("APPLICATION DAY")
OF_SOMETHING = THROTTLE.format("")


def there(urn: str) -> AlreadyThere:
    return AlreadyThere(ref=PostRef(id=urn, url=f"{WEB}/feed/update/{urn}/"))


# Status, `code`, `serviceErrorCode`, `message`, and what it means. Without all three of these the
# body is empty or a page for people.
ROWS: list[tuple[int, str, int, str, object]] = [
    # The token. Code and words decide, as the numbers are reported both ways.
    (401, "INVALID_ACCESS_TOKEN", 65600, "Invalid access token", REJECTED),
    (401, "REVOKED_ACCESS_TOKEN", 65601, WAS_REVOKED, REVOKED),
    (401, "EXPIRED_ACCESS_TOKEN", 65602, HAS_EXPIRED, EXPIRED),
    (401, "EXPIRED_ACCESS_TOKEN", 65601, HAS_EXPIRED, EXPIRED),
    (401, "", 65601, HAS_EXPIRED, EXPIRED),
    (401, "", 401, "Empty oauth2_access_token", REJECTED),
    (401, "", 0, "", REJECTED),
    # What the app or the member may not do.
    (403, "ACCESS_DENIED", 100, MAY_NOT_POST, PERMISSION),
    (403, "ACCESS_DENIED", 100, MAY_NOT_DELETE, PERMISSION),
    (403, "ACCESS_DENIED", 100, MAY_NOT_READ, PERMISSION),
    (403, "ACCESS_DENIED", 100, MAY_NOT_LIST, PERMISSION),
    (403, "ACCESS_DENIED", 100, MAY_NOT_COMMENT, PERMISSION),
    (403, "ACCESS_DENIED", 100, MAY_NOT_REACT, PERMISSION),
    (403, "", 0, "", PERMISSION),
    # The version, which whoever runs the program has to change.
    (400, "VERSION_MISSING", 0, NO_VERSION, APP),
    (426, "NONEXISTENT_VERSION", 0, "Requested version 20251101 is not active", APP),
    (426, "", 0, "", APP),
    # What was sent: a person can change their words, and nothing else of it.
    (400, "ILLEGAL_ARGUMENT", 0, NO_MAP, APP),
    (400, "MISSING_FIELD", 0, "", APP),
    (400, "INVALID_URN_TYPE", 0, "", APP),
    (400, "INVALID_URN_ID", 0, "", APP),
    (400, "INVALID_VALUE_FOR_FIELD", 0, "", CONTENT),
    (400, "INVALID_VALUE_FOR_FIELD", 0, 'Field /visibility has invalid value "X"', APP),
    (400, "INVALID_VALUE_FOR_FIELD", 0, "Field /commentary has invalid value", CONTENT),
    (400, "INVALID_VALUE_BLANK_FIELD", 0, "", CONTENT),
    (400, "INVALID_VALUE_BLANK_FIELD", 0, "Field /commentary must not be blank", CONTENT),
    (400, "INVALID_VALUE_BLANK_FIELD", 0, "Field /content/article/title is blank", APP),
    (400, "FIELD_LENGTH_TOO_LONG", 0, "", TOO_LONG),
    (400, "FIELD_LENGTH_TOO_LONG", 0, "Field /commentary is longer than 3000", TOO_LONG),
    (400, "FIELD_LENGTH_TOO_LONG", 0, "Field /content/article/title is too long", APP),
    (422, "", 0, REQUIRED, APP),
    (422, "", 0, "The text was not liked", CONTENT),
    # Proof that the post is there.
    (422, "DUPLICATE_POST", 0, "Content is a duplicate of urn:li:share:7", there("urn:li:share:7")),
    (422, "", 0, "Content is a duplicate of urn:li:ugcPost:7", there("urn:li:ugcPost:7")),
    (422, "", 0, "Content is a duplicate of urn:li:activity:7", there("urn:li:activity:7")),
    (409, "", 0, "Content is a duplicate of urn:li:share:7", there("urn:li:share:7")),
    (422, "DUPLICATE_POST", 0, "", AlreadyThere(ref=None)),
    # Limits. Those of a day end at midnight UTC; nothing tells when others do.
    (429, "TOO_MANY_REQUESTS", 101, OF_THE_MEMBER, Throttled(until=MIDNIGHT)),
    (429, "TOO_MANY_REQUESTS", 101, OF_THE_APP, Throttled(until=MIDNIGHT)),
    (429, "TOO_MANY_REQUESTS", 101, OF_SOMETHING, Throttled(until=SOON)),
    (429, "", 0, "", Throttled(until=SOON)),
    (404, "NOT_FOUND", 0, "The post could not be found", GONE),
    # Nobody knows what was done.
    (409, "CONFLICT", 0, "Please retry", Unclear),
    (500, "INTERNAL_SERVER_ERROR", 0, "Internal Server Error", Unclear),
    (500, "", 0, "", Unclear),
    (502, "", 0, "", Unclear),
    (503, "", 0, "", Unclear),
    (504, "", 0, "", Unclear),
]


def meaning(status: int, said: Any, **headers: str) -> AlreadyThere | Problem:
    raw = said.encode() if isinstance(said, str) else json.dumps(said).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Answer(status=status, headers=named, body=raw)
    return errors.read_failure(answer, web=WEB, now=NOW)


@pytest.mark.parametrize(("status", "code", "number", "message", "expected"), ROWS)
def test_each_documented_body_has_its_meaning(
    status: int, code: str, number: int, message: str, expected: object
) -> None:
    """Every error body that LinkedIn documents becomes the one right outcome."""
    fields = {"status": status, "serviceErrorCode": number, "code": code, "message": message}
    bare = not (code or number or message)

    got = meaning(
        status, "<html>" if bare else {name: value for name, value in fields.items() if value}
    )

    match expected:
        case RefusalReason():
            assert isinstance(got, Refused)
            assert got.reason is expected
            assert got.detail.startswith(str(status))
        case type():
            assert isinstance(got, expected)
        case _:
            assert got == expected


@pytest.mark.parametrize("status", [200, 202, 302, 408, 599])
def test_an_answer_that_says_nothing_is_unclear(status: int) -> None:
    """What does not say that nothing was done may have been done."""
    assert isinstance(meaning(status, ""), Unclear)


@pytest.mark.parametrize(
    ("given", "until"),
    [
        ("40", NOW + timedelta(seconds=40)),
        ("99999999999", NOW + timedelta(days=1)),
        ("soon", SOON),
    ],
)
def test_a_time_to_wait_is_believed(given: str, until: datetime) -> None:
    """Should LinkedIn ever say how long to wait, it is believed up to a day."""
    assert meaning(429, "", retry_after=given) == Throttled(until=until)


TOKEN_ROWS: list[tuple[int, dict[str, str], ConnectFailure]] = [
    (
        400,
        {"error": "invalid_grant", "error_description": "Token has been expired or revoked."},
        ConnectFailure.EXPIRED,
    ),
    (400, {"error": "invalid_request"}, ConnectFailure.CLIENT),
    (400, {"error": "invalid_redirect_uri"}, ConnectFailure.CLIENT),
    (401, {"error": "invalid_client"}, ConnectFailure.CLIENT),
    (429, {}, ConnectFailure.UNREACHABLE),
    (503, {}, ConnectFailure.UNREACHABLE),
]


@pytest.mark.parametrize(("status", "said", "reason"), TOKEN_ROWS)
def test_each_token_error_has_its_reason(
    status: int, said: dict[str, str], reason: ConnectFailure
) -> None:
    """Every error of the token endpoint leads to what the person has to be told."""
    with pytest.raises(ConnectFailed) as failed:
        oauth.parse_grant(status, said, asked=frozenset(), now=NOW)

    assert failed.value.reason is reason


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("user_cancelled_login", ConnectFailure.DENIED),
        ("user_cancelled_authorize", ConnectFailure.DENIED),
        ("unauthorized_scope_error", ConnectFailure.SCOPE),
    ],
)
def test_each_error_of_the_consent_page_has_its_reason(code: str, reason: ConnectFailure) -> None:
    """Every error that comes back from the consent page leads to what the person is told."""
    assert oauth.failure_of(code) is reason


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
def test_no_answer_makes_it_fail(status: int, said: bytes) -> None:
    """Any status with any body is read without an exception."""
    answer = Answer(status=status, headers={}, body=said)

    assert errors.read_failure(answer, web=WEB, now=NOW) is not None
