"""The fake X refuses what X refuses, in its words."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession, encode_basic_auth
from hypothesis import given
from hypothesis import strategies as st
from twitter_text import parse_tweet

from sandbox.world import World
from sandbox.x import weigh
from sandbox.x.state import CODE_SECONDS
from tests.sandbox.members import SCOPE, Account, Json

VERIFIER = "v" * 64
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)


async def test_a_post_is_published(world: World, account: Account) -> None:
    """201 with id and text; the post can be seen at its address."""
    status, body = await account.post("Wind above Vipava")
    assert status == 201
    post = world.posts("x")[0]
    assert body["data"] == {
        "id": post.id,
        "text": "Wind above Vipava",
        "edit_history_tweet_ids": [post.id],
    }
    async with account.session.get(post.url) as page:
        assert "Wind above Vipava" in await page.text()


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"text": "x", "caption": "y"}, 400, "is not defined in the schema"),
        ({"text": 5}, 400, "wrong type"),
        ({"text": " "}, 400, "at least 1"),
        ({"text": "ž" * 281}, 400, "too long"),
        ({"text": "好" * 141}, 400, "too long"),
        ({"text": "x", "quote_tweet_id": "1"}, 403, "not permitted"),
        ({"text": "x", "reply": {"in_reply_to_tweet_id": "1"}}, 403, "not permitted"),
        ({"text": "x", "reply_settings": "nobody"}, 400, "reply_settings"),
    ],
)
async def test_wrong_posts_are_refused(
    account: Account, body: Json, status: int, told: str
) -> None:
    """Unknown fields, wrong types, long texts and closed features are refused."""
    got, said = await account.call("POST", "/2/tweets", body)
    assert got == status
    assert told in str(said)


async def test_the_same_text_twice_is_a_duplicate(account: Account) -> None:
    """The second attempt is forbidden; after deletion it is allowed again."""
    _, first = await account.post("Once")
    status, body = await account.post("Once")
    assert status == 403
    assert body["detail"] == "You are not allowed to create a Tweet with duplicate content."
    deleted = await account.call("DELETE", f"/2/tweets/{first['data']['id']}")
    assert deleted[1] == {"data": {"deleted": True}}
    assert (await account.post("Once"))[0] == 201


async def test_credits_run_out(account: Account) -> None:
    """A post with a link costs more than a plain one, and without credits it is 402."""
    account.world.x.credits = 0.21
    assert (await account.post("See https://lipa.example/a"))[0] == 201
    status, body = await account.post("And https://lipa.example/b")
    assert (status, body["title"]) == (402, "CreditsDepleted")
    account.world.x.credits = 0.02
    assert (await account.post("no link"))[0] == 201


async def test_a_window_has_a_hundred_posts(account: Account) -> None:
    """The headers count down; beyond the limit it is 429 until the window ends."""
    await account.post("first")
    assert account.headers["x-rate-limit-remaining"] == "99"
    account.world.x.windows[f"tweets {account.person.id}"].used = 100
    status, _ = await account.post("too much")
    assert status == 429
    reset = int(account.headers["x-rate-limit-reset"])
    assert 0 < reset - account.world.clock.now().timestamp() <= 901
    account.world.clock.advance(timedelta(minutes=15))
    assert (await account.post("again"))[0] == 201


async def test_scopes_and_lives_of_tokens(world: World, session: ClientSession) -> None:
    """Writing needs tweet.write; a token lives two hours; a revoked one is worthless."""
    reader = Account(world, session, "tweet.read users.read")
    assert (await reader.post("x"))[0] == 403
    assert (await reader.call("GET", "/2/users/me"))[1]["data"]["username"] == "zoe"
    world.clock.advance(timedelta(hours=2))
    assert (await reader.call("GET", "/2/users/me"))[0] == 401
    writer = Account(world, session)
    world.x.revoke(writer.person.id)
    assert (await writer.post("x"))[0] == 401


async def test_numbers_of_posts(world: World, account: Account) -> None:
    """Public numbers for all, private ones for the author; what is gone is named."""
    _, first = await account.post("Numbers")
    post_id = first["data"]["id"]
    world.clock.advance(timedelta(hours=1, minutes=50))
    fields = "tweet.fields=public_metrics,non_public_metrics"
    _, body = await account.call("GET", f"/2/tweets?ids={post_id},7&{fields}")
    assert body["data"][0]["public_metrics"]["impression_count"] > 0
    assert "url_link_clicks" in body["data"][0]["non_public_metrics"]
    assert body["errors"][0]["resource_id"] == "7"
    world.clock.advance(timedelta(days=31))
    account.grant = world.x.issue(account.person.id, SCOPE)
    _, old = await account.call("GET", f"/2/tweets?ids={post_id}&{fields}")
    assert "non_public_metrics" not in old["data"][0]
    assert old["errors"][0]["title"] == "Field Authorization Error"
    assert (await account.call("GET", "/2/tweets?ids=1&tweet.fields=likes"))[0] == 400


async def test_the_timeline_is_newest_first(world: World, account: Account) -> None:
    """It pages, and since_id leaves out what is known."""
    ids = []
    for index in range(7):
        _, body = await account.post(f"number {index}")
        ids.append(body["data"]["id"])
        world.clock.advance(timedelta(seconds=1))
    path = f"/2/users/{account.user_id}/tweets"
    _, page = await account.call("GET", f"{path}?max_results=5")
    _, rest = await account.call(
        "GET", f"{path}?max_results=5&pagination_token={page['meta']['next_token']}"
    )
    assert [each["id"] for each in page["data"] + rest["data"]] == ids[::-1]
    _, fresh = await account.call("GET", f"{path}?max_results=5&since_id={ids[4]}")
    assert [each["id"] for each in fresh["data"]] == [ids[6], ids[5]]
    assert (await account.call("GET", f"{path}?max_results=4"))[0] == 400


class Consent:
    """The way through the consent page to a pair of tokens."""

    def __init__(self, world: World, session: ClientSession) -> None:
        self.world, self.session = world, session
        self.base = f"{world.core.base_url}/x"
        self.redirect = "http://127.0.0.1:1/back"

    async def code(self) -> str:
        form = {
            "redirect_uri": self.redirect,
            "state": "s",
            "scope": SCOPE,
            "code_challenge": CHALLENGE,
            "as": self.world.person("zoe").id,
            "decision": "allow",
        }
        async with self.session.post(
            f"{self.base}/i/oauth2/authorize", data=form, allow_redirects=False
        ) as back:
            return parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]

    async def token(self, **form: str) -> tuple[int, Json]:
        auth = encode_basic_auth(self.world.x.client_id, self.world.x.client_secret)
        async with self.session.post(
            f"{self.base}/2/oauth2/token", data=form, headers={"Authorization": auth}
        ) as response:
            return response.status, await response.json()

    async def exchange(self, code: str, **change: str) -> tuple[int, Json]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect,
            "code_verifier": VERIFIER,
        }
        return await self.token(**form | change)


@pytest.fixture
def consent(world: World, session: ClientSession) -> Consent:
    """Zoë, about to connect."""
    return Consent(world, session)


async def test_the_code_needs_its_verifier(consent: Consent) -> None:
    """PKCE is verified, and a code works once even when it failed."""
    code = await consent.code()
    status, body = await consent.exchange(code, code_verifier="w" * 64)
    again, _ = await consent.exchange(code)
    fine, pair = await consent.exchange(await consent.code())
    assert (status, body["error"], again, fine) == (400, "invalid_request", 400, 200)
    assert pair["expires_in"] == 7200
    assert pair["token_type"] == "bearer"


async def test_a_code_lives_thirty_seconds(world: World, consent: Consent) -> None:
    """A late code buys nothing."""
    code = await consent.code()
    world.x.codes[code].issued -= CODE_SECONDS + 1
    assert (await consent.exchange(code))[0] == 400


async def test_refresh_tokens_rotate(consent: Consent) -> None:
    """Each refresh token works once and is replaced by the next."""
    _, first = await consent.exchange(await consent.code())
    form = {"grant_type": "refresh_token"}
    fine, second = await consent.token(**form, refresh_token=first["refresh_token"])
    reused, body = await consent.token(**form, refresh_token=first["refresh_token"])
    third, _ = await consent.token(**form, refresh_token=second["refresh_token"])
    assert (fine, reused, third) == (200, 400, 200)
    assert body["error_description"] == "Value passed for the token was invalid."


async def test_a_confidential_app_proves_itself(consent: Consent) -> None:
    """Without Basic credentials the token endpoint answers 401."""
    async with consent.session.post(f"{consent.base}/2/oauth2/token", data={}) as response:
        assert response.status == 401


async def test_revoking_makes_worthless(world: World, consent: Consent) -> None:
    """A revoked refresh token buys nothing."""
    _, pair = await consent.exchange(await consent.code())
    auth = encode_basic_auth(world.x.client_id, world.x.client_secret)
    async with consent.session.post(
        f"{consent.base}/2/oauth2/revoke",
        data={"token": pair["refresh_token"]},
        headers={"Authorization": auth},
    ) as response:
        assert (await response.json()) == {"revoked": True}
    status, _ = await consent.token(grant_type="refresh_token", refresh_token=pair["refresh_token"])
    assert status == 400


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"code_challenge_method": "plain"}, "S256"),
        ({"state": "s" * 501}, "state"),
        ({"scope": "tweet.like"}, "scope"),
        ({"client_id": "other"}, "client_id"),
        ({"redirect_uri": "javascript:alert(1)"}, "redirect_uri"),
    ],
)
async def test_a_wrong_wish_gets_no_consent_page(
    world: World, consent: Consent, change: dict[str, str], told: str
) -> None:
    """What is wrong with an authorisation request is said on the page, without a way back."""
    query = {
        "response_type": "code",
        "client_id": world.x.client_id,
        "redirect_uri": consent.redirect,
        "state": "s",
        "scope": SCOPE,
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    url = f"{consent.base}/i/oauth2/authorize"
    async with consent.session.get(url, params=query) as fine:
        assert fine.status == 200
    async with consent.session.get(url, params=query | change) as page:
        assert page.status == 400
        assert told in await page.text()


@pytest.mark.parametrize(
    "text",
    [
        "plain words",
        "Žaga čisti šop",
        "日本語のテキスト",
        "family 👨‍👩‍👧‍👦 and flag 🇸🇮",
        "link https://lipa.com/very/long/path?with=query here",
        "bare lipa.com/path and e.mail@lipa.com",
        "quotes “so” – and … dots",
        "e\u0301 composed",
    ],
)
def test_weights_are_those_of_the_reference(text: str) -> None:
    """Our weights agree with the reference library's on typical texts."""
    assert weigh.weighted_length(text) == parse_tweet(text).weightedLength


@given(st.text(alphabet=st.characters(codec="utf-8", max_codepoint=0x10FF), max_size=60))
def test_light_characters_weigh_one(text: str) -> None:
    """Every character of the light ranges weighs one, unless it is part of a link."""
    if not weigh.has_link(text) and text.isalpha():
        assert weigh.weighted_length(text) == len(unicodedata.normalize("NFC", text))
