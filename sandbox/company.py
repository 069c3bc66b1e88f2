"""The company "Lipa Energija": its people, channels, groups and a little talk.

Only data and the order in which it is put into a world.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from sandbox.clock import Clock
from sandbox.core import Options
from sandbox.people import Person
from sandbox.slack.manifest import App
from sandbox.slack.model import Message, UserGroup
from sandbox.staff import CAST, names
from sandbox.teams.app import App as TeamsApp
from sandbox.teams.model import Message as TeamsMessage
from sandbox.teams.workplace import HOME_TEAM
from sandbox.world import World

STAFF: Final = 84
_DOMAIN: Final = "lipa-energija.example"
_ENGINEERS: Final = ("Engineering", "Field")
_WITHOUT_APP: Final = ("elena", "zoe")
"""Who has not added the app in Teams for themselves."""
_COLOURS: Final = ("4a6fa5", "8a4f7d", "2f7d6b", "a0522d", "5b5ea6", "7a6a2f", "9b2335", "3d6b8c")


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """A channel of the company. `members` are handles; empty means everyone."""

    name: str
    topic: str
    purpose: str
    members: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    is_private: bool = False
    with_bot: bool = True


ROOMS: Final = (
    Room(
        name="general",
        topic="For everyone, in every office",
        purpose="What the whole company should know.",
        with_bot=False,
    ),
    Room(
        name="advocacy",
        topic="News you may share in your own words. Voluntary, always",
        purpose="Things worth telling the world about, and who told them best.",
        members=(
            "maja",
            "tom",
            "joe",
            "priya",
            "luka",
            "ana",
            "marko",
            "nina",
            "elena",
            "sam",
            "zoe",
            "peter",
        ),
    ),
    Room(
        name="engineering",
        topic="Pumps, cables, code",
        purpose="For everyone who builds things.",
        members=("priya", "marko", "elena", "zoe"),
        teams=("Engineering", "Field"),
    ),
    Room(
        name="advocacy-leads",
        topic="Review, plans, numbers",
        purpose="For those who run the programme.",
        members=("maja", "tom"),
        is_private=True,
    ),
)

_TALK: Final = (
    (
        "general",
        "peter",
        2,
        "08:41",
        "The lift in Ljubljana is out until noon. The stairs are lovely.",
    ),
    ("general", "maja", 2, "09:05", "Welcome to Luka, who starts in customer care today! :wave:"),
    ("general", "luka", 2, "09:12", "Thank you! I already got lost twice."),
    ("general", "sam", 1, "14:32", "Morning from New York. Who do I ask about the Q4 deck?"),
    ("general", "maja", 1, "14:35", "Me, and then Tom, and then me again."),
    ("advocacy", "nina", 2, "11:20", "My apprentices post got a comment from my old teacher."),
    ("advocacy", "joe", 2, "11:31", "That is the best kind of reach."),
    (
        "advocacy",
        "ana",
        1,
        "10:02",
        "Bo članek o računih tudi v slovenščini? Mama sprašuje. :smile:",
    ),
    ("advocacy", "maja", 1, "10:10", "Bo, danes zvečer."),
    (
        "engineering",
        "priya",
        1,
        "15:48",
        "4.2 is through the store review. Release in the morning.",
    ),
    ("engineering", "marko", 1, "15:55", "The baker in Podbrdo sent bread again. Second shelf."),
    ("engineering", "zoe", 1, "15:56", "This is why we do batteries."),
    ("advocacy-leads", "tom", 1, "16:20", "Can we start with the pilot group on Thursday?"),
    ("advocacy-leads", "maja", 1, "16:27", "Yes. Twelve people, two weeks, then everyone."),
)
"""Channel, author, days ago, the company's time of day, words."""


def build(
    *,
    seed: str = "lipa",
    now: datetime | None = None,
    staff: int = STAFF,
    app: App | None = None,
    teams_app: TeamsApp | None = None,
    options: Options | None = None,
    clock: Clock | None = None,
    feed: str = "",
    base_url: str = "http://127.0.0.1:3800",
    bot_url: str = "http://127.0.0.1:3000",
) -> World:
    """Return a world with the company in it; `staff` is the number of people."""
    world = World(
        seed=seed,
        app=app,
        teams_app=teams_app,
        options=options,
        clock=clock or Clock(start=now),
        feed=feed,
        base_url=base_url,
        bot_url=bot_url,
    )
    _hire(world, staff)
    _rooms(world)
    _groups(world)
    _talk(world)
    _teams(world)
    return world


