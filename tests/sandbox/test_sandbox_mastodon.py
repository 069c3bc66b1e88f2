"""The fake Mastodon refuses what Mastodon refuses, in its words."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import mastodon
import pytest
from aiohttp import ClientSession, ServerDisconnectedError

from sandbox.blog.articles import ARTICLES
from sandbox.mastodon.gate import PER_TOKEN
from sandbox.world import World
from tests.sandbox.mastodon_account import Account, picture


@pytest.fixture
def account(world: World, session: ClientSession) -> Account:
    """Joe on toot.si, connected."""
    return Account(world, session)


async def test_a_post_is_published_as_the_server_draws_it(world: World, account: Account) -> None:
    """Links are shortened, hashtags and people become links, a blank line a paragraph."""
    link = f"{world.core.base_url}/blog/{ARTICLES[0].slug}"
    text = f"Jutri <3 @priya in @ana@lipa.social, @nobody:\n{link}\n\n#Sonce"
    status, said = await account.post(text, visibility="public", language="sl")
    assert (status, said["language"], said["visibility"]) == (200, "sl", "public")
    content = said["content"]
    assert content.startswith("<p>Jutri &lt;3 <span")
    assert f'href="{account.server.url}/@priya" class="u-url mention">@<span>priya<' in content
    assert f"{world.mastodon.server('lipa.social').url}/@ana" in content
    assert ", @nobody:<br /><a" in content
    assert f'<a href="{link}" target="_blank" rel="nofollow noopener"' in content
    assert '<span class="ellipsis">' in content
    assert content.endswith('rel="tag">#<span>Sonce</span></a></p>')
    assert said["card"]["title"] == ARTICLES[0].title
    assert [each["acct"] for each in said["mentions"]] == ["priya", "ana@lipa.social"]
    assert [each["name"] for each in said["tags"]] == ["sonce"]
    (post,) = world.posts("mastodon")
    assert (post.id, post.text, post.handle) == (said["id"], text, "@joe@toot.si")
    assert said["url"] == post.url == f"{account.server.url}/@joe/{post.id}"
    async with account.session.get(post.url) as response:
        assert ARTICLES[0].title in await response.text()
    assert world.complaints == []


async def test_the_same_key_is_the_same_post_for_an_hour(
    world: World, account: Account, session: ClientSession
) -> None:
    """A repeated key answers with the first post; after an hour, or for another, it is new."""
    _, first = await account.post("Once", key="k1")
    assert (await account.post("Changed", key="k1"))[1]["id"] == first["id"]
    assert (await Account(world, session, person="priya").post("Mine", key="k1"))[0] == 200
    assert len(world.posts("mastodon")) == 2
    world.clock.advance(timedelta(minutes=59))
    assert (await account.post("Once", key="k1"))[1]["id"] == first["id"]
    world.clock.advance(timedelta(minutes=1))
    assert (await account.post("Once", key="k1"))[1]["id"] != first["id"]


async def test_a_lost_answer_and_the_key(world: World, account: Account) -> None:
    """After a lost answer the key finds the post; once that is deleted it is not found."""
    world.faults.add("mastodon.statuses", "drop_after", person=account.person.id)
    with pytest.raises(ServerDisconnectedError):
        await account.post("Once", key="k")
    (post,) = world.posts("mastodon")
    assert (await account.post("Once", key="k"))[1]["id"] == post.id
    await account.call("DELETE", f"/api/v1/statuses/{post.id}")
    assert await account.post("Once", key="k") == (404, {"error": "Record not found"})


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("toot.si", " \n ", "Text can't be blank"),
        ("toot.si", "ž" * 1001, "Text character limit of 1000 exceeded"),
        ("lipa.social", "ž" * 501, "Text character limit of 500 exceeded"),
        ("lipa.social", "ž" * 478 + " https://a.example", "Text character limit of 500 exceeded"),
    ],
)
async def test_texts_have_a_length(
    world: World, session: ClientSession, name: str, text: str, told: str
) -> None:
    """Each server has its own limit; a link counts 23."""
    status, said = await Account(world, session, name=name).post(text)
    assert (status, said["error"]) == (422, f"Validation failed: {told}")
    assert world.posts() == []


async def test_texts_at_the_limit_are_taken(world: World, session: ClientSession) -> None:
    """A long link counts 23, somebody elsewhere only their name, a family of four one."""
    lipa = Account(world, session, name="lipa.social")
    assert (await lipa.post("ž" * 476 + " https://a.example/" + "x" * 99))[0] == 200
    assert (await lipa.post("ž" * 495 + " @ana@toot.si"))[0] == 200
    assert (await lipa.post("👩‍👩‍👧‍👦" * 500))[0] == 200


async def test_pictures_are_processed_first(world: World, account: Account) -> None:
    """202, then 206, then 200; only then a post may carry it, and only one post."""
    status, made = await account.upload(picture(), description="A teal square")
    assert (status, made["url"], made["description"]) == (202, None, "A teal square")
    early = await account.post("x", media_ids=[made["id"]])
    assert (early[0], "not finished processing" in early[1]["error"]) == (422, True)
    path = f"/api/v1/media/{made['id']}"
    assert (await account.call("GET", path))[0] == 206
    status, ready = await account.call("GET", path)
    assert status == 200
    form = [("status", "Look"), ("media_ids[]", made["id"])]
    status, said = await account.call("POST", "/api/v1/statuses", data=form)
    assert (status, said["media_attachments"][0]["url"]) == (200, ready["url"])
    (post,) = world.posts("mastodon")
    assert post.alts == {ready["url"]: "A teal square"}
    async with account.session.get(ready["url"]) as response:
        assert await response.read() == picture()
    assert (await account.call("GET", path))[0] == 404
    assert (await account.post("again", media_ids=[made["id"]]))[0] == 422
    assert (await account.post("many", media_ids=["1"] * 5))[0] == 422


async def test_wrong_pictures_are_refused(account: Account) -> None:
    """No picture, a long description, somebody else's: 422."""
    status, said = await account.upload(b"no picture")
    assert (status, said["error"]) == (422, "File type of uploaded media could not be verified")
    assert (await account.upload(picture(), description="x" * 1501))[0] == 422
    assert (await account.call("POST", "/api/v2/media", data={"description": "x"}))[0] == 422
    _, made = await account.upload(picture())
    priya = Account(account.world, account.session, person="priya")
    assert (await priya.call("GET", f"/api/v1/media/{made['id']}"))[0] == 404
    assert (await priya.post("x", media_ids=[made["id"]]))[0] == 422


