"""X end to end over HTTP: connecting accounts, and what reaches the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from networks import connecting, x
from networks.base import Credentials, Post, Secret
from tests.contract.networks.fake_x_server import FakeX, problem
from tests.contract.networks.network_fakes import Canned, back

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TOKEN = "POST /x/2/oauth2/token"
MakeX = Callable[..., x.X]


async def connect(ex: x.X, fake_x: FakeX) -> Credentials:
    begun = await ex.connect.begin("s-t-a-t-e", back, {})
    fake_x.challenge = parse_qs(urlsplit(begun.url).query)["code_challenge"][0]
    # What is kept of the beginning until the code comes back.
    return await ex.connect.exchange("good", back, replace(begun, url=""))


async def test_the_consent_page_gets_state_and_challenge(ex: x.X, fake_x: FakeX) -> None:
    """The consent address carries our state, the scopes, and an S256 challenge."""
    begun = await ex.connect.begin("s-t-a-t-e", back, {})

    url = begun.url
    query = {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}
    assert url.startswith(f"{fake_x.base}/i/oauth2/authorize?")
    assert query["state"] == "s-t-a-t-e"
    assert query["scope"] == "tweet.read tweet.write users.read media.write offline.access"
    assert query["redirect_uri"] == back("")
    assert query["code_challenge_method"] == "S256"
    assert "+" not in url
    assert begun.verifier is not None
    assert begun.verifier.reveal() not in url
    assert ex.connect.asks == ()


async def test_connecting_gives_credentials(ex: x.X, fake_x: FakeX) -> None:
    """A code and its verifier become tokens, and the author's id and handle."""
    got = await connect(ex, fake_x)

    assert (got.author_id, got.handle) == ("2244994945", "ananovak")
    assert got.access_token == Secret(fake_x.access)
    assert got.refresh_token == Secret(fake_x.refresh)
    assert got.expires_at == NOW + timedelta(hours=2)


async def test_a_public_client_names_itself_in_the_form(make_x: MakeX, fake_x: FakeX) -> None:
    """An app without a secret sends its id in the form and no Basic header."""
    fake_x.public_client = True

    got = await connect(make_x(secret=None), fake_x)

    assert got.handle == "ananovak"


async def test_a_wrong_verifier_is_an_expired_attempt(ex: x.X, fake_x: FakeX) -> None:
    """A code with another verifier, or with none, leads to connecting again."""
    fake_x.challenge = "other"
    for verifier in (Secret("v" * 43), None):
        begun = connecting.Authorisation(url="", verifier=verifier)
        with pytest.raises(connecting.ConnectFailed) as failed:
            await ex.connect.exchange("good", back, begun)
        assert failed.value.reason is connecting.ConnectFailure.EXPIRED


async def test_refresh_tokens_rotate(ex: x.X, fake_x: FakeX, x_member: Credentials) -> None:
    """Refreshing brings a new pair, and the used token is worth nothing afterwards."""
    got = await ex.connect.refresh(x_member)

    assert got.refresh_token == Secret(fake_x.refresh)
    assert got.refresh_token != x_member.refresh_token
    assert got.handle == "ananovak"
    with pytest.raises(connecting.ConnectFailed) as failed:
        await ex.connect.refresh(x_member)
    assert failed.value.reason is connecting.ConnectFailure.EXPIRED


async def test_without_refresh_token_there_is_no_refreshing(
    ex: x.X, fake_x: FakeX, x_member: Credentials
) -> None:
    """An account without a refresh token has to be connected again."""
    with pytest.raises(connecting.ConnectFailed) as failed:
        await ex.connect.refresh(replace(x_member, refresh_token=None))

    assert failed.value.reason is connecting.ConnectFailure.EXPIRED
    assert fake_x.calls == []


@pytest.mark.parametrize(
    ("key", "answer", "reason"),
    [
        (TOKEN, Canned(status=503), "unreachable"),
        (TOKEN, Canned(status=429), "unreachable"),
        (TOKEN, Canned(status=401, body={"error": "unauthorized_client"}), "client"),
        (TOKEN, Canned(status=200, body={"token_type": "bearer"}), "malformed"),
        ("GET /x/2/users/me", problem(402, "CreditsDepleted", ""), "client"),
        ("GET /x/2/users/me", Canned(status=500), "unreachable"),
        ("GET /x/2/users/me", Canned(status=200, body={"data": []}), "malformed"),
    ],
)
async def test_connecting_fails_with_a_reason(
    ex: x.X, fake_x: FakeX, key: str, answer: Canned, reason: str
) -> None:
    """Every way the flow can end badly has a reason of its own."""
    fake_x.next(key, answer)

    with pytest.raises(connecting.ConnectFailed) as failed:
        await connect(ex, fake_x)

    assert failed.value.reason == reason


async def test_revoking_gives_back_both_tokens(
    ex: x.X, fake_x: FakeX, x_member: Credentials
) -> None:
    """Both tokens are given back; a failure is reported as false."""
    assert await ex.connect.revoke(x_member)
    assert fake_x.revoked == ["x-refresh-0", "x-access-0"]

    fake_x.fault, fake_x.fault_on = "drop_before", "POST /x/2/oauth2/revoke"
    assert not await ex.connect.revoke(x_member)


async def test_nothing_secret_is_logged(
    ex: x.X,
    fake_x: FakeX,
    x_member: Credentials,
    post: Post,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Even at the most talkative level no token, no text and no verifier reaches a log."""
    with caplog.at_level(logging.DEBUG):
        await connect(ex, fake_x)
        current = replace(x_member, access_token=Secret(fake_x.access))
        await ex.publish(post, current)
        await ex.look(post, current, NOW)
        await ex.connect.revoke(current)

    assert caplog.text
    for secret in (fake_x.access, fake_x.refresh, "x-app-secret", "grid report", "Bearer", "Basic"):
        assert secret not in caplog.text
