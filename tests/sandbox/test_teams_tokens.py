"""Tokens in both directions: what the login gives, and what activities are signed with."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from aiohttp import ClientSession, web

from sandbox.world import World
from tests.sandbox.stub import App
from tests.sandbox.teams_stub import Bot


async def _json(session: ClientSession, url: str) -> dict[str, Any]:
    async with session.get(url) as response:
        return dict(await response.json())


async def test_the_login_gives_tokens_that_expire(bot: Bot, world: World) -> None:
    """The right secret gives a bearer token for as long as is said, and the connector takes it."""
    said = await bot.login()
    assert said.status == 200
    assert said.body["token_type"] == "Bearer"
    assert said.body["expires_in"] == 3599
    claims = jwt.decode(said.body["access_token"], options={"verify_signature": False})
    assert claims["aud"] == "https://api.botframework.com"
    assert claims["appid"] == world.teams.app_id
    assert claims["exp"] - claims["iat"] == 3599
    assert (await bot.create("Joe")).status == 201


@pytest.mark.parametrize(
    ("changed", "status", "error", "code"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"client_id": "4b3c"}, 400, "unauthorized_client", 700016),
        ({"tenant": "elsewhere"}, 400, "invalid_request", 90002),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
        ({"scope": "https://graph.microsoft.com/.default"}, 400, "invalid_scope", 70011),
        ({"scope": ""}, 400, "invalid_request", 900144),
    ],
)
async def test_the_login_refuses_as_entra_does(
    bot: Bot, changed: dict[str, str], status: int, error: str, code: int
) -> None:
    """Each mistake has its status, its OAuth error and its AADSTS number."""
    said = await bot.login(**changed)
    assert (said.status, said.body["error"]) == (status, error)
    assert said.body["error_codes"] == [code]
    assert said.body["error_description"].startswith(f"AADSTS{code}: ")


async def test_a_secret_that_expired_is_refused(bot: Bot, world: World) -> None:
    """Secrets of apps end one day; the login then says so."""
    world.teams.login.secret_expired = True
    said = await bot.login()
    assert (said.status, said.body["error_codes"]) == (401, [7000222])


async def test_a_managed_identity_gets_a_token(
    bot: Bot, world: World, session: ClientSession
) -> None:
    """The identity endpoint of a machine gives tokens without a secret, to who asks rightly."""
    url = f"{world.core.base_url}/teams/identity/token"
    asked = {"resource": "https://api.botframework.com", "client_id": world.teams.app_id}
    header = {"X-IDENTITY-HEADER": "here"}
    async with session.get(url, params=asked, headers=header) as response:
        bot.token = (await response.json())["access_token"]
    assert (await bot.create("Joe")).status == 201
    for params, headers in ((asked, {}), ({**asked, "client_id": "x"}, header)):
        async with session.get(url, params=params, headers=headers) as response:
            assert response.status in {400, 401}


@pytest.mark.parametrize("token", ["", "made up"])
async def test_the_connector_wants_a_token(bot: Bot, token: str) -> None:
    """Without a token of the login, 401 and the body that is documented."""
    await bot.login()
    bot.token = token or "x"
    said = await bot.create("Joe")
    assert said.status == 401
    assert said.body == {"message": "Authorization has been denied for this request."}


async def test_tokens_can_be_taken_back(bot: Bot, world: World) -> None:
    """A token that worked is refused once it is revoked, and a new one works."""
    assert (await bot.create("Joe")).status == 201
    world.teams.login.revoke()
    assert (await bot.create("Joe")).status == 401
    await bot.login()
    assert (await bot.create("Joe")).status == 201


async def test_activities_are_signed_for_this_bot(
    world: World, session: ClientSession, stub: App
) -> None:
    """The token on an activity verifies with the published key, and names bot and service."""
    stub.answer = lambda _: web.Response(status=202)
    assert (await world.teams.say("Joe", "help")).ok
    got = stub.got[-1]
    described = await _json(session, world.teams.openid_url)
    assert described["issuer"] == "https://api.botframework.com"
    [key] = (await _json(session, described["jwks_uri"]))["keys"]
    assert key["endorsements"] == ["msteams"]
    token = got.headers["Authorization"].removeprefix("Bearer ")
    assert jwt.get_unverified_header(token)["kid"] == key["kid"]
    claims = jwt.decode(
        token,
        jwt.PyJWK(key, algorithm="RS256").key,
        algorithms=["RS256"],
        audience=world.teams.app_id,
        issuer=described["issuer"],
    )
    assert claims["serviceurl"] == got.payload["serviceUrl"] == world.teams.connector_url
    assert got.headers["x-ms-tenant-id"] == world.teams.tenant_id
    assert got.headers["x-ms-conversation-id"] == got.payload["conversation"]["id"]


async def test_every_world_signs_with_a_key_of_its_own(world: World) -> None:
    """What another world signs is not taken for ours."""
    other = World(seed="elsewhere").teams.tenant.key
    assert other.published()["n"] != world.teams.tenant.key.published()["n"]
    assert other.kid != world.teams.tenant.key.kid


async def test_keys_and_login_can_fail(world: World, bot: Bot, session: ClientSession) -> None:
    """Faults strike the login and the keys like any other place."""
    for place, url in (
        ("teams.openid", world.teams.openid_url),
        ("teams.keys", f"{world.core.base_url}/teams/openid/keys"),
    ):
        world.faults.add(place, "error", status=503, body="<html>")
        async with session.get(url) as response:
            assert response.status == 503
        async with session.get(url) as response:
            assert response.status == 200
    world.faults.add("teams.token", "error", status=500, body={"error": "server_error"})
    assert (await bot.login()).status == 500
