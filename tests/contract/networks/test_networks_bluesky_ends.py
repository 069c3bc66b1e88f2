"""How calls to Bluesky end: repeats, lost answers, each documented error, looking, deleting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from networks import base
from networks.base import PostRef, ReconnectReason, RefusalReason
from tests.contract.networks import fake_bluesky_server as fakes
from tests.contract.networks.fake_bluesky_server import (
    ANA,
    BOR,
    CREATE,
    DELETE,
    GET_RECORD,
    NOW,
    POSTS,
    Scene,
    problem,
)
from tests.contract.networks.network_fakes import Canned

TEXT_TOO_LONG = (
    "Invalid app.bsky.feed.post record: grapheme too big (maximum 300, got 301) at $.record.text"
)
MISSING = problem(400, "RecordNotFound", "Could not locate record")


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with fakes.opened() as opened:
        yield opened


async def test_the_same_post_twice_is_one_post(scene: Scene) -> None:
    """A repeat is refused by the server, and the post that is there is found."""
    first = await scene.network.publish(fakes.post(), scene.member)
    again = await scene.network.publish(fakes.post(), scene.member)

    assert isinstance(first, base.Published)
    assert again == base.AlreadyThere(ref=first.ref)
    assert len(scene.fake.records) == 1


@pytest.mark.parametrize("fault", ["drop_after", "hang_after"])
async def test_a_lost_answer_is_unclear_and_settled_by_looking_or_repeating(
    scene: Scene, fault: str
) -> None:
    """After a lost answer looking finds the post, and so does trying again."""
    scene.fake.fault, scene.fake.fault_on = fault, CREATE
    assert isinstance(await scene.network.publish(fakes.post(), scene.member), base.Unclear)
    scene.fake.fault = ""

    found = await scene.network.look(fakes.post(), scene.member, NOW)
    assert found is not None
    again = await scene.network.publish(fakes.post(), scene.member)
    assert again == base.AlreadyThere(ref=found)
    assert len(scene.fake.records) == 1


@pytest.mark.parametrize("fault", ["drop_before", "hang_before"])
async def test_a_post_that_never_arrived_is_posted_by_the_next_attempt(
    scene: Scene, fault: str
) -> None:
    """When the call was lost on the way there, nothing is found, and a repeat posts it."""
    scene.fake.fault, scene.fake.fault_on = fault, CREATE
    assert isinstance(await scene.network.publish(fakes.post(), scene.member), base.Unclear)
    scene.fake.fault = ""
    scene.fake.records.clear()

    assert await scene.network.look(fakes.post(), scene.member, NOW) is None
    again = await scene.network.publish(fakes.post(), scene.member)
    assert isinstance(again, base.Published)


async def test_a_refused_connection_did_nothing(scene: Scene) -> None:
    """Where no connection can be made nothing was posted, so it may simply be tried again."""
    away = replace(scene.member, server="http://127.0.0.1:9")

    outcome = await scene.network.publish(fakes.post(), away)

    assert outcome == base.Throttled(until=NOW + timedelta(minutes=1))


async def test_another_record_under_the_key_is_never_taken_for_ours(scene: Scene) -> None:
    """A different record in the post's place is no proof of the post."""
    await scene.network.publish(fakes.post(), scene.member)
    other = replace(fakes.post(), text="Something else")

    outcome = await scene.network.publish(other, scene.member)

    assert isinstance(outcome, base.Refused)
    with pytest.raises(base.ReadFailed):
        await scene.network.look(other, scene.member, NOW)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (problem(400, "ExpiredToken", "Token has expired"), ReconnectReason.EXPIRED),
        (problem(400, "InvalidToken", "Bad token scope"), ReconnectReason.REJECTED),
        (problem(401, "AuthMissing"), ReconnectReason.REJECTED),
        (problem(401, "AuthenticationRequired"), ReconnectReason.REJECTED),
        (problem(403, "AccountNotFound"), ReconnectReason.REVOKED),
        (problem(401, "AccountTakedown"), RefusalReason.PERMISSION),
        (problem(400, "AccountTakedown"), RefusalReason.PERMISSION),
        (problem(401, "AccountDeactivated"), RefusalReason.PERMISSION),
        (problem(403, "Forbidden"), RefusalReason.PERMISSION),
        (problem(400, "InvalidRequest", "Invalid record"), RefusalReason.APP),
        (problem(400, "InvalidRequest", TEXT_TOO_LONG), RefusalReason.TOO_LONG),
        (problem(413, "PayloadTooLarge"), RefusalReason.CONTENT),
        (problem(501, "MethodNotImplemented"), RefusalReason.APP),
        (problem(502, "UpstreamFailure"), None),
        (problem(500, "InternalServerError"), None),
        (Canned(status=503, body="<html>busy</html>"), None),
        (Canned(status=307, headers={"Location": "http://127.0.0.1:9/"}), None),
        (Canned(status=200, body="[]"), None),
        (Canned(status=200, body={"uri": f"at://{ANA}/app.bsky.feed.post/3x", "cid": "b"}), None),
    ],
)
async def test_every_answer_becomes_an_outcome(
    scene: Scene, answer: Canned, expected: ReconnectReason | RefusalReason | None
) -> None:
    """Each documented error has its kind; None stands for an unclear end."""
    scene.fake.next(CREATE, answer)

    outcome = await scene.network.publish(replace(fakes.post(), link=None), scene.member)

    assert getattr(outcome, "reason", None) is expected
    if expected is None:
        assert isinstance(outcome, base.Unclear)


