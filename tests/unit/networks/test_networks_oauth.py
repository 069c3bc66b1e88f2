"""State, PKCE, scopes and token answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import oauth
from networks.base import Secret
from networks.connecting import ConnectFailed, ConnectFailure

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_the_challenge_of_the_standards_example() -> None:
    """The challenge matches the example of RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    assert oauth.challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@given(st.binary(min_size=32, max_size=32))
def test_a_verifier_fits_the_standard(randomness: bytes) -> None:
    """A verifier has 43 unreserved characters and a challenge that belongs to it."""
    pkce = oauth.new_pkce(lambda _: randomness)

    assert len(pkce.verifier) == 43
    assert all(c.isascii() and (c.isalnum() or c in "-_") for c in pkce.verifier)
    assert pkce.challenge == oauth.challenge_of(pkce.verifier)


def test_states_are_compared_whole() -> None:
    """Only the very same state fits, and an empty one never does."""
    state = oauth.new_state(bytes)

    assert len(state) == 43
    assert oauth.same_state(state, state)
    assert not oauth.same_state(state, state[:-1])
    assert not oauth.same_state(state, "č")
    assert not oauth.same_state("", "")


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        ("user_cancelled_login", ConnectFailure.DENIED),
        ("user_cancelled_authorize", ConnectFailure.DENIED),
        ("access_denied", ConnectFailure.DENIED),
        ("unauthorized_scope_error", ConnectFailure.SCOPE),
        ("invalid_grant", ConnectFailure.EXPIRED),
        ("anything else", ConnectFailure.CLIENT),
    ],
)
def test_error_codes_have_meanings(code: str, failure: ConnectFailure) -> None:
    """Each OAuth error leads to what the person has to be told."""
    assert oauth.failure_of(code) is failure


def test_scopes_come_with_spaces_or_commas() -> None:
    """Both ways of listing scopes are read."""
    assert oauth.parse_scopes("a,b c, d") == {"a", "b", "c", "d"}


def read(body: dict[str, Any], status: int = 200) -> oauth.Grant:
    return oauth.parse_grant(status, body, asked=frozenset({"asked"}), now=NOW)


def test_a_whole_grant_is_read() -> None:
    """Tokens, end and scopes are taken from the answer."""
    grant = read({"access_token": "a", "refresh_token": "r", "expires_in": 60, "scope": "x y"})

    assert (grant.access_token, grant.refresh_token) == (Secret("a"), Secret("r"))
    assert grant.expires_at == NOW + timedelta(seconds=60)
    assert grant.scopes == {"x", "y"}


def test_an_answer_without_scopes_grants_what_was_asked() -> None:
    """A missing scope means the scopes asked for, as the standard says."""
    assert read({"access_token": "a"}).scopes == {"asked"}


@pytest.mark.parametrize("lifetime", [None, "3600", -1, 0, 10**12, 1.5])
def test_a_senseless_lifetime_is_no_lifetime(lifetime: object) -> None:
    """Only whole positive seconds within reason set an end."""
    assert read({"access_token": "a", "expires_in": lifetime}).expires_at is None


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (500, {}, ConnectFailure.UNREACHABLE),
        (429, {}, ConnectFailure.UNREACHABLE),
        (400, {"error": "invalid_grant"}, ConnectFailure.EXPIRED),
        (401, {"error": "invalid_client"}, ConnectFailure.CLIENT),
        (400, {}, ConnectFailure.CLIENT),
        (200, {}, ConnectFailure.MALFORMED),
        (200, {"access_token": ""}, ConnectFailure.MALFORMED),
        (200, {"access_token": 7}, ConnectFailure.MALFORMED),
    ],
)
def test_a_failed_grant_has_its_reason(
    status: int, body: dict[str, Any], reason: ConnectFailure
) -> None:
    """Whatever is not a grant raises with the reason."""
    with pytest.raises(ConnectFailed) as failed:
        read(body, status)

    assert failed.value.reason is reason
