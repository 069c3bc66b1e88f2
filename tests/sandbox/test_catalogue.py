"""Each documented answer of the four networks can be given, to whom and as often as one likes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from sandbox import faults
from sandbox.catalogue import CATALOGUE, names
from sandbox.faults import Faults
from sandbox.world import World

NOW = datetime(2026, 11, 24, 8, 0, 0, 250_000, tzinfo=UTC)
BACK = "https://bot.example/back?x=1"
ZOE, JOE = "UZOE", "UJOE"

# The answers as the networks' documentation prints them, letter by letter.
PRINTED = {
    "linkedin.INVALID_ACCESS_TOKEN": (
        401,
        (
            '{"status":401,"serviceErrorCode":65600,"code":"INVALID_ACCESS_TOKEN",'
            '"message":"Invalid access token"}'
        ),
    ),
    "linkedin.REVOKED_ACCESS_TOKEN": (
        401,
        (
            '{"status":401,"serviceErrorCode":65601,"code":"REVOKED_ACCESS_TOKEN",'
            '"message":"The token used in the request has been revoked by the user"}'
        ),
    ),
    "linkedin.EXPIRED_ACCESS_TOKEN": (
        401,
        (
            '{"status":401,"serviceErrorCode":65602,"code":"EXPIRED_ACCESS_TOKEN",'
            '"message":"The token used in the request has expired"}'
        ),
    ),
    "linkedin.EMPTY_ACCESS_TOKEN": (
        401,
        '{"message":"Empty oauth2_access_token","serviceErrorCode":401,"status":401}',
    ),
    "linkedin.VERSION_MISSING": (
        400,
        (
            '{"status":400,"code":"VERSION_MISSING","message":"A version must be present. '
            'Please specify a version by adding the LinkedIn-Version header."}'
        ),
    ),
    "linkedin.NONEXISTENT_VERSION": (
        426,
        (
            '{"status":426,"code":"NONEXISTENT_VERSION",'
            '"message":"Requested version 20251101 is not active"}'
        ),
    ),
    "linkedin.ILLEGAL_ARGUMENT": (
        400,
        (
            '{"status":400,"code":"ILLEGAL_ARGUMENT",'
            '"message":"Request body could not be converted to data map"}'
        ),
    ),
    "linkedin.FIELD_REQUIRED": (
        422,
        (
            '{"message":"ERROR :: /commentary :: field is required but not found and has no '
            'default value\\n","status":422}'
        ),
    ),
    "linkedin.TOO_MANY_REQUESTS": (
        429,
        (
            '{"status":429,"serviceErrorCode":101,"code":"TOO_MANY_REQUESTS","message":"Resource '
            'level throttle MEMBER DAY limit for calls to this resource is reached."}'
        ),
    ),
    "linkedin.invalid_grant": (
        400,
        '{"error":"invalid_grant","error_description":"Token has been expired or revoked."}',
    ),
    "x.DuplicateContent": (
        403,
        (
            '{"detail":"You are not allowed to create a Tweet with duplicate content.",'
            '"type":"about:blank","title":"Forbidden","status":403}'
        ),
    ),
    "x.Unauthorized": (
        401,
        '{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}',
    ),
    "x.TooManyRequests": (
        429,
        (
            '{"title":"Too Many Requests","detail":"Too Many Requests","type":"about:blank",'
            '"status":429}'
        ),
    ),
    "x.invalid_request": (
        400,
        '{"error":"invalid_request","error_description":"Value passed for the token was invalid."}',
    ),
    "bluesky.ExpiredToken": (400, '{"error":"ExpiredToken","message":"Token has expired"}'),
    "mastodon.token_invalid": (401, '{"error":"The access token is invalid"}'),
    "mastodon.token_revoked": (401, '{"error":"The access token was revoked"}'),
    "mastodon.outside_scopes": (
        403,
        '{"error":"This action is outside the authorized scopes"}',
    ),
    "mastodon.login_disabled": (403, '{"error":"Your login is currently disabled"}'),
    "mastodon.text_blank": (422, '{"error":"Validation failed: Text can\'t be blank"}'),
    "mastodon.text_too_long": (
        422,
        '{"error":"Validation failed: Text character limit of 500 exceeded"}',
    ),
    "mastodon.too_many_requests": (429, '{"error":"Too many requests"}'),
}
# The codes that are documented by name: network, status, and where the body has them.
NAMED = {
    ("linkedin", 400, "code"): [
        *("VERSION_MISSING", "ILLEGAL_ARGUMENT", "MISSING_FIELD", "INVALID_URN_TYPE"),
        *("INVALID_URN_ID", "INVALID_VALUE_FOR_FIELD", "INVALID_VALUE_BLANK_FIELD"),
        "FIELD_LENGTH_TOO_LONG",
    ],
    ("linkedin", 403, "code"): ["ACCESS_DENIED"],
    ("linkedin", 404, "code"): ["NOT_FOUND"],
    ("linkedin", 409, "code"): ["CONFLICT"],
    ("linkedin", 422, "code"): ["DUPLICATE_POST"],
    ("linkedin", 400, "error"): ["invalid_grant", "invalid_request", "invalid_redirect_uri"],
    ("linkedin", 401, "error"): ["invalid_client"],
    ("x", 402, "title"): ["CreditsDepleted"],
    ("x", 403, "title"): ["Client Forbidden", "Forbidden"],
    ("x", 400, "title"): ["Invalid Request"],
    ("bluesky", 400, "error"): [
        *("InvalidRequest", "ExpiredToken", "InvalidToken", "AccountTakedown", "InvalidSwap"),
    ],
    ("bluesky", 401, "error"): [
        *("AuthenticationRequired", "AuthFactorTokenRequired", "AccountTakedown"),
    ],
    ("bluesky", 413, "error"): ["PayloadTooLarge"],
    ("bluesky", 429, "error"): ["RateLimitExceeded"],
    ("bluesky", 502, "error"): ["UpstreamFailure"],
    ("mastodon", 400, "error"): ["invalid_grant", "invalid_scope"],
    ("mastodon", 401, "error"): ["invalid_client"],
}


class Caller:
    """Calls any place as one person, where nothing but the faults decides what is answered."""

    def __init__(self, switched: Faults, session: ClientSession, url: str) -> None:
        self.faults, self.session, self.url = switched, session, url

    async def call(self, where: str, person: str) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers, whose names are in lower case."""
        async with self.session.get(
            self.url,
            params={"where": where, "who": person, "redirect_uri": BACK, "state": "s 1"},
            allow_redirects=False,
        ) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            return response.status, await response.read(), headers

    async def succeeds(self, where: str, person: str) -> bool:
        """Whether the call does what it is for."""
        status, body, _ = await self.call(where, person)
        return (status, body) == (200, b"done")


