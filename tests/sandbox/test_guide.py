"""What a newcomer may try first, ticked off by what has happened in the world."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox import company
from sandbox.ui import guide
from sandbox.world import World

START = datetime(2026, 11, 24, 9, tzinfo=UTC)


def world(start: datetime = START) -> World:
    return company.build(now=start, staff=20)


def done(of: World, *visits: str) -> set[str]:
    steps = guide.shown(of, set(visits))["steps"]
    return {step["id"] for step in steps if step["done"]}


def test_nothing_is_done_in_a_new_world() -> None:
    """A newcomer has everything before them, and each step leads somewhere."""
    fresh = world()
    assert done(fresh) == set()
    links = [step["link"] for step in guide.shown(fresh, set())["steps"]]
    assert [link["place"].split("/")[0] for link in links] == [
        "messages", "c", "c", "networks", "c", "home", "teams",
    ]  # fmt: skip
    assert {fresh.core.people.get(link["as"]) is not None for link in links} == {True}


@pytest.mark.parametrize(
    ("start", "to", "expected"),
    [
        (START, "plus_1h", set()),
        (START, "tomorrow_9", {"morning"}),
        (START, "friday_16", {"morning", "friday"}),
        (datetime(2026, 11, 27, 14, tzinfo=UTC), "friday_16", {"friday"}),
        (datetime(2026, 11, 27, 16, tzinfo=UTC), "tomorrow_9", {"morning"}),
    ],
)
def test_the_clock_ticks_off_its_steps(start: datetime, to: str, expected: set[str]) -> None:
    """A new day and the end of a week count from when this world began."""
    moved = world(start)
    moved.clock.jump(to)
    assert done(moved) == expected


def test_what_was_looked_at_is_done() -> None:
    """Home as Ana, and the networks, are done by looking."""
    assert done(world(), guide.NETWORKS, guide.home_of("ana")) == {"look", "slovene"}
    assert done(world(), guide.home_of("joe")) == set()


async def test_doing_something_in_teams_is_done_there() -> None:
    """The last step is ticked off once somebody wrote to the app in Teams."""
    fresh = world()
    await fresh.teams.say("Joe", "home")
    assert "teams" in done(fresh)
