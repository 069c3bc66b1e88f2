"""The fake Bluesky refuses what Bluesky refuses, in its words."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import atproto
import pytest
from aiohttp import ClientSession

from sandbox.bluesky import cid, gate, lexicon
from sandbox.world import World
from tests.sandbox.bluesky_account import AT, POST, RKEY, Account, Json, facet, picture, record


@pytest.fixture
async def account(world: World, session: ClientSession) -> Account:
    """Joe, signed in."""
    joe = Account(world, session)
    await joe.sign_in()
    return joe


async def test_a_post_is_published_once_per_key(world: World, account: Account) -> None:
    """A key that is taken makes no second post; deleted, it is free again."""
    status, said = await account.post(rkey=RKEY)
    assert (status, said["uri"]) == (200, f"at://{account.did}/{POST}/{RKEY}")
    status, again = await account.post(rkey=RKEY)
    assert (status, again["error"]) == (500, "InternalServerError")
    assert len(world.posts("bluesky")) == 1
    place = {"repo": account.did, "collection": POST, "rkey": RKEY}
    _, found = await account.get("com.atproto.repo.getRecord", **place)
    assert (found["cid"], found["value"]) == (said["cid"], record())
    for _ in range(2):
        assert (await account.call("com.atproto.repo.deleteRecord", place))[0] == 200
    assert world.posts("bluesky") == []
    status, gone = await account.get("com.atproto.repo.getRecord", **place)
    assert (status, gone["error"]) == (400, "RecordNotFound")
    assert (await account.post(rkey=RKEY))[0] == 200
    assert len(world.posts("bluesky")) == 1
    await account.call("com.atproto.repo.deleteRecord", place)
    assert world.posts("bluesky") == []


async def test_a_post_is_seen_at_its_address(world: World, account: Account) -> None:
    """By handle and by identifier, with what its facets mark and with its card."""
    blob = await account.upload(picture())
    text = "Sončna streha 🌞 https://lipa.example #Sonce"
    start = len("Sončna streha 🌞 ".encode())
    tag = start + len("https://lipa.example ")
    facets = [facet(start, tag - 1, "link", uri="https://lipa.example/streha")]
    facets.append(facet(tag, tag + 6, "tag", tag="Sonce"))
    card = {"uri": "https://lipa.example", "title": "Streha", "description": "D", "thumb": blob}
    embed = {"$type": lexicon.EXTERNAL, "external": card}
    await account.post(record(text, facets=facets, embed=embed, langs=["sl"]), rkey=RKEY)
    (post,) = world.posts("bluesky")
    assert [(run.text, run.kind) for run in post.runs] == [
        ("Sončna streha 🌞 ", ""),
        ("https://lipa.example", "link"),
        (" ", ""),
        ("#Sonce", "tag"),
    ]
    assert world.complaints == []
    assert post.link is not None
    for url in (post.url, post.url.replace(account.handle, account.did)):
        async with account.session.get(url) as response:
            page = await response.text()
        assert 'href="https://lipa.example/streha"' in page
        assert "Streha" in page
    async with account.session.get(post.link.image) as response:
        assert await response.read() == picture()


WRONG: list[tuple[Json, str]] = [
    ({"text": "x", "createdAt": None}, "createdAt must be an valid atproto datetime"),
    ({"text": "x", "createdAt": "2026-11-24"}, "createdAt must be an valid atproto datetime"),
    ({"createdAt": AT}, 'Record must have the property "text"'),
    (record("ž" * 301), "text must not be longer than 300 graphemes"),
    (record("👩‍👩‍👧‍👦" * 121), "text must not be longer than 3000 characters"),
    (record(langs=["en"] * 4), "langs must not have more than 3 elements"),
    (record(langs=["not a language"]), "well-formed BCP 47"),
    (record(tags=["x" * 65]), "tags/0 must not be longer than 64 graphemes"),
    (record(facets=[{"index": {"byteStart": 0, "byteEnd": 1}}]), 'property "features"'),
    (record(facets=[facet(-1, 1, "tag", tag="x")]), "can not be less than 0"),
    (record(facets=[facet(0, 1, "link", uri="lipa")]), "uri must be a uri"),
    (record(facets=[facet(0, 1, "mention", did="joe")]), "did must be a valid did"),
    (record(embed={"external": {}}), 'includes the "$type" property'),
    (record(embed={"$type": lexicon.EXTERNAL, "external": {"uri": "https://a.b"}}), "title"),
    (record(embed={"$type": lexicon.IMAGES, "images": [{"alt": ""}]}), 'property "image"'),
    (record(embed={"$type": lexicon.IMAGES, "images": [{}] * 5}), "more than 4 elements"),
    (record(weight=0.5), "can't hold a float"),
    ({**record(), "$type": "app.bsky.feed.like"}, "expected app.bsky.feed.post"),
]


@pytest.mark.parametrize(("made", "told"), WRONG, ids=[told for _, told in WRONG])
async def test_wrong_records_are_refused(account: Account, made: Json, told: str) -> None:
    """What the lexicon does not allow is a 400 InvalidRequest that says where."""
    status, said = await account.post(made)
    assert (status, said["error"]) == (400, "InvalidRequest")
    assert told in said["message"]
    assert account.world.posts() == []


async def test_files_are_looked_at_when_a_record_names_them(account: Account) -> None:
    """Unknown, too large, of another type or size than was uploaded: each has its error."""
    small = await account.upload(picture())
    large = await account.upload(picture() + b"\0" * lexicon.THUMB_BYTES)
    words = await account.upload(b"words", "text/plain")
    cases = {
        "BlobNotFound": {**small, "ref": {"$link": cid.of_bytes(b"never")}},
        "BlobTooLarge": large,
        "InvalidMimeType": words,
        "InvalidSize": {**small, "size": 1},
        "InvalidRequest": small["ref"],
    }
    for name, thumb in cases.items():
        card = {"uri": "https://lipa.example", "title": "T", "description": "", "thumb": thumb}
        status, said = await account.post(record(embed=_card(card)))
        assert (status, said["error"]) == (400, name)
    # In the post itself a picture may be larger than on a card.
    images = [{"image": large, "alt": "Teal", "aspectRatio": {"width": 8, "height": 8}}]
    embed = {"$type": lexicon.IMAGES, "images": images}
    assert (await account.post(record(embed=embed)))[0] == 200
    (post,) = account.world.posts("bluesky")
    assert post.alts == {post.images[0]: "Teal"}


def _card(external: Json) -> Json:
    return {"$type": lexicon.EXTERNAL, "external": external}


async def test_an_upload_has_a_limit(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file beyond it is a 413 with a body like any other error's."""
    assert gate.MOST_BYTES == 50 * 1024 * 1024
    monkeypatch.setattr(gate, "MOST_BYTES", 10)
    with pytest.raises(AssertionError, match="PayloadTooLarge"):
        await account.upload(b"12345678901")


