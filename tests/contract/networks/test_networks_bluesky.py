"""Posts on Bluesky over HTTP: what is sent, and what is left out when it is not taken."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from networks import base
from networks.base import PostRef, RefusalReason
from tests.contract.networks import fake_bluesky_server as fakes
from tests.contract.networks.fake_bluesky_server import (
    BOR,
    CREATE,
    RESOLVE,
    UPLOAD,
    Scene,
    problem,
)
from tests.contract.networks.network_fakes import Canned
from tests.helpers import lexicons

TEXT_TOO_LONG = (
    "Invalid app.bsky.feed.post record: grapheme too big (maximum 300, got 301) at $.record.text"
)
MISSING = problem(400, "RecordNotFound", "Could not locate record")


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with fakes.opened() as opened:
        yield opened


async def test_a_post_is_published_with_its_address(scene: Scene) -> None:
    """A post becomes one record with the very text, and the address of its page comes back."""
    post = fakes.post()
    outcome = await scene.network.publish(post, scene.member)

    ((uri, record),) = scene.fake.records.items()
    key = uri.rpartition("/")[2]
    url = f"https://bsky.app/profile/ana.test/post/{key}"
    assert outcome == base.Published(ref=PostRef(id=uri, url=url))
    assert record["text"] == post.text
    assert record["createdAt"] == "2026-11-24T08:57:00.000Z"
    assert record["langs"] == ["sl"]


async def test_links_mentions_and_tags_are_marked_by_bytes(scene: Scene) -> None:
    """Each facet's bytes are exactly the words that a reader sees as it."""
    post = fakes.post()
    await scene.network.publish(post, scene.member)

    (record,) = scene.fake.records.values()
    raw = post.text.encode()
    marked = {
        raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(): {
            name: value for name, value in facet["features"][0].items() if name != "$type"
        }
        for facet in record["facets"]
    }
    assert marked == {
        "lipa.si/žito": {"uri": "https://lipa.si/%C5%BEito"},
        "@bor.test": {"did": BOR},
        "#trajnost": {"tag": "trajnost"},
    }


async def test_the_card_carries_link_words_and_picture(scene: Scene) -> None:
    """The link goes out as a card with title, description and an uploaded picture."""
    await scene.network.publish(fakes.post(), scene.member)

    (record,) = scene.fake.records.values()
    card = record["embed"]["external"]
    assert record["embed"]["$type"] == "app.bsky.embed.external"
    assert card["uri"] == "https://go.lipa.example/Ab3dE5g"
    assert card["title"] == "Poročilo o omrežju"
    assert card["description"] == "Kaj smo se naučili"
    assert card["thumb"]["ref"] == {"$link": "bafkreiblob1"}
    assert scene.fake.blobs == [("image/jpeg", fakes.picture().body)]


async def test_a_card_without_title_says_where_it_leads(scene: Scene) -> None:
    """A link without a title has its host as title, and very long words are shortened."""
    post = fakes.post()
    assert post.link is not None
    bare = replace(post.link, title="", description="d" * 2000, image=None)
    await scene.network.publish(replace(post, link=bare), scene.member)

    (record,) = scene.fake.records.values()
    assert record["embed"]["external"]["title"] == "go.lipa.example"
    assert len(record["embed"]["external"]["description"]) == 600


async def test_pictures_take_the_place_of_a_card(scene: Scene) -> None:
    """Pictures are shown with their words and their shape, at most four of them."""
    images = tuple(fakes.picture(alt=f"Slika {number}") for number in range(5))
    await scene.network.publish(replace(fakes.post(), link=None, images=images), scene.member)

    (record,) = scene.fake.records.values()
    shown = record["embed"]["images"]
    assert [picture["alt"] for picture in shown] == [f"Slika {n}" for n in range(4)]
    assert {picture["aspectRatio"]["width"] for picture in shown} == {1200}
    assert {picture["aspectRatio"]["height"] for picture in shown} == {630}