async def test_posts_are_listed_in_pages(account: Account) -> None:
    """Newest first, forty at most, from an id downwards or upwards, with links to more."""
    ids = [(await account.post(f"Post {number}"))[1]["id"] for number in range(45)]
    assert [each["id"] for each in await account.list()] == ids[:-21:-1]
    assert len(await account.list(limit=100)) == 40
    older = await account.list(max_id=ids[2], exclude_reblogs="true")
    assert [each["id"] for each in older] == [ids[1], ids[0]]
    assert [each["id"] for each in await account.list(since_id=ids[43])] == [ids[44]]
    assert [each["id"] for each in await account.list(min_id=ids[3], limit=1)] == [ids[4]]
    assert 'rel="next"' in account.headers["Link"]
    assert (await account.call("GET", "/api/v1/accounts/1/statuses"))[0] == 404


async def test_what_is_not_for_everyone_is_not_shown(world: World, account: Account) -> None:
    """A post for followers is its author's alone, here; that the world can't see it is told."""
    _, said = await account.post("Psst", visibility="private")
    priya = Account(world, account.session, person="priya")
    path = f"/api/v1/statuses/{said['id']}"
    assert (await priya.call("GET", path))[0] == 404
    assert (await account.call("GET", path))[0] == 200
    async with account.session.get(said["url"]) as response:
        assert response.status == 404
    assert "private" in world.complaints[0]
    await account.post("x", lang="sl")
    assert len(world.complaints) == 1
    assert (await account.post("x", visibility="everyone"))[0] == 422
    await account.post("x", visability="public")
    assert "visability" in world.complaints[1]


