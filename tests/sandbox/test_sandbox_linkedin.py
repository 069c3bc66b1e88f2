"""The fake LinkedIn refuses what LinkedIn refuses, in its words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from sandbox.linkedin import littletext
from sandbox.linkedin.gate import active
from sandbox.world import World
from tests.sandbox.members import Json, Member


async def test_a_post_is_published(world: World, member: Member) -> None:
    """201, no body, the urn in a header, and the post in the feed."""
    status, body, urn = await member.post("Heat pumps \\(quiet ones\\) #energy")
    assert (status, body) == (201, {})
    assert re.fullmatch(r"urn:li:share:\d+", urn)
    assert world.posts("linkedin")[0].text == "Heat pumps (quiet ones) #energy"


async def test_an_unescaped_sign_cuts_the_text(world: World, member: Member) -> None:
    """The API answers 201, and members see only what stands before the sign."""
    status, _, _ = await member.post("Quiet (really) pumps")
    assert status == 201
    assert world.posts("linkedin")[0].text == "Quiet"


async def test_the_same_text_twice_is_a_duplicate(member: Member) -> None:
    """The 422 names the first post; after its deletion the text may come again."""
    _, _, urn = await member.post("Once")
    status, body, _ = await member.post("Once")
    assert (status, body["message"]) == (422, f"Content is a duplicate of {urn}")
    gone = await member.call("DELETE", f"/rest/posts/{quote(urn, safe='')}")
    again = await member.call("DELETE", f"/rest/posts/{quote(urn, safe='')}")
    assert (gone[0], again[0]) == (204, 204)
    assert (await member.post("Once"))[0] == 201


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"commentary": None}, 422, "field is required but not found"),
        ({"caption": "x"}, 422, "unrecognized field found"),
        ({"visibility": "FRIENDS"}, 400, "invalid value"),
        ({"commentary": ""}, 400, "blank"),
        ({"commentary": "x" * 3001}, 400, "longer than 3000"),
        ({"author": "urn:li:person:someoneElse"}, 403, "partnerApiPostsExternal.CREATE"),
        ({"author": "urn:li:organization:1"}, 400, "Allowed URN types are person"),
        ({"content": {"article": {"source": "ftp://x", "title": "t"}}}, 400, "not a URL"),
        ({"content": {"article": {"source": "https://x.example"}}}, 422, "/content/article/title"),
        ({"content": {"media": {"id": "urn:li:image:nope"}}}, 400, "does not exist"),
        ({"content": {}}, 422, "exactly one member"),
        ({"reshareContext": {"parent": "urn:li:activity:1"}}, 422, "groupPost, share, ugcPost"),
    ],
)
async def test_wrong_bodies_are_refused(
    member: Member, change: Json, status: int, told: str
) -> None:
    """Each fault in a body has its status and names the field."""
    got, body, _ = await member.call("POST", "/rest/posts", member.body() | change)
    assert got == status
    assert told in body["message"]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"LinkedIn-Version": ""}, 400, "VERSION_MISSING"),
        ({"LinkedIn-Version": "202511"}, 426, "NONEXISTENT_VERSION"),
        ({"LinkedIn-Version": "203001"}, 426, "NONEXISTENT_VERSION"),
        ({"X-Restli-Protocol-Version": "1.0.0"}, 400, "ILLEGAL_ARGUMENT"),
        ({"Authorization": "Bearer nonsense"}, 401, "INVALID_ACCESS_TOKEN"),
    ],
)
async def test_headers_are_checked(
    member: Member, headers: dict[str, str], status: int, code: str
) -> None:
    """Version, protocol and token each have their own answer."""
    got, body, _ = await member.call("POST", "/rest/posts", member.body(), **headers)
    assert (got, body["code"]) == (status, code)


async def test_tokens_end(world: World, member: Member) -> None:
    """After sixty days a token has expired; a revoked one says so."""
    world.clock.advance(timedelta(days=60, minutes=1))
    late = await member.call("GET", "/v2/userinfo")
    member.headers["LinkedIn-Version"] = "202610"
    world.linkedin.revoke(member.person.id)
    revoked = await member.call("GET", "/v2/userinfo")
    assert (late[1]["code"], revoked[1]["code"]) == (
        "EXPIRED_ACCESS_TOKEN",
        "REVOKED_ACCESS_TOKEN",
    )


async def test_reading_is_closed(member: Member) -> None:
    """Neither posts nor images can be read with a member's permission to write."""
    _, _, urn = await member.post()
    status, body, _ = await member.call("GET", f"/rest/posts/{quote(urn, safe='')}")
    assert status == 403
    assert body["message"].endswith("partnerApiPostsExternal.GET.20260901")


async def test_a_member_has_150_calls_a_day(member: Member) -> None:
    """The limit comes back at midnight UTC, and the answer names the level."""
    member.world.linkedin.calls[(member.world.clock.now().date(), member.person.id)] = 150
    status, body, _ = await member.post()
    assert (status, body["serviceErrorCode"]) == (429, 101)
    assert "MEMBER DAY" in body["message"]
    member.world.clock.advance(timedelta(days=1))
    assert (await member.post())[0] == 201