@pytest.mark.parametrize(
    ("answer", "until"),
    [
        (
            problem(
                429,
                "RateLimitExceeded",
                ratelimit_reset=str(int((NOW + timedelta(minutes=40)).timestamp())),
            ),
            NOW + timedelta(minutes=40),
        ),
        (
            Canned(status=429, body="slow down", headers={"Retry-After": "30"}),
            NOW + timedelta(seconds=30),
        ),
        (Canned(status=429, body="slow down"), NOW + timedelta(minutes=5)),
        (problem(400, "InvalidSwap", "Commit was at bafy"), NOW + timedelta(seconds=5)),
    ],
)
async def test_what_was_certainly_not_done_is_done_later(
    scene: Scene, answer: Canned, until: datetime
) -> None:
    """A full window and a clash of writes tell when to try again, and nothing is looked up."""
    scene.fake.next(CREATE, answer)

    outcome = await scene.network.publish(fakes.post(), scene.member)

    assert outcome == base.Throttled(until=until)
    assert scene.fake.sent_to(GET_RECORD) == []


@pytest.mark.parametrize("status", [400, 409])
async def test_a_server_may_say_a_repeat_in_its_own_way(scene: Scene, status: int) -> None:
    """However a repeat is refused, the record that is there decides; unread, it is unclear."""
    await scene.network.publish(fakes.post(), scene.member)
    repeated = problem(status, "InvalidRequest", "Record already exists")
    scene.fake.next(CREATE, repeated, repeated)

    again = await scene.network.publish(fakes.post(), scene.member)
    scene.fake.next(GET_RECORD, problem(500, "InternalServerError"))
    unread = await scene.network.publish(fakes.post(), scene.member)

    assert isinstance(again, base.AlreadyThere)
    assert isinstance(unread, base.Unclear)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (problem(500, "InternalServerError"), base.Unclear),
        (problem(429, "RateLimitExceeded"), base.Throttled),
        (problem(400, "InvalidRequest", "Could not find repo"), base.Refused),
        (Canned(status=200, body="<html>"), base.Unclear),
    ],
)
async def test_looking_says_no_only_when_the_server_does(
    scene: Scene, answer: Canned, expected: type
) -> None:
    """Only the server's word that there is no record means that there is none."""
    scene.fake.next(GET_RECORD, answer, MISSING)

    with pytest.raises(base.ReadFailed) as failed:
        await scene.network.look(fakes.post(), scene.member, NOW)
    assert isinstance(failed.value.problem, expected)
    assert await scene.network.look(fakes.post(), scene.member, NOW) is None


async def test_a_post_is_deleted_once_and_for_all(scene: Scene) -> None:
    """Deleting removes the record, and again is as good; a lost answer is unclear."""
    done = await scene.network.publish(fakes.post(), scene.member)
    assert isinstance(done, base.Published)

    assert await scene.network.delete(done.ref, scene.member) == base.Deleted()
    assert scene.fake.records == {}
    assert await scene.network.delete(done.ref, scene.member) == base.Deleted()
    scene.fake.next(DELETE, problem(400, "ExpiredToken"))
    assert isinstance(await scene.network.delete(done.ref, scene.member), base.Reconnect)
    scene.fake.fault, scene.fake.fault_on = "drop_before", DELETE
    assert isinstance(await scene.network.delete(done.ref, scene.member), base.Unclear)


@pytest.mark.parametrize(
    "identifier",
    [f"at://{BOR}/app.bsky.feed.post/3x", "3x", f"at://{ANA}/app.bsky.graph.follow/3x"],
)
async def test_only_own_posts_are_deleted(scene: Scene, identifier: str) -> None:
    """What is no post of this account is refused without a call."""
    outcome = await scene.network.delete(PostRef(id=identifier, url=""), scene.member)

    assert isinstance(outcome, base.Refused)
    assert scene.fake.calls == []


async def test_figures_are_read_from_the_appview(scene: Scene) -> None:
    """Likes, replies and both ways of passing on are read without a token."""
    uri = f"at://{ANA}/app.bsky.feed.post/3lbbbbbbbbb2a"
    scene.fake.appview[uri] = "bafyreirecord"
    scene.fake.counts = {"likeCount": 5, "repostCount": 2, "quoteCount": 1, "replyCount": 0}

    figures = await scene.network.read_figures(PostRef(id=uri, url=""), scene.member)
    scene.fake.counts = {"likeCount": 6}
    partly = await scene.network.read_figures(PostRef(id=uri, url=""), scene.member)

    assert figures == {"reactions": 5, "comments": 0, "reshares": 3}
    assert partly == {"reactions": 6}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, base.Refused),
        (problem(429, "RateLimitExceeded"), base.Throttled),
        (problem(502, "UpstreamFailure"), base.Unclear),
        (Canned(status=200, body="[]"), base.Unclear),
    ],
)
async def test_figures_that_cannot_be_read_are_no_zeros(
    scene: Scene, answer: Canned | None, expected: type
) -> None:
    """A post that the AppView does not know, and every failure, are told as such."""
    if answer is not None:
        scene.fake.next(POSTS, answer)
    uri = f"at://{ANA}/app.bsky.feed.post/3lbbbbbbbbb2a"

    with pytest.raises(base.ReadFailed) as failed:
        await scene.network.read_figures(PostRef(id=uri, url=""), scene.member)
    assert isinstance(failed.value.problem, expected)