@pytest.fixture
async def caller(session: ClientSession) -> AsyncIterator[Caller]:
    """A server at which every place succeeds with `done`."""
    switched = Faults(lambda: NOW)

    async def effect() -> web.StreamResponse:
        return web.Response(text="done")

    async def handle(request: web.Request) -> web.StreamResponse:
        where, who = request.query["where"], request.query["who"]
        return await faults.around(switched, request, where=where, person=who, effect=effect)

    server = web.Application()
    server.router.add_get("/", handle)
    running = TestServer(server)
    await running.start_server()
    yield Caller(switched, session, str(running.make_url("/")))
    await running.close()


@pytest.mark.parametrize("name", CATALOGUE)
async def test_every_answer_is_given_to_one_person_and_so_many_times(
    caller: Caller, name: str
) -> None:
    """It comes back byte for byte, twice, to Zoë only; the third call succeeds."""
    row = CATALOGUE[name]
    caller.faults.add(documented=name, person=ZOE, times=2)
    for _ in range(2):
        assert await caller.succeeds(row.where, JOE)
        assert await caller.succeeds("slack.other", ZOE)
        status, body, headers = await caller.call(row.where, ZOE)
        assert (status, body) == (row.status, row.text().encode())
        for header, value in row.headers_at(NOW).items():
            assert headers[header.lower()] == value
    assert await caller.succeeds(row.where, ZOE)
    assert caller.faults.shown() == []


@pytest.mark.parametrize("name", PRINTED)
async def test_answers_are_as_printed(caller: Caller, name: str) -> None:
    """The bytes are those of the documentation."""
    caller.faults.add(documented=name, where=CATALOGUE[name].where)
    status, body, _ = await caller.call(CATALOGUE[name].where, JOE)
    assert (status, body.decode()) == PRINTED[name]


@pytest.mark.parametrize(("network", "status", "key"), NAMED)
def test_every_documented_code_is_there(network: str, status: int, key: str) -> None:
    """Each code that a network documents for a status is the code of some answer."""
    found = {
        row.body.get(key)
        for name, row in CATALOGUE.items()
        if name.startswith(f"{network}.") and row.status == status and isinstance(row.body, dict)
    }
    assert set(NAMED[network, status, key]) <= found


@pytest.mark.parametrize(
    ("name", "headers"),
    [
        (
            "x.TooManyRequests",
            {"x-rate-limit-remaining": "0", "x-rate-limit-reset": "1795508100"},
        ),
        ("x.TooManyRequests_app_day", {"x-app-limit-24hour-reset": "1795593600"}),
        (
            "bluesky.RateLimitExceeded",
            {"ratelimit-reset": "1795510800", "ratelimit-policy": "5000;w=3600"},
        ),
        (
            "bluesky.RateLimitExceeded_session",
            {"ratelimit-limit": "30", "ratelimit-reset": "1795507500"},
        ),
        (
            "mastodon.too_many_requests",
            {"x-ratelimit-limit": "300", "x-ratelimit-reset": "2026-11-24T08:05:00.250000Z"},
        ),
    ],
)
async def test_limits_end_by_the_clock_of_the_sandbox(
    caller: Caller, name: str, headers: dict[str, str]
) -> None:
    """A window ends so long after the moment at which the answer is given."""
    caller.faults.add(documented=name)
    _, _, got = await caller.call(CATALOGUE[name].where, JOE)
    assert {header: got[header] for header in headers} == headers