async def test_numbers_need_their_permission(world: World, member: Member) -> None:
    """Numbers grow, urns must be percent-encoded, and without the scope nothing is told."""
    _, _, urn = await member.post()
    query = (
        f"/rest/memberCreatorPostAnalytics?q=entity&entity=(share:{quote(urn, safe='')})"
        "&queryType=IMPRESSION&aggregation=TOTAL"
    )
    world.clock.advance(timedelta(days=1))
    status, body, _ = await member.call("GET", query)
    assert status == 200
    assert body["elements"][0]["count"] > 0
    other = query.replace("(share:", "(ugc:")
    assert (await member.call("GET", other))[1]["code"] == "ILLEGAL_ARGUMENT"
    bare = query.replace("%3A", ":")
    assert (await member.call("GET", bare))[1]["code"] == "ILLEGAL_ARGUMENT"
    poor = Member(world, member.session, "openid w_member_social")
    assert (await poor.call("GET", query))[0] == 403
    assert (await member.call("GET", query))[1]["code"] == "REVOKED_ACCESS_TOKEN"


async def test_consent_gives_a_code_that_works_once(world: World, session: ClientSession) -> None:
    """Allow leads back with code and state; the code buys one token, for the same redirect."""
    base = f"{world.core.base_url}/linkedin/oauth/v2"
    redirect = "http://127.0.0.1:1/back?x=1"
    query = {
        "response_type": "code",
        "client_id": world.linkedin.client_id,
        "redirect_uri": redirect,
        "state": "s&1",
        "scope": "openid profile w_member_social",
    }
    luka = world.person("luka").id
    async with session.get(f"{base}/authorization", params=query | {"as": luka}) as page:
        assert f'value="{luka}" selected' in await page.text()
    form = {name: query[name] for name in ("redirect_uri", "state", "scope")}
    async with session.post(
        f"{base}/authorization",
        data=form | {"as": luka, "decision": "allow"},
        allow_redirects=False,
    ) as back:
        answer = parse_qs(urlsplit(back.headers["Location"]).query)
    assert (answer["state"], answer["x"]) == (["s&1"], ["1"])
    exchange = {
        "grant_type": "authorization_code",
        "code": answer["code"][0],
        "redirect_uri": redirect,
        "client_id": world.linkedin.client_id,
        "client_secret": world.linkedin.client_secret,
    }
    wrong = exchange | {"redirect_uri": "http://127.0.0.1:1/other"}
    results = []
    for attempt in (exchange | {"client_secret": "x"}, wrong, exchange, exchange):
        async with session.post(f"{base}/accessToken", data=attempt) as response:
            results.append((response.status, await response.json()))
    assert results[0][1]["error"] == "invalid_client"
    assert results[1][1]["error"] == "invalid_redirect_uri"
    assert results[2][1]["expires_in"] == 5_184_000
    assert results[3][1]["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"scope": "openid r_basicprofile"}, "unauthorized_scope_error"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
async def test_a_wrong_wish_comes_back_as_an_error(
    world: World, session: ClientSession, change: dict[str, str], error: str
) -> None:
    """Scopes that were not approved end the whole authorisation."""
    query = {
        "response_type": "code",
        "client_id": world.linkedin.client_id,
        "redirect_uri": "http://127.0.0.1:1/back",
        "state": "1",
        "scope": "openid",
    }
    async with session.get(
        f"{world.core.base_url}/linkedin/oauth/v2/authorization",
        params=query | change,
        allow_redirects=False,
    ) as response:
        assert f"error={error}" in response.headers["Location"]


async def test_cancelling_comes_back_as_cancelled(world: World, session: ClientSession) -> None:
    """Cancel leads back with LinkedIn's own error."""
    async with session.post(
        f"{world.core.base_url}/linkedin/oauth/v2/authorization",
        data={"redirect_uri": "http://127.0.0.1:1/back", "state": "1", "decision": "cancel"},
        allow_redirects=False,
    ) as response:
        assert "error=user_cancelled_authorize" in response.headers["Location"]


@pytest.mark.parametrize(
    ("version", "day", "fine"),
    [
        ("202601", date(2026, 11, 24), True),
        ("202601", date(2027, 1, 15), False),
        ("202512", date(2026, 11, 24), False),
        ("202611", date(2026, 11, 24), False),
        ("202613", date(2027, 11, 24), False),
        ("2026-9", date(2026, 11, 24), False),
    ],
)
def test_versions_come_and_go(version: str, day: date, fine: bool) -> None:
    """A version is active from the month after its own until its sunset."""
    assert active(version, day) is fine


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("plain text, with: signs!", "plain text, with: signs!"),
        ("a \\(b\\) \\| c\\_d \\\\ e", "a (b) | c_d \\ e"),
        ("tags #energy #sonce stay", "tags #energy #sonce stay"),
        ("{hashtag|\\#|one\\_two} ok", "#one_two ok"),
        ("hi @[Lipa Energija](urn:li:organization:2414183)!", "hi Lipa Energija!"),
        ("see https://lipa.example/a_b?c=(d) now", "see https://lipa.example/a_b?c=(d) now"),
        ("cut * here", "cut"),
        ("mail me@lipa.example", "mail me"),
        ("5 < 6", "5"),
        ("# alone", ""),
    ],
)
def test_little_text_is_read_as_linkedin_reads_it(source: str, seen: str) -> None:
    """Escapes, hashtags, mentions and links are read; a bare reserved sign ends the text."""
    assert littletext.read(source).visible == seen


@given(st.text())
def test_escaped_text_is_seen_whole(text: str) -> None:
    """Whatever is written, with every reserved sign escaped nothing is lost."""
    source = "".join(f"\\{sign}" if sign in littletext.RESERVED else sign for sign in text)
    assert littletext.read(source) == littletext.Reading(visible=text)
