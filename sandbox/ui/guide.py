"""What a newcomer may try first, in order, and what of it has been done in this world.

Texts, and looks at the world that change nothing. Must not know HTTP or what the app is about to
answer: a step counts as done by what anybody can see of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sandbox.values import Json
from sandbox.world import World

NETWORKS: Final = "networks"
"""The visit to the networks' pages, once there is something to see."""

TEAMS: Final = "teams"
"""The channel of the programme in Teams."""

_A_FEW: Final = 3
_FRIDAY: Final = 4
_AFTERNOON: Final = 16

Visits = frozenset[str] | set[str]


def home_of(handle: str) -> str:
    """The visit to the app's Home as this person."""
    return f"home {handle}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One thing to try: who does it, where, and how it is seen that it was done.

    `place` is a channel's name, or a page of its own (home, messages, networks, teams).
    """

    id: str
    title: str
    text: str
    link: str
    who: str
    place: str
    done: Callable[[World, Visits], bool]
    clock: str = ""
    """Where the clock is moved to on the way, as its buttons name it."""


def _decided(world: World, _visits: Visits) -> bool:
    for channel in world.slack.channels.values():
        decided = sum(m.edited_ts is not None for m in channel.messages.values())
        if channel.is_dm and decided >= min(_A_FEW, len(channel.messages)) > 0:
            return True
    return False


def _next_day(world: World, _visits: Visits) -> bool:
    start = world.clock.started.astimezone(ZoneInfo(world.clock.zone))
    return world.clock.local().date() > start.date()


def _posted(world: World, _visits: Visits) -> bool:
    return bool(world.posts())


def _seen(_world: World, visits: Visits) -> bool:
    return NETWORKS in visits


def _friday_is_over(world: World, _visits: Visits) -> bool:
    start = world.clock.started.astimezone(ZoneInfo(world.clock.zone))
    day = start + timedelta(days=(_FRIDAY - start.weekday()) % 7)
    end = day.replace(hour=_AFTERNOON, minute=0, second=0, microsecond=0)
    if end <= start:
        end += timedelta(days=7)
    return world.clock.local() >= end


def _in_teams(world: World, _visits: Visits) -> bool:
    return any(attempt.activity["type"] in _DOINGS for attempt in world.teams.attempts)


_DOINGS: Final = frozenset({"message", "invoke"})
"""What somebody does in Teams, as the app hears of it."""

STEPS: Final = (
    Step(
        id="review",
        title="Approve what came in",
        text="Maja leads the programme. Read what the app found on the blog, and press Approve "
        "on a few.",
        link="Open Maja’s messages",
        who="maja",
        place="messages",
        done=_decided,
    ),
    Step(
        id="morning",
        title="Let a new day begin",
        text="At nine the picks of the day come to #advocacy. The clock at the top can be moved.",
        link="Tomorrow 9:00, in #advocacy",
        who="maja",
        place="advocacy",
        clock="tomorrow_9",
        done=_next_day,
    ),
    Step(
        id="share",
        title="Share as Joe from accounting",
        text="Press Share on something. He is asked first. Then connect accounts, which are as "
        "made up as he is: LinkedIn, X, Bluesky or Mastodon. Or share by link.",
        link="Be Joe in #advocacy",
        who="joe",
        place="advocacy",
        done=_posted,
    ),
    Step(
        id="look",
        title="See it as the world does",
        text="There is the post, on each network that was chosen. Open its link, as a reader "
        "would.",
        link="Open the networks",
        who="joe",
        place="networks",
        done=_seen,
    ),
    Step(
        id="friday",
        title="Let the week end",
        text="On Friday afternoon #advocacy sees how the week went.",
        link="Friday 16:00, in #advocacy",
        who="joe",
        place="advocacy",
        clock="friday_16",
        done=_friday_is_over,
    ),
    Step(
        id="slovene",
        title="Read it in Slovene",
        text="Ana’s Slack is in Slovene, so the app speaks Slovene with her.",
        link="Be Ana, at the app’s Home",
        who="ana",
        place="home",
        done=lambda _world, visits: home_of("ana") in visits,
    ),
    Step(
        id="teams",
        title="Go on in Teams",
        text="The same people, the same programme. Share something from the channel, or write "
        "home to the app.",
        link="Be Joe, in Teams",
        who="joe",
        place=TEAMS,
        done=_in_teams,
    ),
)


def shown(world: World, visits: Visits) -> Json:
    """All steps, as the page draws them."""
    return {
        "steps": [
            {
                "id": step.id,
                "title": step.title,
                "text": step.text,
                "link": _link(world, step),
                "done": step.done(world, visits),
            }
            for step in STEPS
        ]
    }


def _link(world: World, step: Step) -> Json | None:
    """Where the step is done, or None in a company without that person or channel."""
    people = {person.handle: person.id for person in world.core.people}
    channels = {channel.name: f"c/{channel.id}" for channel in world.slack.channels.values()}
    place = channels.get(step.place, step.place)
    if step.place == TEAMS:
        place = f"teams/c/{world.teams.channel('Advocacy').id}"
    if step.who not in people or (step.place == "advocacy" and place == step.place):
        return None
    link = {"label": step.link, "place": place, "as": people[step.who]}
    return {**link, "clock": step.clock} if step.clock else link
