"""The fake X's pictures: uploaded at once or in pieces, described, and shown in posts."""

from __future__ import annotations

import base64
import io
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from sandbox.blog import scenes
from sandbox.world import World
from tests.sandbox.members import SCOPE, Account, Json

BARS = scenes.picture("bars")


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


async def uploaded(account: Account, data: bytes = BARS, **more: Any) -> tuple[int, Json]:
    body = {"media": encoded(data), "media_category": "tweet_image"} | more
    return await account.call("POST", "/2/media/upload", body)


async def shown(account: Account, *ids: str) -> tuple[int, Json]:
    return await account.post(f"With {len(ids)}", media={"media_ids": list(ids)})


async def test_a_picture_is_shown_with_its_words(world: World, account: Account) -> None:
    """Upload in one call, describe, post: the feed shows the picture with its alternative text."""
    status, body = await uploaded(account)
    data = body["data"]
    assert status == 200
    assert data["media_key"] == f"3_{data['id']}"
    assert (data["size"], data["image"]["image_type"]) == (len(BARS), "image/png")
    words = {"id": data["id"], "metadata": {"alt_text": {"text": "Bars"}}}
    assert (await account.call("POST", "/2/media/metadata", words))[0] == 200
    assert (await shown(account, data["id"]))[0] == 201
    [post] = world.posts("x")
    assert [post.alts[url] for url in post.images] == ["Bars"]
    async with account.session.get(post.images[0]) as picture:
        assert await picture.read() == BARS


@pytest.mark.parametrize(("size", "status"), [(5_000_000, 200), (5_000_001, 400)])
async def test_a_file_may_come_as_a_form(account: Account, size: int, status: int) -> None:
    """Raw bytes in a multipart body are the same as base64 in JSON; five megabytes at most."""
    form = FormData()
    file = io.BytesIO(BARS + bytes(size - len(BARS)))
    form.add_field("media", file, filename="bars.png", content_type="image/png")
    form.add_field("media_category", "tweet_image")
    async with account.session.post(
        f"{account.world.core.base_url}/x/2/media/upload",
        data=form,
        headers={"Authorization": f"Bearer {account.grant.access}"},
    ) as response:
        body = await response.json()
        assert response.status == status, body
        assert body.get("data", {}).get("size", size) == size


async def test_a_picture_may_come_in_pieces(account: Account) -> None:
    """Initialize, append out of order, finalize; before that it can't be shown."""
    begin = {"media_type": "image/png", "total_bytes": len(BARS), "media_category": "tweet_image"}
    _, body = await account.call("POST", "/2/media/upload/initialize", begin)
    media_id = body["data"]["id"]
    one = f"/2/media/upload/{media_id}"
    for index, piece in ((1, BARS[50:]), (0, BARS[:50])):
        part = {"media": encoded(piece), "segment_index": index}
        assert (await account.call("POST", f"{one}/append", part))[0] == 200
    assert (await shown(account, media_id))[0] == 400
    status, body = await account.call("POST", f"{one}/finalize")
    assert (status, body["data"]["size"]) == (200, len(BARS))
    state = await account.call("GET", f"/2/media/upload?media_id={media_id}&command=STATUS")
    assert state[1]["data"]["processing_info"]["state"] == "succeeded"
    assert (await shown(account, media_id))[0] == 201


async def test_pieces_must_be_the_whole(account: Account) -> None:
    """A missing piece, or another size than promised, ends the upload with an error."""
    begin = {"media_type": "image/png", "total_bytes": len(BARS) + 1}
    _, body = await account.call("POST", "/2/media/upload/initialize", begin)
    one = f"/2/media/upload/{body['data']['id']}"
    await account.call("POST", f"{one}/append", {"media": encoded(BARS), "segment_index": 0})
    status, said = await account.call("POST", f"{one}/finalize")
    assert (status, "add up" in str(said)) == (400, True)


