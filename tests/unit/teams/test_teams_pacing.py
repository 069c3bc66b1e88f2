"""How fast the Connector is called, and who waits for whom."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.teams import pacing
from bot.teams.pacing import Kind, Pacer
from chat.ports import RetryAt
from tests.helpers.teams_api import Pauses

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Town:
    """A pacer whose time moves only when it waits."""

    def __init__(self, patience: float = 1e9) -> None:
        self.pauses = Pauses()
        self.unbooked = 0
        self.pacer = Pacer(
            now=lambda: NOW,
            random=Random(1),  # noqa: S311 - repeatable
            time=self.pauses.time,
            sleep=self.pauses.sleep,
            unbooked=self,
            patience=patience,
        )

    def count(self) -> None:
        self.unbooked += 1

    async def close(self) -> None:
        return None

    async def turns(self, places: list[str], kind: Kind = Kind.SEND) -> list[float]:
        """The moments of calls to these conversations, one after the other."""
        return [await self.pacer.turn(place, kind) for place in places]


def most_within(moments: list[float], seconds: float) -> int:
    """The most moments within any so many seconds."""
    ends = [bisect_left(moments, start + seconds - 1e-6) for start in moments]
    return max(end - start for start, end in enumerate(ends))


@pytest.mark.parametrize("kind", list(Kind))
async def test_a_conversation_is_never_called_more_often_than_allowed(kind: Kind) -> None:
    """However eager, calls to one conversation stay within every window, and use each whole."""
    moments = await Town().turns(["c"] * 4000, kind)
    for calls, seconds in kind.value:
        assert most_within(moments, seconds) <= calls
    assert moments[kind.value[0][0] - 1] - moments[0] < 0.3
    assert most_within(moments, 3600) == kind.value[-1][0]


async def test_all_conversations_together_stay_within_the_apps_limit() -> None:
    """Calls to many conversations come just under fifty a second, no more and no fewer."""
    moments = await Town().turns([f"c{number}" for number in range(480)])
    assert most_within(moments, 1.0) == pacing.TURNS_A_SECOND
    assert moments[-1] - moments[0] == pytest.approx(480 / pacing.TURNS_A_SECOND, rel=0.05)
    assert 0.95 < pacing.TURNS_A_SECOND / pacing.APP_CALLS_A_SECOND < 1.0


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 3)), max_size=60))
def test_no_mix_of_calls_breaks_a_limit(calls: list[tuple[str, float]]) -> None:
    """Whatever comes when, no window of any conversation is overrun."""

    async def run() -> dict[str, list[float]]:
        town = Town()
        moments: dict[str, list[float]] = {}
        for place, idle in calls:
            town.pauses.at += idle
            moments.setdefault(place, []).append(await town.pacer.turn(place, Kind.SEND))
        return moments

    for moments in asyncio.run(run()).values():
        assert all(most_within(moments, seconds) <= most for most, seconds in Kind.SEND.value)


async def test_what_would_wait_too_long_is_sent_away() -> None:
    """A call whose turn is far away is told when to come back, and nobody else has to wait."""
    town = Town(patience=5.0)
    with pytest.raises(RetryAt, match="paced_conversation") as refused:
        await town.turns(["c"] * 61)
    assert not refused.value.everyone
    assert refused.value.until > NOW + timedelta(seconds=5)
    await town.turns(["another"])


async def test_a_call_with_a_slot_costs_nothing_more() -> None:
    """One call of a job has its slot in the lane; its other calls, and all others, are counted."""
    town = Town()
    with pacing.booked():
        await town.turns(["a"])
        assert town.unbooked == 0
        await town.turns(["a"])
    await town.turns(["a"])
    assert town.unbooked == 2


async def test_a_slot_is_used_by_whoever_works_for_the_job() -> None:
    """The slot of a job serves also a call in a task that the job started."""
    town = Town()
    with pacing.booked():
        await asyncio.create_task(town.turns(["a"]))
    assert town.unbooked == 0


async def test_a_limit_met_holds_everybody_ever_longer() -> None:
    """Refused again after each hold, all calls wait longer and longer, up to a minute."""
    town = Town()
    holds = []
    for _ in range(12):
        began = (await town.turns(["c"]))[0]
        holds.append(town.pacer.refused(began, None).total_seconds())
    for number, hold in enumerate(holds):
        highest = min(0.1 * 2.0**number, 60.0)
        assert highest / 2 <= hold <= highest


async def test_refusals_of_one_burst_count_once() -> None:
    """Calls that were on their way when the limit was met do not lengthen the hold."""
    town = Town()
    first, second = await town.turns(["a", "b"])
    held = town.pacer.refused(first, None)
    assert town.pacer.refused(second, None) == held


async def test_a_named_pause_is_obeyed() -> None:
    """Where Teams names a pause, that is how long all wait, and a little more."""
    town = Town()
    began = (await town.turns(["a"]))[0]
    held = town.pacer.refused(began, timedelta(seconds=7))
    assert timedelta(seconds=7) <= held <= timedelta(seconds=7.25)
    assert (await town.turns(["b"]))[0] >= began + 7


async def test_after_a_call_that_went_well_holds_begin_anew() -> None:
    """A call that was taken after a hold ends the series."""
    town = Town()
    for _ in range(5):
        town.pacer.refused((await town.turns(["a"]))[0], None)
    town.pacer.passed((await town.turns(["b"]))[0])
    held = town.pacer.refused((await town.turns(["c"]))[0], None)
    assert held <= timedelta(seconds=0.1)


async def test_silent_conversations_are_forgotten() -> None:
    """Conversations that were silent for an hour take no memory."""
    town = Town()
    await town.turns([f"c{number}" for number in range(100)])
    town.pauses.at += 7200
    await town.turns(["d"] * 2000)
    assert len(town.pacer._places) == 1
