"""X end to end over HTTP: pictures in posts."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest

from networks import base, x
from networks.base import Credentials, Image, Post, Published
from networks.x import prices
from tests.contract.networks.fake_x_server import FakeX, problem
from tests.contract.networks.network_fakes import Canned

UPLOAD = "POST /x/2/media/upload"
DESCRIBE = "POST /x/2/media/metadata"
CREATE = "POST /x/2/tweets"


def picture(alt: str = "", body: bytes = b"\x89PNG picture") -> Image:
    return Image(body=body, media_type="image/png", width=8, height=8, alt=alt)


def with_pictures(post: Post, *pictures: Image) -> Post:
    return replace(post, images=pictures)


async def test_pictures_go_out_with_their_words(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """Up to four pictures are shown in their order, each with its words; the text is the same."""
    images = [picture(f"Picture {n}", bytes([n]) * 9) for n in range(4)]

    outcome = await ex.publish(with_pictures(post, *images), x_member)

    (made,) = fake_x.posts
    assert [fake_x.media[key] for key in made["media"]] == [image.body for image in images]
    assert [fake_x.alts[key] for key in made["media"]] == [image.alt for image in images]
    assert post.link is not None
    assert made["sent"] == f"{post.text}\n{post.link.url}"
    assert isinstance(outcome, Published)
    assert not outcome.without_image


async def test_a_post_without_pictures_makes_one_call(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """Without pictures nothing is uploaded and no media are named."""
    await ex.publish(post, x_member)

    (sent,) = fake_x.requests
    assert set(json.loads(sent.body)) == {"text"}


async def test_words_are_asked_for_only_where_there_are_some(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """A picture without words costs no second call; words that are too long are cut at 1000."""
    await ex.publish(with_pictures(post, picture(), picture("a" * 1500)), x_member)

    assert [len(alt) for alt in fake_x.alts.values()] == [1000]


@pytest.mark.parametrize(
    "answer",
    [
        Canned(status=500),
        Canned(status=503, body="<html>"),
        Canned(status=200, body={"data": {}}),
        Canned(status=200, body="<html>"),
        problem(400, "Invalid Request", "One or more parameters to your request was invalid."),
        problem(403, "Forbidden", "You are not permitted to perform this action."),
    ],
    ids=["500", "503", "no id", "html", "400", "403"],
)
async def test_a_failed_picture_does_not_hold_back_the_post(
    *, ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post, answer: Canned
) -> None:
    """When one picture cannot be stored the post goes out with the others, and says so."""
    fake_x.next(UPLOAD, answer)

    outcome = await ex.publish(with_pictures(post, picture("a"), picture("b")), x_member)

    (made,) = fake_x.posts
    assert [fake_x.alts[key] for key in made["media"]] == ["b"]
    assert isinstance(outcome, Published)
    assert outcome.without_image


async def test_a_lost_upload_does_not_hold_back_the_post(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """An upload whose answer was lost is a picture less, not a post in doubt."""
    fake_x.fault, fake_x.fault_on = "drop_after", UPLOAD

    outcome = await ex.publish(with_pictures(post, picture()), x_member)

    (made,) = fake_x.posts
    assert made["media"] == []
    assert isinstance(outcome, Published)
    assert outcome.without_image


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (problem(401, "Unauthorized", "Unauthorized"), base.Reconnect),
        (problem(429, "Too Many Requests", "Too Many Requests"), base.Throttled),
        (problem(402, "CreditsDepleted", ""), base.OutOfBudget),
    ],
)
async def test_what_ends_an_upload_for_good_ends_the_post(
    *, ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post, answer: Canned, expected: type
) -> None:
    """A dead token, a used-up quota or credit met while uploading is the outcome, unposted."""
    fake_x.next(UPLOAD, answer)

    outcome = await ex.publish(with_pictures(post, picture()), x_member)

    assert isinstance(outcome, expected)
    assert fake_x.posts == []


async def test_an_account_from_before_goes_on_posting(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """A token without the right to upload posts without the picture, and nothing is uploaded."""
    older = replace(x_member, scopes=x_member.scopes - {"media.write"})

    outcome = await ex.publish(with_pictures(post, picture()), older)

    assert isinstance(outcome, Published)
    assert outcome.without_image
    assert len(fake_x.calls) == 1


@pytest.mark.parametrize("fault", ["", "drop_before"])
async def test_missing_words_are_logged_and_the_picture_stays(
    *,
    ex: x.X,
    fake_x: FakeX,
    x_member: Credentials,
    post: Post,
    fault: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """When the words are not taken the picture is shown all the same, and the log says so."""
    fake_x.fault, fake_x.fault_on = fault, DESCRIBE
    if not fault:
        fake_x.next(DESCRIBE, Canned(status=500))

    with caplog.at_level(logging.WARNING):
        outcome = await ex.publish(with_pictures(post, picture("A dam")), x_member)

    (made,) = fake_x.posts
    assert len(made["media"]) == 1
    assert isinstance(outcome, Published)
    assert "no alternative text" in caplog.text
    assert "A dam" not in caplog.text


async def test_pictures_x_would_refuse_are_not_sent(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """A fifth picture and one above 5 MB are left out before any call, and the outcome says so."""
    heavy = picture(body=b"\0" * 5_000_001)

    outcome = await ex.publish(with_pictures(post, heavy, *[picture()] * 4), x_member)

    (made,) = fake_x.posts
    assert len(made["media"]) == 3
    assert isinstance(outcome, Published)
    assert outcome.without_image


async def test_a_lost_post_with_pictures_is_found(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post
) -> None:
    """Pictures change nothing about looking for a post whose answer was lost."""
    fake_x.fault, fake_x.fault_on = "drop_after", CREATE
    whole = with_pictures(post, picture("A dam"))

    assert isinstance(await ex.publish(whole, x_member), base.Unclear)
    found = await ex.look(whole, x_member, post.confirmed_at)

    assert found is not None
    assert found.id == fake_x.posts[0]["id"]


async def test_what_x_can_do_and_costs(ex: x.X, x_member: Credentials) -> None:
    """Pictures, prices and readings are told; X has no other limits and nothing to pass on."""
    assert ex.traits.images is not None
    assert (ex.traits.images.most, ex.traits.images.max_alt) == (4, 1000)
    assert ex.prices == base.Prices(post=15_000, linked_post=200_000, reading=5_000)
    assert prices.MENTION == 15_000
    assert [reading.days for reading in ex.traits.readings] == [1, 7, 28]
    assert await ex.limits(x_member) is None
    assert ex.reshareable("https://x.com/ana/status/1") is None