def _hire(world: World, staff: int) -> None:
    ids, people = world.core.ids, world.core.people
    for index, role in enumerate(CAST):
        people.add(
            Person(
                id=ids.named("U", role.handle),
                handle=role.handle,
                name=role.name,
                email=f"{role.handle}@{_DOMAIN}",
                title=role.title,
                team=role.team,
                about=role.about,
                headline=role.headline or f"{role.title} at Lipa Energija",
                locale=role.locale,
                tz=role.tz,
                color=_COLOURS[index % len(_COLOURS)],
                is_admin=role.is_admin,
                is_owner=role.is_admin,
                is_guest=role.is_guest,
            )
        )
    for index, extra in enumerate(names(staff - len(CAST))):
        people.add(
            Person(
                id=ids.named("U", extra.handle),
                handle=extra.handle,
                name=extra.name,
                email=f"{extra.handle}@{_DOMAIN}",
                title=extra.title,
                team=extra.team,
                headline=f"{extra.title} at Lipa Energija",
                tz=extra.tz,
                color=_COLOURS[index % len(_COLOURS)],
            )
        )


def _rooms(world: World) -> None:
    everyone = [person for person in world.core.people if not person.is_bot]
    maja = world.person("maja").id
    for room in ROOMS:
        members = [
            person.id
            for person in everyone
            if not (room.members or room.teams)
            or person.handle in room.members
            or person.team in room.teams
        ]
        if room.name == "general":
            members = [person.id for person in everyone if not person.is_guest]
        if room.with_bot:
            members.append(world.slack.bot_user.id)
        channel = world.slack.add_channel(
            room.name,
            members=members,
            creator=maja,
            topic=room.topic,
            purpose=room.purpose,
            is_private=room.is_private,
            is_general=room.name == "general",
        )
        channel.created -= int(timedelta(days=200).total_seconds())


def _groups(world: World) -> None:
    teams = sorted({person.team for person in world.core.people if person.team})
    for team in teams:
        handle = team.lower().replace(" ", "-")
        group = UserGroup(
            id=world.core.ids.named("S", handle),
            handle=handle,
            name=team,
            description=f"Everyone in {team}",
            members=[person.id for person in world.core.people if person.team == team],
        )
        world.slack.groups[group.id] = group


def _teams(world: World) -> None:
    """Put the same people into Teams: the company's team, the engineers' team, and the app."""
    tenant = world.teams.tenant
    everyone = [person for person in tenant.everyone() if not person.is_guest]
    engineers = [person.id for person in everyone if person.team in _ENGINEERS]
    home = tenant.add_team(
        HOME_TEAM,
        members=[person.id for person in everyone],
        owners=[world.person("maja").id],
    )
    advocacy = tenant.add_channel(home, "Advocacy")
    home.has_app, home.selected = True, advocacy.id
    other = tenant.add_team("Engineering", members=engineers, owners=[world.person("priya").id])
    tenant.add_channel(other, "Batteries")
    for person in everyone:
        if person.handle not in _WITHOUT_APP:
            tenant.installed.add(person.id)
            tenant.open_chat(person.id)
    channels = {"general": home.id, "advocacy": advocacy.id, "engineering": other.id}
    _teams_talk(world, channels, [person.id for person in everyone])


def _teams_talk(world: World, channels: dict[str, str], readers: list[str]) -> None:
    tenant = world.teams.tenant
    today = world.clock.local()
    for number, (room, handle, days, at, text) in enumerate(_TALK):
        channel = tenant.conversations.get(channels.get(room, ""))
        if channel is None:
            continue
        day = today.date() - timedelta(days=days)
        moment = datetime.combine(day, time.fromisoformat(at), tzinfo=today.tzinfo)
        message_id = str(int(moment.timestamp()) * 1000 + number)
        author = world.person(handle).id
        said = TeamsMessage(id=message_id, author=author, at=moment, text=_without_shortcodes(text))
        channel.messages[message_id] = said
        channel.read = dict.fromkeys(readers, message_id)


def _without_shortcodes(text: str) -> str:
    """Teams has emoji where Slack has their names between colons."""
    return text.replace(":wave:", "👋").replace(":smile:", "😄")


def _talk(world: World) -> None:
    today = world.clock.local()
    for room, handle, days, at, text in _TALK:
        channel = world.slack.channel_named(room)
        day = today.date() - timedelta(days=days)
        moment = datetime.combine(day, time.fromisoformat(at), tzinfo=today.tzinfo)
        stamp = world.slack.stamp(moment)
        author = world.person(handle).id
        world.slack.post(channel, Message(ts=stamp, author=author, text=text))
        for member in channel.members:
            channel.read[member] = stamp