async def test_pictures_never_push_out_the_link(scene: Scene) -> None:
    """Where the text does not have the link, the card stays and the pictures go."""
    post = replace(fakes.post(), images=(fakes.picture(),))
    assert post.link is not None
    await scene.network.publish(post, scene.member)
    linked = replace(post, text=f"Glej {post.link.url}", idempotency_key="share-2")
    await scene.network.publish(linked, scene.member)

    kinds = [record["embed"]["$type"] for record in scene.fake.records.values()]
    assert kinds == ["app.bsky.embed.external", "app.bsky.embed.images"]


async def test_a_post_is_passed_on_with_its_present_version(scene: Scene) -> None:
    """Passing on a post refers to it by account and version, beside the card."""
    quoted = f"at://{BOR}/app.bsky.feed.post/3lbbbbbbbbb2a"
    scene.fake.appview[quoted] = "bafyreiquoted"
    reshare = scene.network.reshareable(
        "https://bsky.app/profile/bor.test/post/3lbbbbbbbbb2a?ref_src=embed"
    )
    await scene.network.publish(replace(fakes.post(), reshare=reshare), scene.member)

    (record,) = scene.fake.records.values()
    assert record["embed"]["$type"] == "app.bsky.embed.recordWithMedia"
    assert record["embed"]["record"]["record"]["uri"] == quoted
    assert record["embed"]["record"]["record"]["cid"] == "bafyreiquoted"
    assert record["embed"]["media"]["$type"] == "app.bsky.embed.external"


@pytest.mark.parametrize(
    "reshare", ["at://bor.test/app.bsky.feed.post/3lgone", "at://nobody.test/x", "3lgone"]
)
async def test_a_post_that_is_gone_cannot_be_passed_on(scene: Scene, reshare: str) -> None:
    """A post to pass on that is not there ends the share with nothing posted."""
    outcome = await scene.network.publish(replace(fakes.post(), reshare=reshare), scene.member)

    assert isinstance(outcome, base.Refused)
    assert outcome.reason is RefusalReason.GONE
    assert scene.fake.records == {}


@pytest.mark.parametrize("text", ["č" * 301, "👩‍👩‍👧‍👦" * 200, "half a pair \ud83d"])
async def test_what_no_server_takes_is_not_sent(scene: Scene, text: str) -> None:
    """Too many characters or bytes, or no Unicode at all, are refused before any call."""
    outcome = await scene.network.publish(replace(fakes.post(), text=text), scene.member)

    assert isinstance(outcome, base.Refused)
    assert scene.fake.calls == []


@pytest.mark.parametrize(
    "answer",
    [
        problem(413, "PayloadTooLarge", "request entity too large"),
        problem(500, "InternalServerError"),
        Canned(status=200, body={"blob": "?"}),
    ],
)
async def test_a_card_without_its_picture_is_better_than_none(scene: Scene, answer: Canned) -> None:
    """A picture that is not taken leaves the card without one, and that is told."""
    scene.fake.next(UPLOAD, answer)

    outcome = await scene.network.publish(fakes.post(), scene.member)

    (record,) = scene.fake.records.values()
    assert isinstance(outcome, base.Published)
    assert outcome.without_image
    assert "thumb" not in record["embed"]["external"]


async def test_a_picture_that_is_too_large_is_not_sent(scene: Scene) -> None:
    """More than a million bytes is no picture for a card."""
    post = fakes.post()
    assert post.link is not None
    large = replace(post.link, image=fakes.picture(size=1_000_001))

    outcome = await scene.network.publish(replace(post, link=large), scene.member)

    assert isinstance(outcome, base.Published)
    assert outcome.without_image
    assert scene.fake.blobs == []


