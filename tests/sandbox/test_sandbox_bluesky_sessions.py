"""Signing in to the fake Bluesky goes as in reality."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import jwt
import pytest
from aiohttp import ClientSession

from sandbox.world import World
from tests.sandbox.bluesky_account import Account


@pytest.fixture
async def account(world: World, session: ClientSession) -> Account:
    """Joe, signed in."""
    joe = Account(world, session)
    await joe.sign_in()
    return joe


async def test_a_handle_leads_to_its_server(world: World, session: ClientSession) -> None:
    """Handle, identifier and document name one another, and the server the account is on."""
    joe = Account(world, session)
    assert joe.handle == "joe-baker.bsky.social"
    appview = world.bluesky.appview
    method = "com.atproto.identity.resolveHandle"
    assert await joe.get(method, appview, handle=joe.handle) == (200, {"did": joe.did})
    status, said = await joe.get(method, appview, handle="nobody.bsky.social")
    assert (status, said["message"]) == (400, "Unable to resolve handle")
    async with session.get(f"{world.bluesky.directory}/{joe.did}") as response:
        document = await response.json(content_type="application/did+ld+json")
    assert document["alsoKnownAs"] == [f"at://{joe.handle}"]
    assert document["service"][0]["serviceEndpoint"] == world.bluesky.pds
    async with session.get(f"{world.bluesky.directory}/did:plc:nobody") as response:
        assert response.status == 404


async def test_only_app_passwords_sign_in(world: World, session: ClientSession) -> None:
    """The account's own password asks for a code; a wrong one and a revoked one are refused."""
    joe = Account(world, session)
    status, said = await joe.sign_in()
    assert (status, said["did"], said["handle"]) == (200, joe.did, joe.handle)
    status, said = await joe.sign_in(world.bluesky.password(joe.person))
    assert (status, said["error"]) == (401, "AuthFactorTokenRequired")
    status, said = await joe.sign_in("aaaa-bbbb-cccc-dddd")
    assert (status, said["error"]) == (401, "AuthenticationRequired")
    old = world.bluesky.app_password(joe.person)
    world.bluesky.revoke(joe.person)
    assert (await joe.sign_in(old))[0] == 401
    world.bluesky.account(joe.person).taken_down = True
    status, said = await joe.sign_in()
    assert (status, said["error"]) == (401, "AccountTakedown")


async def test_sign_ins_are_few(world: World, session: ClientSession) -> None:
    """Thirty in five minutes, wrong ones too; the headers say when it is over."""
    joe = Account(world, session)
    for _ in range(30):
        await joe.sign_in("aaaa-bbbb-cccc-dddd")
    assert joe.headers["ratelimit-remaining"] == "0"
    status, said = await joe.sign_in()
    assert (status, said["error"]) == (429, "RateLimitExceeded")
    assert joe.headers["ratelimit-policy"] == "30;w=300"
    assert 0 < int(joe.headers["ratelimit-reset"]) - world.clock.now().timestamp() <= 300
    world.clock.advance(timedelta(minutes=5))
    assert (await joe.sign_in())[0] == 200


async def test_tokens_live_by_the_programmes_clock(world: World, account: Account) -> None:
    """An access token says its end, two hours on; then it is a 400 ExpiredToken."""
    claims = jwt.decode(account.access, options={"verify_signature": False})
    end = datetime.fromtimestamp(claims["exp"], UTC)
    assert timedelta(0) <= world.clock.now() + timedelta(hours=2) - end < timedelta(seconds=9)
    world.clock.advance(timedelta(hours=2))
    status, said = await account.post()
    assert (status, said["error"]) == (400, "ExpiredToken")
    refreshing = "com.atproto.server.refreshSession"
    status, said = await account.call(refreshing, token=account.refresh)
    assert status == 200
    account.take(said)
    assert (await account.post())[0] == 200


async def test_a_refresh_token_is_used_once(world: World, account: Account) -> None:
    """A lost answer can be asked for again for two hours; later the old token is dead."""
    refreshing, first = "com.atproto.server.refreshSession", account.refresh
    _, one = await account.call(refreshing, token=first)
    status, again = await account.call(refreshing, token=first)
    session = jwt.decode(one["refreshJwt"], options={"verify_signature": False})["jti"]
    assert status == 200
    assert jwt.decode(again["refreshJwt"], options={"verify_signature": False})["jti"] == session
    world.clock.advance(timedelta(hours=2))
    status, said = await account.call(refreshing, token=first)
    assert (status, said["error"]) == (400, "ExpiredToken")
    assert (await account.call(refreshing, token=one["refreshJwt"]))[0] == 200


async def test_signing_out_and_wrong_tokens(account: Account) -> None:
    """A deleted session can't be refreshed; each token is good for its own purpose only."""
    refreshing = "com.atproto.server.refreshSession"
    assert (await account.call(refreshing, token=account.access))[1]["error"] == "InvalidToken"
    assert (await account.call(refreshing, token="garbage"))[1]["error"] == "InvalidToken"
    assert (await account.call(refreshing, token=""))[0] == 401
    assert (await account.call(refreshing, {}, token=account.refresh))[0] == 400
    ending = "com.atproto.server.deleteSession"
    assert await account.call(ending, token=account.refresh) == (200, {})
    status, said = await account.call(refreshing, token=account.refresh)
    assert (status, said["error"]) == (400, "ExpiredToken")


async def test_app_passwords_are_made_and_taken_back(world: World, session: ClientSession) -> None:
    """The page shows a new app password once; it signs in until it is revoked there."""
    joe = Account(world, session)
    url = f"{world.bluesky.web}/settings/app-passwords"
    async with session.get(url, params={"person": joe.person.id}) as response:
        page = await response.text()
    assert f"@{joe.handle}" in page
    form = {"person": joe.person.id, "name": "Glasnik", "act": "make"}
    async with session.post(url, data=form) as response:
        page = await response.text()
    made = world.bluesky.app_password(joe.person)
    assert made in page
    assert (await joe.sign_in(made))[0] == 200
    async with session.post(url, data=form) as response:
        page = await response.text()
    assert made not in page
    assert "have one with this name" in page
    async with session.post(url, data={"person": joe.person.id, "revoke": "Glasnik"}) as response:
        assert response.status == 200
    assert (await joe.sign_in(made))[0] == 401


async def test_methods_are_as_the_server_has_them(world: World, account: Account) -> None:
    """An unknown method, a wrong verb, a wrong body: each has the server's answer."""
    assert (await account.get("com.atproto.repo.nothing"))[0] == 501
    assert (await account.get("com.atproto.repo.createRecord"))[0] == 400
    assert (await account.get("com.atproto.repo.createRecord", world.bluesky.appview))[0] == 501
    url = f"{world.bluesky.pds}/xrpc/com.atproto.repo.createRecord"
    headers = {"Authorization": f"Bearer {account.access}"}
    async with account.session.post(url, data={"a": "b"}, headers=headers) as response:
        assert "Wrong request encoding" in await response.text()
    status, said = await account.call("com.atproto.repo.createRecord", {"repo": account.did})
    assert (status, said["message"]) == (400, 'Input must have the property "collection"')
