"""LinkedIn end to end over HTTP: connecting accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from networks import connecting, linkedin
from networks.base import Credentials, Image, Post, Published, Secret
from tests.contract.networks.fake_linkedin_server import LI_SECRET, LI_TOKEN, PNG, FakeLinkedIn
from tests.contract.networks.network_fakes import NOTHING_KEPT, Canned, back


async def test_connecting_gives_credentials(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn
) -> None:
    """A code becomes a token, its scopes and end, and the author's URN and name."""
    got = await li.connect.exchange("good", back, NOTHING_KEPT)

    assert got.access_token == Secret(LI_TOKEN)
    assert got.refresh_token is None
    assert got.author_id == "urn:li:person:782bbtaQ"
    assert got.handle == "Ana Novak"
    assert got.scopes == {"openid", "profile", "w_member_social"}
    assert got.expires_at == datetime(2027, 1, 23, 9, 0, tzinfo=UTC)
    assert fake_linkedin.token_forms[0]["redirect_uri"] == "https://bot.example/back"


async def test_the_consent_page_gets_our_state(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn
) -> None:
    """The consent address is today's, with our own state and all scopes."""
    begun = await li.connect.begin("s-t-a-t-e", lambda _: "https://bot.example/back?x=1", {})

    url = begun.url
    assert url.startswith(f"{fake_linkedin.base}/oauth/v2/authorization?response_type=code&")
    assert "state=s-t-a-t-e" in url
    assert "scope=openid%20profile%20w_member_social" in url
    assert "redirect_uri=https%3A//bot.example/back%3Fx%3D1" in url
    assert begun.verifier is None
    assert li.connect.asks == ()


async def test_a_state_is_required(li: linkedin.LinkedIn) -> None:
    """Without a state there is no consent page, so the library can never draw its own."""
    with pytest.raises(ValueError, match="state"):
        await li.connect.begin("", back, {})


async def test_a_new_token_may_take_a_moment(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn
) -> None:
    """A 401 right after the exchange is asked again instead of failing the person."""
    revoked = {"status": 401, "serviceErrorCode": 65601, "code": "REVOKED_ACCESS_TOKEN"}
    fake_linkedin.next("GET /li/v2/userinfo", Canned(status=401, body=revoked))

    got = await li.connect.exchange("good", back, NOTHING_KEPT)

    assert got.handle == "Ana Novak"


@pytest.mark.parametrize(
    ("key", "answer", "reason"),
    [
        ("POST /li/oauth/v2/accessToken", Canned(status=503), "unreachable"),
        ("POST /li/oauth/v2/accessToken", Canned(status=200, body="<html>"), "malformed"),
        ("POST /li/oauth/v2/accessToken", Canned(status=400, body="<html>"), "client"),
        (
            "POST /li/oauth/v2/accessToken",
            Canned(status=400, body={"error": "invalid_redirect_uri"}),
            "client",
        ),
        ("GET /li/v2/userinfo", Canned(status=403, body={"status": 403}), "scope"),
        ("GET /li/v2/userinfo", Canned(status=500), "unreachable"),
        ("GET /li/v2/userinfo", Canned(status=200, body={"name": "?"}), "malformed"),
    ],
)
async def test_connecting_fails_with_a_reason(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, key: str, answer: Canned, reason: str
) -> None:
    """Every way the flow can end badly has a reason of its own, whatever the body looks like."""
    fake_linkedin.next(key, answer)

    with pytest.raises(connecting.ConnectFailed) as failed:
        await li.connect.exchange("good", back, NOTHING_KEPT)

    assert failed.value.reason == reason


async def test_a_spent_code_is_expired(li: linkedin.LinkedIn) -> None:
    """A code used twice leads to connecting again."""
    with pytest.raises(connecting.ConnectFailed) as failed:
        await li.connect.exchange("spent", back, NOTHING_KEPT)

    assert failed.value.reason is connecting.ConnectFailure.EXPIRED


async def test_a_slow_token_endpoint_is_unreachable(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn
) -> None:
    """The blocking library's call ends with its time-out."""
    fake_linkedin.fault = "hang_before"
    fake_linkedin.fault_on = "POST /li/oauth/v2/accessToken"

    with pytest.raises(connecting.ConnectFailed) as failed:
        await li.connect.exchange("good", back, NOTHING_KEPT)

    assert failed.value.reason is connecting.ConnectFailure.UNREACHABLE


async def test_refreshing_keeps_the_member(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials
) -> None:
    """A partner app's refresh token brings a new access token for the same author."""
    fake_linkedin.token_answer = {"access_token": "newer", "refresh_token": "r2"}

    got = await li.connect.refresh(replace(li_member, refresh_token=Secret("r1")))

    assert got.access_token == Secret("newer")
    assert got.refresh_token == Secret("r2")
    assert got.author_id == li_member.author_id


async def test_without_refresh_token_the_member_must_consent_again(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials
) -> None:
    """An ordinary app cannot refresh, and no call is made to find that out."""
    with pytest.raises(connecting.ConnectFailed) as failed:
        await li.connect.refresh(li_member)

    assert failed.value.reason is connecting.ConnectFailure.EXPIRED
    assert fake_linkedin.calls == []


async def test_revoking_tells_whether_it_worked(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, li_member: Credentials
) -> None:
    """Revoking is true when LinkedIn confirmed it and false in every other case."""
    assert await li.connect.revoke(li_member)
    assert not await li.connect.revoke(replace(li_member, access_token=Secret("other")))
    fake_linkedin.fault, fake_linkedin.fault_on = "drop_before", "POST /li/oauth/v2/revoke"
    assert not await li.connect.revoke(li_member)


async def test_no_secret_is_ever_in_an_address(
    li: linkedin.LinkedIn, fake_linkedin: FakeLinkedIn, post: Post
) -> None:
    """Over a whole life of an account every address that is called is free of secrets."""
    connected = await li.connect.exchange("good", back, NOTHING_KEPT)
    granted = replace(connected, scopes=connected.scopes | {"r_member_postAnalytics"})
    picture = Image(body=PNG, media_type="image/png", width=1200, height=627, alt="A dam")
    published = await li.publish(replace(post, images=(picture,)), granted)
    assert isinstance(published, Published)
    await li.read_figures(published.ref, granted)
    await li.delete(published.ref, granted)
    await li.connect.refresh(replace(granted, refresh_token=Secret("refresh-token-4711")))
    await li.connect.revoke(granted)

    addresses = [path for _, path in fake_linkedin.calls]
    assert len(addresses) >= 14
    for secret in (LI_TOKEN, LI_SECRET, "refresh-token-4711", "oauth2_access_token", "good"):
        assert [address for address in addresses if secret in address] == []
