"""Pictures on their way to a Mastodon server, ahead of the post that shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from networks import base, mastodon
from networks.base import Credentials, Image, Post
from tests.contract.networks.fake_mastodon_server import FakeMastodon, wrong
from tests.contract.networks.network_fakes import Canned

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MEDIA = "POST /api/v2/media"
PICTURE = Image(body=b"\x89PNG...", media_type="image/png", width=800, height=600, alt="A grid")


@pytest.mark.parametrize("slow", [0, 3])
async def test_pictures_go_ahead_of_the_post_with_their_words(
    *,
    toot: mastodon.Mastodon,
    fake_mastodon: FakeMastodon,
    toot_member: Credentials,
    post: Post,
    slow: int,
) -> None:
    """Each picture is sent with what it shows, waited for, and then shown by the post."""
    fake_mastodon.slow_media = slow
    second = replace(PICTURE, media_type="image/jpeg", alt="x" * 2000)

    outcome = await toot.publish(replace(post, images=(PICTURE, second)), toot_member)

    assert isinstance(outcome, base.Published)
    assert not outcome.without_image
    first_file, second_file = fake_mastodon.files
    assert first_file == ("picture.png", "image/png", PICTURE.body)
    assert second_file[1] == "image/jpeg"
    (made,) = fake_mastodon.statuses.values()
    assert [shown["description"] for shown in made["media_attachments"]] == ["A grid", "x" * 1500]


@pytest.mark.parametrize(
    "answer",
    [
        wrong(422, "Validation failed: File content type is invalid"),
        wrong(500, "Error processing thumbnail for uploaded media"),
        Canned(status=413, body="<html>Too large</html>"),
        Canned(status=200, body={"id": None}),
        Canned(status=200, body="[]"),
    ],
)
async def test_a_picture_that_is_not_taken_is_left_out(
    *,
    toot: mastodon.Mastodon,
    fake_mastodon: FakeMastodon,
    toot_member: Credentials,
    post: Post,
    answer: Canned,
) -> None:
    """The post goes out without it, and says so."""
    fake_mastodon.next(fake_mastodon.at(MEDIA), answer)

    outcome = await toot.publish(replace(post, images=(PICTURE,)), toot_member)

    assert isinstance(outcome, base.Published)
    assert outcome.without_image
    assert "media_ids[]" not in fake_mastodon.forms[0]


async def test_a_picture_that_is_never_ready_is_left_out(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, post: Post
) -> None:
    """Waiting for a picture has an end."""
    fake_mastodon.slow_media = 10_000

    outcome = await toot.publish(replace(post, images=(PICTURE,)), toot_member)

    assert isinstance(outcome, base.Published)
    assert outcome.without_image


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (wrong(401, "The access token was revoked"), base.Reconnect),
        (wrong(429, "Too many requests"), base.Throttled),
    ],
)
async def test_what_is_not_about_the_picture_ends_the_attempt(
    *,
    toot: mastodon.Mastodon,
    fake_mastodon: FakeMastodon,
    toot_member: Credentials,
    post: Post,
    answer: Canned,
    expected: type,
) -> None:
    """A dead token or a full window is answered before anything is posted."""
    fake_mastodon.next(fake_mastodon.at(MEDIA), answer)

    assert isinstance(await toot.publish(replace(post, images=(PICTURE,)), toot_member), expected)
    assert not fake_mastodon.statuses


async def test_a_repeat_whose_picture_fails_is_still_the_post_with_the_picture(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, post: Post
) -> None:
    """What the server made counts, and not what the second attempt could send."""
    pictured = replace(post, images=(PICTURE,))
    first = await toot.publish(pictured, toot_member)
    fake_mastodon.next(fake_mastodon.at(MEDIA), wrong(500, "Error"))

    assert await toot.publish(pictured, toot_member) == first


async def test_a_picture_is_left_out_where_the_account_was_connected_without_it(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, post: Post
) -> None:
    """A token without the scope for pictures still posts the text."""
    poor = replace(toot_member, scopes=frozenset({"write:statuses"}))

    outcome = await toot.publish(replace(post, images=(PICTURE,)), poor)

    assert isinstance(outcome, base.Published)
    assert outcome.without_image
    assert fake_mastodon.files == []
