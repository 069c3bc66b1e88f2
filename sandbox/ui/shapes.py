"""The JSON shapes that the page draws.

Pure: reads the world, changes nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.mastodon.state import SERVERS
from sandbox.people import Person
from sandbox.slack.model import Channel, Message, Standing
from sandbox.social.feed import LABELS
from sandbox.values import Json
from sandbox.web import colleagues
from sandbox.world import World

_LOG = 200


def workplace(world: World, me: Person) -> Json:
    """Return everything around the conversations."""
    space = world.slack
    mine = [c for c in space.channels.values() if me.id in c.members and not c.is_archived]
    return {
        "company": {"name": world.core.company},
        "me": me.id,
        "people": [_person(person) for person in [*colleagues(world.core.people), space.bot_user]],
        "bot": {
            "id": space.bot_user.id,
            "name": space.app.name,
            "installed": space.standing is Standing.ACTIVE,
            "has_home": space.app.home,
            "read_only": space.app.messages_read_only,
        },
        "channels": [_channel(channel, me) for channel in mine if not channel.is_dm],
        "dms": [
            {
                "id": channel.id,
                "with": {"id": space.bot_user.id, "name": space.app.name},
                "unread": unread(channel, me),
            }
            for channel in mine
            if channel.is_dm
        ],
        "commands": [
            {
                "command": command.command,
                "description": command.description,
                "usage_hint": command.usage_hint,
            }
            for command in space.app.commands
        ],
        "clock": clock(world),
        "networks": [
            {
                "name": name,
                "label": label,
                "posts": len(world.social.of(name)),
                "hint": _hint(world, name, me),
            }
            for name, label in LABELS.items()
        ],
    }


def _hint(world: World, network: str, me: Person) -> Json | None:
    """Return what somebody needs to know who connects an account here; None where it is little."""
    match network:
        case "bluesky":
            handle = world.bluesky.handle(me)
            return {
                "text": f"{me.first_name} is @{handle} here, and connects with an app password.",
                "link": "App passwords",
                "url": f"{world.bluesky.web}/settings/app-passwords?person={me.id}",
            }
        case "mastodon":
            names = " and ".join(SERVERS)
            text = (
                f"Mastodon is many servers. There are two here, {names}, and everybody is on both."
            )
            return {"text": text, "link": "", "url": ""}
        case _:
            return None


def clock(world: World) -> Json:
    """Return the programme's time."""
    return {
        "now": world.clock.local().isoformat(timespec="seconds"),
        "zone": world.clock.zone,
        "running": True,
    }


def conversation(world: World, channel: Channel, me: Person) -> Json:
    """Return one conversation as this person sees it."""
    name = world.slack.app.name if channel.is_dm else channel.name
    return {
        "id": channel.id,
        "name": name,
        "kind": "dm" if channel.is_dm else "channel",
        "messages": [_message(world, message) for message in channel.visible(me.id)],
    }


def unread(channel: Channel, me: Person) -> int:
    """Return how many messages this person has not seen."""
    seen = channel.read.get(me.id, "0")
    return sum(1 for m in channel.visible(me.id) if m.ts > seen and m.author != me.id)


def networks(world: World) -> Json:
    """Return all live posts, by network."""
    return {name: [world.social.shown(post) for post in world.social.of(name)] for name in LABELS}


def log(world: World) -> Json:
    """Return the latest calls of the app, to both chats."""
    calls = [
        {
            "at": call.at,
            "method": call.method,
            "ok": call.ok,
            "error": call.error,
            "http": call.http,
        }
        for call in world.calls[-_LOG:]
    ]
    calls += [
        {
            "at": call.at,
            "method": call.method,
            "ok": call.error is None,
            "error": call.error,
            "http": call.status,
        }
        for call in world.teams.calls[-_LOG:]
    ]
    return {
        "calls": sorted(calls, key=lambda call: str(call["at"]))[-_LOG:],
        "complaints": world.complaints[-_LOG:],
    }


def _person(person: Person) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "title": person.title,
        "locale": person.locale,
        "tz": person.tz,
        "initials": person.initials,
        "color": f"#{person.color}",
        "is_bot": person.is_bot,
        "about": person.about,
    }


def _channel(channel: Channel, me: Person) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "topic": channel.topic,
        "is_private": channel.is_private,
        "member_count": len(channel.members),
        "unread": unread(channel, me),
    }


def _message(world: World, message: Message) -> Json:
    at = datetime.fromtimestamp(float(message.ts), UTC).astimezone(ZoneInfo(world.clock.zone))
    author = world.core.people.get(message.author)
    return {
        "ts": message.ts,
        "at": at.isoformat(timespec="seconds"),
        "author": {
            "id": message.author,
            "name": author.name if author else "",
            "initials": author.initials if author else "",
            "color": f"#{author.color}" if author else "",
            "is_bot": bool(author and author.is_bot),
        },
        "text": message.text,
        "blocks": message.blocks,
        "ephemeral": message.ephemeral_for is not None,
        "edited": message.edited_ts is not None,
    }