async def test_a_picture_refused_with_the_post_is_left_out(scene: Scene) -> None:
    """When the record is refused for its picture alone, it is sent once more without just that."""
    scene.fake.next(CREATE, problem(400, "BlobNotFound", "Could not find blob"))
    quoted = f"at://{BOR}/app.bsky.feed.post/3lbbbbbbbbb2a"
    scene.fake.appview[quoted] = "bafyreiquoted"

    outcome = await scene.network.publish(replace(fakes.post(), reshare=quoted), scene.member)

    (record,) = scene.fake.records.values()
    assert isinstance(outcome, base.Published)
    assert outcome.without_image
    assert record["embed"]["record"]["record"]["uri"] == quoted
    assert "thumb" not in record["embed"]["media"]["external"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (problem(400, "ExpiredToken"), base.Reconnect),
        (problem(429, "RateLimitExceeded"), base.Throttled),
        (problem(500, "InternalServerError"), base.Throttled),
        (problem(413, "PayloadTooLarge"), base.Refused),
    ],
)
async def test_pictures_that_are_the_post_must_be_taken(
    scene: Scene, answer: Canned, expected: type
) -> None:
    """Without the pictures that it shows nothing is posted, and what is passing is tried again."""
    scene.fake.next(UPLOAD, answer)
    shown = replace(fakes.post(), link=None, images=(fakes.picture(),))

    assert isinstance(await scene.network.publish(shown, scene.member), expected)
    assert scene.fake.records == {}


@pytest.mark.parametrize(
    "answer", [problem(500, "InternalServerError"), Canned(status=502, body="<html>")]
)
async def test_a_mention_that_is_not_found_stays_text(scene: Scene, answer: Canned) -> None:
    """A handle that leads nowhere, or can't be looked up now, is not linked."""
    scene.fake.next(RESOLVE, answer)
    text = "Hvala @bor.test in @nobody.test."
    await scene.network.publish(replace(fakes.post(), text=text), scene.member)

    (record,) = scene.fake.records.values()
    assert record["text"] == text
    assert "facets" not in record


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"https://bsky.app/profile/{BOR}/post/3lb", f"at://{BOR}/app.bsky.feed.post/3lb"),
        ("https://bsky.app/profile/bor.test/post/3lb/", "at://bor.test/app.bsky.feed.post/3lb"),
        ("https://bsky.app/profile/bor.test", None),
        ("https://bsky.app/profile/bor.test/post/3lb/liked-by", None),
        ("https://bsky.app/profile/bor/post/3lb", None),
        ("https://bsky.app.evil.example/profile/bor.test/post/3lb", None),
        ("https://x.com/bor/status/1", None),
        ("", None),
    ],
)
async def test_which_addresses_are_posts(scene: Scene, url: str, expected: str | None) -> None:
    """The page of a post stands for its record, and nothing else does."""
    assert scene.network.reshareable(url) == expected


async def test_nothing_that_was_sent_is_logged(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the token nor the text is in the log, whatever happens."""
    caplog.set_level(logging.DEBUG)
    for answer in (problem(400, "InvalidRequest", "x"), problem(500, "InternalServerError")):
        scene.fake.next(CREATE, answer)
        await scene.network.publish(fakes.post(), scene.member)

    assert scene.member.access_token.reveal() not in caplog.text
    assert "Naš člen" not in caplog.text


async def test_calls_and_records_are_as_the_lexicons_say(scene: Scene) -> None:
    """Each call's body, and each kind of post in it, is what Bluesky itself describes."""
    described = lexicons.at_hand()
    post, member = fakes.post(), scene.member
    quoted = f"at://{BOR}/app.bsky.feed.post/3lbbbbbbbbb2a"
    scene.fake.appview[quoted] = "bafyreiquoted"
    kinds = [
        post,
        replace(post, link=None, images=(fakes.picture(),), idempotency_key="pictures"),
        replace(post, link=None, text="", idempotency_key="empty"),
        replace(post, link=None, reshare=quoted, idempotency_key="quote"),
    ]
    for kind in kinds:
        assert isinstance(await scene.network.publish(kind, member), base.Published)

    for body in scene.fake.bodies:
        assert described.call_problems(body, "com.atproto.repo.createRecord") == []
        assert described.problems(body["record"], "app.bsky.feed.post") == []
    assert len(scene.fake.bodies) == 4
    wrong = {**scene.fake.bodies[0]["record"], "text": "č" * 301}
    assert described.problems(wrong, "app.bsky.feed.post") == ["$.text: 301 graphemes"]