@pytest.mark.parametrize(
    "name",
    [
        "x.TooManyRequests_without_reset",
        "bluesky.RateLimitExceeded_without_reset",
        "mastodon.too_many_requests_without_reset",
        "linkedin.TOO_MANY_REQUESTS",
    ],
)
async def test_a_limit_may_come_without_a_time(caller: Caller, name: str) -> None:
    """A 429 without any header that says when to come back."""
    caller.faults.add(documented=name)
    status, _, headers = await caller.call(CATALOGUE[name].where, JOE)
    assert status == 429
    assert not [header for header in headers if "limit" in header or header == "retry-after"]


@pytest.mark.parametrize("name", [n for n, row in CATALOGUE.items() if row.redirect is not None])
async def test_a_consent_page_sends_back_with_the_error(caller: Caller, name: str) -> None:
    """The visitor lands at the app's address, with the error and the state they came with."""
    caller.faults.add(documented=name, person=JOE)
    status, body, headers = await caller.call(CATALOGUE[name].where, JOE)
    assert (status, body) == (302, b"")
    query = parse_qs(urlsplit(headers["location"]).query)
    assert headers["location"].startswith(BACK)
    assert query["state"] == ["s 1"]
    assert query["error"] == [(CATALOGUE[name].redirect or {})["error"]]


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"documented": "x.Gremlins"}, "x.CreditsDepleted"),
        ({"documented": "myspace.Error"}, "linkedin.DUPLICATE_POST"),
        ({"documented": "x.CreditsDepleted", "where": "linkedin.posts"}, "no answer"),
        ({"documented": "x.CreditsDepleted", "status": 500}, "its own status"),
        ({"documented": "x.CreditsDepleted", "kind": "latency"}, "is an error"),
        ({"documented": "x.CreditsDepleted", "error": "fatal_error"}, "is an error"),
        ({"kind": "error"}, "where"),
    ],
)
def test_a_wrong_wish_is_refused(wish: dict[str, Any], told: str) -> None:
    """A name that is not known is answered with those that are; nothing is switched on."""
    switched = Faults()
    with pytest.raises(ValueError, match=told):
        switched.add(**wish)
    assert switched.shown() == []


def test_only_the_names_of_a_network_are_named() -> None:
    """Who errs in a name of X is told X's names."""
    with pytest.raises(ValueError, match="Gremlins") as refused:
        Faults().add(documented="x.Gremlins")
    assert "linkedin" not in str(refused.value)
    assert all(name in str(refused.value) for name in names("x"))


async def test_answers_are_switched_on_over_http(world: World, session: ClientSession) -> None:
    """By name, with the place that the catalogue knows; a wrong name is told which there are."""
    url = f"{world.core.base_url}/faults"
    person = world.person("zoe").id
    async with session.post(url, json={"documented": "x.TooManyRequests", "person": person}) as on:
        shown = await on.json()
        assert (on.status, shown["where"], shown["status"]) == (201, "x.tweets", 429)
    reset = int(shown["headers"]["x-rate-limit-reset"])
    ahead = reset - world.clock.now().timestamp()
    assert timedelta(minutes=14) < timedelta(seconds=ahead) <= timedelta(minutes=15)
    async with session.post(url, json={"documented": "x.TooMany"}) as refused:
        assert refused.status == 400
        assert "x.TooManyRequests" in (await refused.json())["error"]
    async with session.get(f"{url}/documented") as listed:
        rows = (await listed.json())["documented"]
    assert [row["name"] for row in rows] == list(CATALOGUE)


async def test_a_person_on_a_consent_page_is_known(world: World, session: ClientSession) -> None:
    """An error meant for Luka strikes when Luka presses Allow, and lets Zoë through."""
    luka, zoe = world.person("luka").id, world.person("zoe").id
    pages = {
        "linkedin.unauthorized_scope_error": "/linkedin/oauth/v2/authorization",
        "x.access_denied": "/x/i/oauth2/authorize",
        "mastodon.access_denied": "/mastodon/toot.si/oauth/authorize",
    }
    toot = world.mastodon.server("toot.si")
    app = world.mastodon.register(
        toot, name="An app", redirect_uris=(BACK,), scope="read", website=""
    )
    for name, path in pages.items():
        url = world.core.base_url + path
        world.faults.add(documented=name, person=luka)
        got = {}
        for who in (zoe, luka):
            form = {
                "client_id": app.client_id,
                "redirect_uri": BACK,
                "response_type": "code",
                "state": "s",
                "scope": "read",
                "as": who,
            }
            async with session.post(
                url, data=form | {"decision": "allow"}, allow_redirects=False
            ) as back:
                got[who] = parse_qs(urlsplit(back.headers["Location"]).query)
        assert "code" in got[zoe]
        assert got[luka]["error"] == [name.partition(".")[2]]
        assert got[luka]["state"] == ["s"]
