"""What is read from a Mastodon server: posts, figures, limits; and how a post is removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from networks import base, mastodon
from networks.base import Credentials, Post, PostRef
from tests.contract.networks.fake_mastodon_server import ACCOUNT, FakeMastodon, wrong
from tests.contract.networks.network_fakes import Canned

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LISTING = f"GET /api/v1/accounts/{ACCOUNT}/statuses"


async def test_a_post_is_found_behind_many_younger_ones(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, post: Post
) -> None:
    """The search goes on through the pages."""
    published = await toot.publish(post, toot_member)
    for number in range(90):
        fake_mastodon.keep(f"Another one, {number}")

    assert isinstance(published, base.Published)
    assert await toot.look(post, toot_member, NOW) == published.ref
    assert len([path for method, path in fake_mastodon.calls if method == "GET"]) == 3


async def test_a_search_that_does_not_reach_the_beginning_says_nothing(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, post: Post
) -> None:
    """With more posts than are read the answer is not "no"."""
    for number in range(130):
        fake_mastodon.keep(f"Another one, {number}")

    with pytest.raises(base.ReadFailed):
        await toot.look(post, toot_member, NOW)


async def test_a_search_ends_where_posts_are_too_old(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, post: Post
) -> None:
    """Posts from before the first attempt need not be read."""
    for number in range(130):
        fake_mastodon.keep(f"Another one, {number}")

    assert await toot.look(post, toot_member, fake_mastodon.clock - timedelta(minutes=5)) is None
    assert len(fake_mastodon.calls) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Canned(status=200, body={"error": "odd"}),
        Canned(status=200, body="<html>"),
        Canned(status=200, body="[null]"),
        Canned(status=200, body='[{"id": 7}]'),
        wrong(401, "The access token is invalid"),
        wrong(503, "Down"),
    ],
)
async def test_a_page_that_cannot_be_read_says_nothing(
    *,
    toot: mastodon.Mastodon,
    fake_mastodon: FakeMastodon,
    toot_member: Credentials,
    post: Post,
    answer: Canned,
) -> None:
    """Only a whole search may say that a post is not there."""
    fake_mastodon.next(fake_mastodon.at(LISTING), answer)

    with pytest.raises(base.ReadFailed):
        await toot.look(post, toot_member, NOW)


async def test_a_single_post_that_cannot_be_read_may_be_the_one(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, post: Post
) -> None:
    """Among posts that can be read, one that cannot keeps the answer from being "no"."""
    fake_mastodon.keep("Hello")
    odd = fake_mastodon.keep("Odd")
    fake_mastodon.keep("Hello again")
    odd["id"] = None

    with pytest.raises(base.ReadFailed):
        await toot.look(post, toot_member, NOW)


async def test_the_code_of_another_post_is_not_this_ones(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, post: Post
) -> None:
    """A code counts as a whole word, wherever the server put the link."""
    fake_mastodon.keep("https://go.lipa.example/xAb3dE5g and https://go.lipa.example/Ab3dE5gz")
    assert await toot.look(post, toot_member, NOW) is None

    card = {"url": "https://go.lipa.example/Ab3dE5g"}
    carded = fake_mastodon.keep("See below", card=card)
    found = await toot.look(post, toot_member, NOW)

    assert found is not None
    assert found.id == carded["id"]


async def test_a_post_without_a_link_is_found_by_its_text(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, post: Post
) -> None:
    """Where there is no code, the whole text decides."""
    bare = replace(
        post, text="Hvala @joe@lipa.social & #Ekipa!\n\n\nDo jutri", link=None, marker=""
    )
    published = await toot.publish(bare, toot_member)
    fake_mastodon.keep("Hvala @joe & #Ekipa!")

    assert isinstance(published, base.Published)
    assert await toot.look(bare, toot_member, NOW) == published.ref


async def test_a_post_is_removed_and_stays_removed(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, post: Post
) -> None:
    """Removing what is gone already is a success too."""
    published = await toot.publish(post, toot_member)
    assert isinstance(published, base.Published)

    assert await toot.delete(published.ref, toot_member) == base.Deleted()
    assert not fake_mastodon.statuses
    assert await toot.delete(published.ref, toot_member) == base.Deleted()


async def test_removing_never_asks_for_a_path_that_was_made_up(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials
) -> None:
    """What is no id is not put into an address."""
    for made_up in ("", "../../oauth/revoke", "1?x=2", "1" * 65):
        outcome = await toot.delete(PostRef(id=made_up, url=""), toot_member)
        assert isinstance(outcome, base.Refused)
        with pytest.raises(base.ReadFailed):
            await toot.read_figures(PostRef(id=made_up, url=""), toot_member)
    assert fake_mastodon.calls == []


async def test_a_lost_removal_is_unclear(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials
) -> None:
    """Whether a lost removal worked is not known."""
    status = fake_mastodon.keep("Hello")
    fake_mastodon.fault = "drop_after"
    fake_mastodon.fault_on = fake_mastodon.at(f"DELETE /api/v1/statuses/{status['id']}")

    outcome = await toot.delete(PostRef(id=status["id"], url=""), toot_member)

    assert isinstance(outcome, base.Unclear)


async def test_figures_have_our_names(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials
) -> None:
    """Favourites are reactions, boosts are reshares, replies are comments; nothing is made up."""
    status = fake_mastodon.keep("Hello", replies_count=None)

    read = await toot.read_figures(PostRef(id=status["id"], url=""), toot_member)

    assert read == {"reactions": 5, "reshares": 2}


async def test_the_figures_of_a_post_that_is_gone_say_so(
    toot: mastodon.Mastodon, toot_member: Credentials
) -> None:
    """A post that its author removed needs no further reading."""
    with pytest.raises(base.ReadFailed) as failed:
        await toot.read_figures(PostRef(id="77", url=""), toot_member)

    assert isinstance(failed.value.problem, base.Refused)
    assert failed.value.problem.reason is base.RefusalReason.GONE


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"max_characters": 1000, "characters_reserved_per_url": 23}, (1000, 23)),
        ({"max_characters": 5000}, (5000, 23)),
        ({"max_characters": 500, "characters_reserved_per_url": 0}, (500, 23)),
        ({"max_characters": 0}, None),
        ({"max_characters": 10**9}, None),
        ({"max_characters": "500"}, None),
        ({"max_characters": True}, None),
        ({}, None),
        (None, None),
    ],
)
@pytest.mark.parametrize("version", [1, 2])
async def test_the_servers_own_limits_are_read(
    *,
    toot: mastodon.Mastodon,
    fake_mastodon: FakeMastodon,
    toot_member: Credentials,
    told: object,
    expected: tuple[int, int] | None,
    version: int,
) -> None:
    """What a server says of its limits is taken where it is believable."""
    fake_mastodon.only_version_1 = version == 1
    fake_mastodon.instance = {"configuration": {"statuses": told}}

    limits = await toot.limits(toot_member)

    assert (None if limits is None else (limits.max_characters, limits.characters_per_url)) == (
        expected
    )


@pytest.mark.parametrize(
    "answer", [wrong(503, "Down"), Canned(status=200, body="[]"), Canned(status=404, body="")]
)
async def test_a_server_that_does_not_tell_its_limits_has_none(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, answer: Canned
) -> None:
    """A failure is no limit, and no error."""
    fake_mastodon.next(fake_mastodon.at("GET /api/v2/instance"), answer)
    fake_mastodon.next(fake_mastodon.at("GET /api/v1/instance"), answer)

    assert await toot.limits(toot_member) is None