@pytest.mark.parametrize(
    ("data", "more", "status", "told"),
    [
        (b"not a picture", {}, 400, "unrecognized"),
        (BARS, {"media_category": "tweet_gif"}, 400, "unrecognized"),
        (BARS, {"media_category": "holiday"}, 400, "$.media_category"),
        (BARS, {"media": "%%%"}, 400, "base64"),
        (BARS, {"media": 5}, 400, "$.media"),
        (BARS, {"media_type": "image/png"}, 400, "not defined in the schema"),
    ],
)
async def test_wrong_uploads_are_refused(
    account: Account, data: bytes, more: Json, status: int, told: str
) -> None:
    """What is no picture, too large or wrongly described does not get an id."""
    got, body = await uploaded(account, data, **more)
    assert got == status
    assert told in str(body)


async def test_uploading_needs_its_scope(world: World, session: ClientSession) -> None:
    """Without media.write it is 403; writing posts does not need it."""
    account = Account(world, session, SCOPE.replace(" media.write", ""))
    assert (await uploaded(account))[0] == 403
    assert (await account.post("words only"))[0] == 201


async def test_only_ones_own_pictures_are_shown(world: World, account: Account) -> None:
    """Somebody else's picture is refused, unless its owner said that they may show it."""
    joe = Account(world, account.session, who="joe")
    _, mine = await uploaded(account)
    _, ours = await uploaded(account, additional_owners=joe.user_id)
    status, body = await shown(joe, mine["data"]["id"])
    assert (status, "media IDs are invalid" in str(body)) == (400, True)
    assert (await shown(joe, ours["data"]["id"]))[0] == 201
    words = {"id": mine["data"]["id"], "metadata": {"alt_text": {"text": "Bars"}}}
    assert (await joe.call("POST", "/2/media/metadata", words))[0] == 400


@pytest.mark.parametrize("ids", [[], ["1"], ["x"], ["1", "2", "3", "4", "5"], "1"])
async def test_wrong_ids_are_refused(account: Account, ids: object) -> None:
    """Between one and four ids of pictures that are there."""
    assert (await account.post("x", media={"media_ids": ids}))[0] == 400


async def test_a_picture_lasts_a_day(world: World, account: Account) -> None:
    """After twenty-four hours an upload can't be shown any more."""
    _, body = await uploaded(account)
    world.clock.advance(timedelta(hours=24))
    account.grant = world.x.issue(account.person.id, SCOPE)
    assert (await shown(account, body["data"]["id"]))[0] == 400


async def test_words_for_a_picture_have_a_limit_and_a_price(world: World, account: Account) -> None:
    """A thousand characters, half a cent; the upload itself is free."""
    world.x.credits = 0.006
    _, body = await uploaded(account)
    path = "/2/media/metadata"
    long = {"id": body["data"]["id"], "metadata": {"alt_text": {"text": "x" * 1001}}}
    assert (await account.call("POST", path, long))[0] == 400
    long["metadata"]["alt_text"]["text"] = "x" * 1000
    assert (await account.call("POST", path, long))[0] == 200
    assert (await account.call("POST", path, long))[0] == 402


async def test_pictures_come_with_posts_when_asked_for(account: Account) -> None:
    """The lookup names a post's media, and shows them with their words when they are expanded."""
    _, body = await uploaded(account)
    words = {"id": body["data"]["id"], "metadata": {"alt_text": {"text": "Bars"}}}
    await account.call("POST", "/2/media/metadata", words)
    _, made = await shown(account, body["data"]["id"])
    asked = "post.fields=attachments&expansions=attachments.media_keys&media.fields=alt_text,url"
    _, found = await account.call("GET", f"/2/tweets?ids={made['data']['id']}&{asked}")
    key = body["data"]["media_key"]
    assert found["data"][0]["attachments"] == {"media_keys": [key]}
    [media] = found["includes"]["media"]
    assert (media["media_key"], media["alt_text"], "width" in media) == (key, "Bars", False)