async def test_a_post_is_deleted_by_its_author(world: World, account: Account) -> None:
    """Its text comes back once; afterwards it is not found, and never was for others."""
    _, said = await account.post("Once")
    path = f"/api/v1/statuses/{said['id']}"
    priya = Account(world, account.session, person="priya")
    assert (await priya.call("DELETE", path))[0] == 404
    status, deleted = await account.call("DELETE", path)
    assert (status, deleted["text"]) == (200, "Once")
    assert await account.call("DELETE", path) == (404, {"error": "Record not found"})
    assert world.posts("mastodon") == []


async def test_numbers_grow(world: World, account: Account) -> None:
    """Favourites, boosts and replies are those of the post's page."""
    _, said = await account.post("Once")
    world.clock.advance(timedelta(days=2))
    (post,) = world.posts("mastodon")
    post.boosts = {"reactions": 5, "comments": 2, "reshares": 1}
    _, shown = await account.call("GET", f"/api/v1/statuses/{said['id']}")
    numbers = world.social.metrics(post)
    assert numbers["reactions"] >= 5
    assert [shown[f"{name}_count"] for name in ("favourites", "replies", "reblogs")] == [
        numbers[name] for name in ("reactions", "comments", "reshares")
    ]


async def test_limits_are_told_and_kept(world: World, account: Account) -> None:
    """Headers count down; beyond the limit it is a 429 until the end of the five minutes."""
    await account.post("first")
    assert account.headers["X-RateLimit-Limit"] == "300"
    assert account.headers["X-RateLimit-Remaining"] == "299"
    who = f"{account.server.name} {account.token.value}"
    world.mastodon.windows.use_up(PER_TOKEN, who)
    assert await account.post("second") == (429, {"error": "Too many requests"})
    reset = datetime.fromisoformat(account.headers["X-RateLimit-Reset"])
    assert timedelta(0) < reset - world.clock.now() <= timedelta(minutes=5)
    assert reset.timestamp() % 300 == 0
    world.clock.move_to(reset)
    assert (await account.post("second"))[0] == 200


async def test_uploads_and_deletions_are_few(account: Account) -> None:
    """Thirty each in half an hour."""
    for _ in range(30):
        assert (await account.upload(picture()))[0] == 202
    assert account.headers["X-RateLimit-Remaining"] == "0"
    assert (await account.upload(picture()))[0] == 429
    for _ in range(30):
        assert (await account.call("DELETE", "/api/v1/statuses/1"))[0] == 404
    assert (await account.call("DELETE", "/api/v1/statuses/1"))[0] == 429


async def test_people_have_pages(world: World, account: Account) -> None:
    """Somebody's page shows their posts on that server only."""
    await account.post("On toot.si")
    await Account(world, account.session, name="lipa.social").post("On lipa.social")
    async with account.session.get(f"{account.server.url}/@joe") as response:
        page = await response.text()
    assert "@joe@toot.si" in page
    assert "On toot.si" in page
    assert "On lipa.social" not in page
    async with account.session.get(f"{account.server.url}/@nobody") as response:
        assert response.status == 404


async def test_a_known_library_works(world: World, account: Account) -> None:
    """Mastodon.py posts with a key and a picture, reads, lists and deletes."""

    def used() -> None:
        client = mastodon.Mastodon(
            access_token=account.token.value,
            api_base_url=account.server.url,
            ratelimit_method="throw",
            mastodon_version="4.5.2",
            version_check_mode="created",
        )
        media = client.media_post(picture(), "image/png", description="Teal")
        while client.media(media.id).url is None:
            pass
        first = client.status_post("Hello", media_ids=[media.id], idempotency_key="k")
        assert client.status_post("Hello", idempotency_key="k").id == first.id
        assert client.status(first.id).favourites_count == 0
        assert [each.id for each in client.account_statuses(account.id)] == [first.id]
        assert client.instance_v2().configuration.statuses.max_characters == 1000
        client.status_delete(first.id)
        with pytest.raises(mastodon.MastodonNotFoundError):
            client.status(first.id)

    await asyncio.to_thread(used)
    assert world.complaints == []