async def test_what_is_left_out_silently_is_told(world: World, account: Account) -> None:
    """Facets that fit nowhere and addresses nobody can press make no error but a complaint."""
    facets = [facet(start, end, "tag", tag="x") for start, end in ((1, 2), (0, 99), (3, 6), (4, 8))]
    assert (await account.post(record("ž abcdef https://lipa.example", facets=facets)))[0] == 200
    assert [run.text for run in world.posts("bluesky")[0].runs] == [
        "ž ",
        "abc",
        "def https://lipa.example",
    ]
    assert [text.split(":")[0] for text in world.complaints] == ["Bluesky"] * 4
    await account.post(rkey="my-key")
    await account.call(
        "com.atproto.server.createSession", {"identifier": "a", "password": "b", "c": 1}
    )
    assert "no TID" in world.complaints[-2]
    assert "no argument c" in world.complaints[-1]


async def test_only_ones_own_records_can_be_written(world: World, account: Account) -> None:
    """Another's repository is a 401; another's commit an InvalidSwap; a bad key an error."""
    priya = world.bluesky.did(world.person("priya"))
    assert (await account.post(repo=priya))[0] == 401
    assert (await account.post(repo="nobody.bsky.social"))[1]["error"] == "RepoNotFound"
    assert (await account.post(swapCommit="bafyother"))[1]["error"] == "InvalidSwap"
    _, said = await account.post()
    assert (await account.post(swapCommit=said["commit"]["cid"]))[0] == 200
    assert (await account.post(rkey="no/slash"))[1]["error"] == "InvalidRequest"
    world.bluesky.account(account.person).taken_down = True
    assert (await account.post())[1]["error"] == "AccountTakedown"


