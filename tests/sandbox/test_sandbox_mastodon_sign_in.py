"""Signing in to a fake Mastodon server goes as in reality."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession, encode_basic_auth

from sandbox.mastodon.state import CODE_SECONDS
from sandbox.world import World
from tests.sandbox.mastodon_account import CALLBACK, SCOPE, Account, Visit


@pytest.fixture
async def visit(world: World, session: ClientSession) -> Visit:
    """An app that is registered on toot.si."""
    visit = Visit(world, session)
    assert (await visit.register())[0] == 200
    return visit


async def test_an_app_signs_somebody_in(world: World, visit: Visit) -> None:
    """Consent, code, token, and the account behind the token."""
    status, page = await visit.ask()
    assert status == 200
    assert "Publish and delete posts for you" in page
    back = await visit.allow()
    assert back["state"] == ["s" * 32]
    status, said = await visit.token(back["code"][0])
    assert (status, said["token_type"], said["scope"]) == (200, "Bearer", SCOPE)
    headers = {"Authorization": f"Bearer {said['access_token']}"}
    url = f"{visit.url}/api/v1/accounts/verify_credentials"
    async with visit.session.get(url, headers=headers) as response:
        me = await response.json()
    server = world.mastodon.server("toot.si")
    assert me["id"] == world.mastodon.account_id(server, world.person("joe"))
    assert (me["acct"], me["display_name"]) == ("joe", "Joe Baker")


async def test_apps_are_checked(visit: Visit) -> None:
    """No name, no absolute address, an unknown scope: 422. Every registration is a new app."""
    first = visit.app["client_id"]
    assert (await visit.register(client_name=" "))[1]["error"].endswith("Name can't be blank")
    status, said = await visit.register(redirect_uris="glasnik")
    assert (status, said["error"]) == (
        422,
        "Validation failed: Redirect URI must be an absolute URI.",
    )
    assert (await visit.register(redirect_uris="javascript://x/%0aalert(1)"))[0] == 422
    assert (await visit.register(scopes="write:everything"))[0] == 422
    assert (await visit.register())[1]["client_id"] != first


async def test_a_wrong_question_is_told_to_whom_it_concerns(visit: Visit) -> None:
    """An unknown app or address is told to the visitor, all else to the app."""
    assert (await visit.ask(client_id="x"))[0] == 400
    status, text = await visit.ask(redirect_uri="https://evil.example")
    assert (status, "redirect uri" in text) == (400, True)
    for changes, error in (
        ({"scope": "write"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_code_challenge_method"),
    ):
        status, location = await visit.ask(**changes)
        assert status == 302
        assert parse_qs(urlsplit(location).query)["error"] == [error]
    assert (await visit.allow("cancel"))["error"] == ["access_denied"]
    assert (await visit.allow(scope="write"))["error"] == ["invalid_scope"]


async def test_a_code_is_good_once_and_for_its_app(world: World, visit: Visit) -> None:
    """Verifier, address, app and secret must fit; a used or late code is invalid_grant."""
    code = (await visit.allow())["code"][0]
    for wrong in ({"code_verifier": "w" * 64}, {"redirect_uri": f"{CALLBACK}/x"}, {"code": "x"}):
        status, said = await visit.token(wrong.pop("code", code), **wrong)
        assert (status, said["error"]) == (400, "invalid_grant")
    status, said = await visit.token(code, client_secret="wrong")
    assert (status, said["error"]) == (401, "invalid_client")
    assert (await visit.token(code, grant_type="password"))[1]["error"] == "unsupported_grant_type"
    assert (await visit.token(code, redirect_uri=""))[1]["error"] == "invalid_request"
    basic = encode_basic_auth(visit.app["client_id"], visit.app["client_secret"])
    assert (await visit.token(code, authorization=basic, client_secret=""))[0] == 200
    assert (await visit.token(code))[1]["error"] == "invalid_grant"
    late = (await visit.allow())["code"][0]
    world.mastodon.server("toot.si").codes[late].issued -= CODE_SECONDS + 1
    assert (await visit.token(late))[1]["error"] == "invalid_grant"
    for name in ("toot.si", "lipa.social"):
        other = Visit(world, visit.session, name)
        await other.register()
        elsewhere = (await visit.allow())["code"][0]
        assert (await other.token(elsewhere))[1]["error"] == "invalid_grant"


async def test_a_token_is_given_back(world: World, visit: Visit) -> None:
    """Only its own app may revoke a token; afterwards it says that it was revoked."""
    server = world.mastodon.server("toot.si")
    token = world.mastodon.issue(server, world.person("joe"), SCOPE, visit.app["client_id"])
    form = {name: visit.app[name] for name in ("client_id", "client_secret")}
    url = f"{visit.url}/oauth/revoke"
    async with visit.session.post(url, data={**form, "token": "x"}) as response:
        assert (response.status, await response.json()) == (200, {})
    async with visit.session.post(
        url, data={**form, "client_secret": "x", "token": token.value}
    ) as response:
        assert (response.status, token.revoked) == (403, False)
    async with visit.session.post(url, data={**form, "token": token.value}) as response:
        assert (response.status, token.revoked) == (200, True)


async def test_tokens_and_scopes(world: World, session: ClientSession) -> None:
    """Unknown, revoked, too narrow, disabled: each has its sentence; a wide scope is enough."""
    narrow = Account(world, session, scope="read:statuses")
    status, said = await narrow.post("x")
    assert (status, said["error"]) == (403, "This action is outside the authorized scopes")
    wide = Account(world, session, scope="read write")
    assert (await wide.post("x"))[0] == 200
    profile = Account(world, session, scope="profile")
    assert (await profile.call("GET", "/api/v1/accounts/verify_credentials"))[0] == 200
    wide.server.disabled.add(wide.person.id)
    assert (await wide.post("x"))[1] == {"error": "Your login is currently disabled"}
    wide.server.disabled.clear()
    world.mastodon.revoke(wide.person)
    assert await wide.post("x") == (401, {"error": "The access token was revoked"})
    wide.token.value = "nonsense"
    assert await wide.post("x") == (401, {"error": "The access token is invalid"})
    other = Account(world, session)
    other.server = world.mastodon.server("lipa.social")
    assert (await other.post("x"))[0] == 401


@pytest.mark.parametrize(("name", "most"), [("lipa.social", 500), ("toot.si", 1000)])
async def test_a_server_says_what_it_takes(
    world: World, session: ClientSession, name: str, most: int
) -> None:
    """Both descriptions give its limits, without a token; there is no other server."""
    url = world.mastodon.server(name).url
    for version in ("v1", "v2"):
        async with session.get(f"{url}/api/{version}/instance") as response:
            statuses = (await response.json())["configuration"]["statuses"]
        assert statuses["max_characters"] == most
        assert statuses["characters_reserved_per_url"] == 23
    async with session.get(url.replace(name, "elsewhere.example") + "/api/v2/instance") as response:
        assert response.status == 404
