"""Teams' rate limits: windows for each conversation, and fifty a second for a tenant."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

import pytest
from aiohttp import ClientSession

from sandbox import company
from sandbox.app import serve
from sandbox.core import Options
from sandbox.teams import throttle
from sandbox.teams.throttle import MEMBERS, SEND, TENANT, Throttle
from tests.sandbox.conftest import NOW
from tests.sandbox.teams_stub import Bot

HELLO = {"type": "message", "text": "hello"}


class Ticks:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_seven_in_a_second_and_eight_in_two() -> None:
    """The eighth call waits for the first to be a second old, the ninth for two seconds."""
    ticks = Ticks()
    limits = Throttle(ticks, enabled=True)
    assert [limits.wait({"a": SEND}) for _ in range(7)] == [0.0] * 7
    assert limits.wait({"a": SEND}) == pytest.approx(1.0)
    assert limits.wait({"b": SEND}) == 0.0
    ticks.now = 1.0
    assert limits.wait({"a": SEND}) == 0.0
    assert limits.wait({"a": SEND}) == pytest.approx(1.0)
    ticks.now = 2.0
    assert limits.wait({"a": SEND}) == 0.0


@pytest.mark.parametrize(("windows", "pause", "most"), [(SEND, 0.26, 60), (MEMBERS, 0.13, 120)])
def test_the_half_minute_ends_a_steady_stream(
    windows: throttle.Windows, pause: float, most: int
) -> None:
    """Who stays below the short windows comes to the end of the one of thirty seconds."""
    ticks = Ticks()
    limits = Throttle(ticks, enabled=True)
    taken = 0
    while limits.wait({"a": windows}) == 0.0:
        taken += 1
        ticks.now += pause
    assert taken == most


def test_five_thousand_go_out_at_fifty_a_second() -> None:
    """Who sends every fiftieth of a second to ever new people is never stopped."""
    ticks = Ticks()
    limits = Throttle(ticks, enabled=True)
    for number in range(5000):
        assert limits.wait({"tenant": TENANT, f"send {number}": SEND}) <= 1e-9, number
        ticks.now = (number + 1) / 50
    assert limits.wait({"tenant": TENANT}) == 0.0
    assert limits.wait({"tenant": TENANT}) > 0.0


def test_what_is_refused_is_not_counted() -> None:
    """Asking too early costs nothing, and one full window keeps the others as they are."""
    ticks = Ticks()
    limits = Throttle(ticks, enabled=True)
    for _ in range(7):
        limits.wait({"a": SEND})
    for _ in range(100):
        assert limits.wait({"a": SEND, "tenant": TENANT}) > 0
    assert all(limits.wait({"tenant": TENANT}) == 0.0 for _ in range(50))
    assert throttle.whole_seconds(0.2) == 1
    assert throttle.whole_seconds(27.5) == 28


@pytest.mark.parametrize(
    ("said", "expected"),
    [("always", [True, True]), ("never", [False, False]), ("sometimes", [True, False])],
)
async def test_the_connector_says_429(
    said: Literal["always", "never", "sometimes"], expected: list[bool]
) -> None:
    """Too many messages to one chat: 429, with Retry-After or without as the world says."""
    options = Options(teams_retry_after=said)
    world = company.build(now=NOW, staff=20, options=options)
    async with serve(world), ClientSession() as session:
        bot = Bot(session, world)
        chat = await bot.chat("Joe")
        answers = [await bot.send(chat, HELLO) for _ in range(9)]
    assert [a.status for a in answers] == [201] * 7 + [429] * 2
    assert [a.code for a in answers[7:]] == ["TooManyRequests"] * 2
    assert ["Retry-After" in a.headers for a in answers[7:]] == expected
    assert len(world.teams.direct("Joe")) == 7


async def test_chats_and_rosters_have_windows_of_their_own() -> None:
    """Creating the same chat is limited like sending, asking who is there twice as widely."""
    world = company.build(now=NOW, staff=20)
    async with serve(world), ClientSession() as session:
        bot = Bot(session, world)
        created = [(await bot.create("Joe")).status for _ in range(8)]
        here = quote(world.teams.team().id, safe="")
        path = f"conversations/{here}/pagedmembers"
        asked = [(await bot.call("GET", path)).status for _ in range(15)]
    assert created == [201] * 7 + [429]
    assert asked == [200] * 14 + [429]


async def test_the_tenant_takes_fifty_a_second() -> None:
    """Whatever is asked, more than fifty calls within a second are too many."""
    world = company.build(now=NOW, staff=80, options=Options(teams_retry_after="always"))
    async with serve(world), ClientSession() as session:
        bot = Bot(session, world)
        people = [p.name for p in world.core.people if p.id in world.teams.tenant.installed]
        statuses = [(await bot.create(name)).status for name in people[:60]]
    assert 429 in statuses[50:]
    assert set(statuses[:50]) == {201}