async def test_writing_costs_points(world: World, account: Account) -> None:
    """A record costs 3 of 5,000 points an hour, a deletion 1; beyond them it is a 429."""
    await account.post(rkey=RKEY)
    assert account.headers["ratelimit-policy"] == "5000;w=3600"
    assert account.headers["ratelimit-remaining"] == "4997"
    place = {"repo": account.did, "collection": POST, "rkey": RKEY}
    await account.call("com.atproto.repo.deleteRecord", place)
    assert account.headers["ratelimit-remaining"] == "4996"
    world.bluesky.windows.use_up(gate.WRITES[0], account.did)
    status, said = await account.post()
    assert (status, said["error"]) == (429, "RateLimitExceeded")
    assert world.posts() == []
    world.clock.advance(timedelta(hours=1))
    await account.call("com.atproto.server.refreshSession", token=account.refresh)
    assert (await account.post())[0] == 200


async def test_records_are_listed_in_pages(account: Account) -> None:
    """Newest first, at most a hundred, with a cursor."""
    for number in range(3):
        await account.post(record(f"Post {number}"))
    method = "com.atproto.repo.listRecords"
    place = {"repo": account.handle, "collection": POST}
    _, first = await account.get(method, **place, limit=2)
    assert [each["value"]["text"] for each in first["records"]] == ["Post 2", "Post 1"]
    _, rest = await account.get(method, **place, cursor=first["cursor"])
    assert [each["value"]["text"] for each in rest["records"]] == ["Post 0"]
    _, oldest = await account.get(method, **place, limit=1, reverse="true")
    assert oldest["records"] == rest["records"]
    assert (await account.get(method, **place, limit=101))[0] == 400
    assert (await account.get(method, repo=account.handle))[0] == 400


async def test_everyone_sees_the_numbers(world: World, account: Account) -> None:
    """Likes, reposts and replies come without signing in; what is gone is left out."""
    _, said = await account.post()
    world.clock.advance(timedelta(days=2))
    (post,) = world.posts("bluesky")
    post.boosts = {"reactions": 5, "comments": 2, "reshares": 1}
    gone = f"at://{account.did}/{POST}/{RKEY}"
    params = [("uris", said["uri"]), ("uris", gone)]
    url = f"{world.bluesky.appview}/xrpc/app.bsky.feed.getPosts"
    async with account.session.get(url, params=params) as response:
        (shown,) = (await response.json())["posts"]
    numbers = world.social.metrics(post)
    assert numbers["reactions"] >= 5
    assert [shown[name] for name in ("likeCount", "replyCount", "repostCount")] == [
        numbers[name] for name in ("reactions", "comments", "reshares")
    ]
    async with account.session.get(url, params=[("uris", gone)] * 26) as response:
        assert response.status == 400


async def test_faults_strike_by_person(world: World, account: Account) -> None:
    """A lost answer leaves the post there; an error names whom it strikes."""
    world.faults.add("bluesky.createRecord", "error", status=502, person=account.person.id)
    assert (await account.post())[0] == 502
    assert world.posts() == []


@pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning:httpx")
async def test_the_official_library_works(world: World) -> None:
    """The atproto package signs in, posts with a facet and a picture, and deletes."""
    joe = world.person("joe")

    def used() -> str:
        client = atproto.Client(base_url=f"{world.bluesky.pds}/xrpc")
        client.login(world.bluesky.handle(joe), world.bluesky.app_password(joe))
        text = atproto.client_utils.TextBuilder().text("See ").link("this", "https://lipa.example")
        made = client.send_image(text, picture(), "A square")
        uri: str = made.uri
        assert client.get_posts([uri]).posts[0].record.text == "See this"
        assert client.send_post("Second").uri != uri
        assert client.delete_post(uri)
        client.request.close()
        return uri

    uri = await asyncio.to_thread(used)
    assert uri.startswith("at://did:plc:")
    assert [post.text for post in world.posts("bluesky")] == ["Second"]
    assert world.complaints == []
