"""Faults strike where, whom and how often they were told to."""

from __future__ import annotations

import asyncio
import time

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout

from sandbox.faults import Faults
from sandbox.world import World
from tests.sandbox.stub import Slack


async def _post(world: World, session: ClientSession, text: str, seconds: float = 5.0) -> int:
    person = world.person("zoe").id
    scope = "tweet.read tweet.write users.read"
    grant = world.x.by_access(world.x.issue(person, scope).access)
    assert grant is not None
    async with session.post(
        f"{world.core.base_url}/x/2/tweets",
        json={"text": text},
        headers={"Authorization": f"Bearer {grant.access}"},
        timeout=ClientTimeout(total=seconds),
    ) as response:
        return response.status


@pytest.mark.parametrize(("kind", "posts"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_dropped_connection_hides_what_happened(
    world: World, session: ClientSession, kind: str, posts: int
) -> None:
    """The caller sees the same failure whether the effect happened or not."""
    world.faults.add("x.tweets", kind)
    with pytest.raises(ClientError):
        await _post(world, session, "hello")
    assert len(world.posts("x")) == posts
    assert await _post(world, session, "another") == 201


@pytest.mark.parametrize(("kind", "posts"), [("timeout_before", 0), ("timeout_after", 1)])
async def test_a_time_out_hides_what_happened(
    world: World, session: ClientSession, kind: str, posts: int
) -> None:
    """The caller gives up waiting; the effect may have happened."""
    world.faults.add("x.tweets", kind, seconds=10)
    with pytest.raises(TimeoutError):
        await _post(world, session, "hello", seconds=0.3)
    assert len(world.posts("x")) == posts


async def test_an_error_has_no_effect(world: World, session: ClientSession) -> None:
    """An error answers with its own status, as often as it was told to."""
    world.faults.add("x.*", "error", status=503, body="<html>", times=2)
    assert [await _post(world, session, str(i)) for i in range(3)] == [503, 503, 201]
    assert len(world.posts("x")) == 1


async def test_an_error_may_hide_an_effect(world: World, session: ClientSession) -> None:
    """A gateway that fails after the work was done: the answer is an error, the post is there."""
    world.faults.add("x.tweets", "error_after", status=504)
    world.faults.add("x.tweets", "error_after", documented="x.InternalError")
    assert [await _post(world, session, str(i)) for i in range(3)] == [504, 500, 201]
    assert len(world.posts("x")) == 3


async def test_latency_only_waits(world: World, session: ClientSession) -> None:
    """A slow call still does its work."""
    world.faults.add("x.tweets", "latency", seconds=0.2)
    begun = time.monotonic()
    assert await _post(world, session, "hello") == 201
    assert time.monotonic() - begun >= 0.2


async def test_a_fault_can_strike_one_person(world: World, slack: Slack) -> None:
    """Others are spared; a Slack error needs only its code."""
    joe, ana = world.person("joe").id, world.person("ana").id
    world.faults.add("slack.chat.postMessage", "error", error="fatal_error", person=joe, times=None)
    assert (await slack.json("chat.postMessage", channel=ana, text="hi"))["ok"]
    for _ in range(2):
        said = await slack.json("chat.postMessage", channel=joe, text="hi")
        assert said["error"] == "fatal_error"


async def test_faults_are_switched_over_http(world: World, session: ClientSession) -> None:
    """They can be added, listed and cleared from another process; nonsense is refused."""
    url = f"{world.core.base_url}/faults"
    wanted = {"where": "blog.feed", "kind": "error", "status": 500, "times": 1}
    async with session.post(url, json=wanted) as added:
        assert added.status == 201
    async with session.post(url, json={"where": "x", "kind": "gremlins"}) as refused:
        assert refused.status == 400
    async with session.get(url) as listed:
        assert [fault["where"] for fault in (await listed.json())["faults"]] == ["blog.feed"]
    async with session.get(f"{world.core.base_url}/blog/feed.xml") as broken:
        assert broken.status == 500
    async with session.delete(url):
        pass
    assert world.faults.shown() == []


def test_a_fault_is_used_up() -> None:
    """A fault for one call is gone after it."""
    faults = Faults()
    faults.add("x.tweets", "error")
    assert faults.take("x.tweets", None) is not None
    assert faults.take("x.tweets", None) is None


async def test_the_clock_is_moved_over_http(world: World, session: ClientSession) -> None:
    """GET tells time and offset, POST moves, and the listeners hear of it."""
    url = f"{world.core.base_url}/clock"
    with world.core.bus.listening("anyone") as heard:
        async with session.post(url, json={"to": "2026-12-01T09:00:00+01:00"}) as moved:
            assert (await moved.json())["now"] == "2026-12-01T09:00:00+01:00"
        async with asyncio.timeout(1):
            assert (await heard.get())["type"] == "clock"
    async with session.get(url) as told:
        assert (await told.json())["offset_seconds"] != 0
    async with session.post(url, json={"to": "yesterday-ish"}) as refused:
        assert refused.status == 400
