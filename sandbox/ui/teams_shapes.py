"""The JSON shapes of Teams that the page draws.

Pure: reads the world, changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.people import Person
from sandbox.teams.model import Conversation, Dialog, Kind, Message, Team
from sandbox.values import Json
from sandbox.world import World


def workplace(world: World, me: Person) -> Json:
    """Return everything around the conversations."""
    tenant = world.teams.tenant
    chat = tenant.chat(me.id)
    mine = [team for team in tenant.teams.values() if me.id in team.members]
    return {
        "me": {"id": me.id, "name": me.name},
        "bot": {
            "id": tenant.bot,
            "name": tenant.app.name,
            "installed": me.id in tenant.installed and not tenant.disabled,
        },
        "teams": [_team(world, team, me) for team in mine],
        "chats": [
            {
                "id": each.id,
                "with": {"id": tenant.bot, "name": tenant.app.name},
                "unread": unread(each, me),
            }
            for each in ([chat] if chat is not None else [])
        ],
        "people": [
            {"id": person.id, "name": person.name, "entra": tenant.entra(person.id)}
            for person in world.core.people
            if not person.deleted
        ],
        "commands": [
            {"title": command.title, "description": command.description}
            for command in tenant.app.commands
        ],
    }


def conversation(world: World, found: Conversation, me: Person) -> Json:
    """Return one conversation as this person sees it: posts, each with its replies."""
    messages = sorted(found.messages.values(), key=lambda message: int(message.id))
    roots = [m for m in messages if m.thread is None or m.thread not in found.messages]
    return {
        "id": found.id,
        "name": found.name,
        "kind": found.kind.value,
        "team": world.teams.tenant.team_of(found).name if found.kind is Kind.CHANNEL else None,
        "installed": world.teams.tenant.has_app(found),
        "messages": [
            {
                **_message(world, root, me),
                "replies": [_message(world, m, me) for m in messages if m.thread == root.id],
            }
            for root in roots
        ],
    }


def dialog(found: Dialog) -> Json:
    """Return an open dialog: with a card, or with words only."""
    shown: Json = {
        "id": found.id,
        "title": found.title,
        "card": found.card,
        "height": found.height,
        "width": found.width,
    }
    return {**shown, "message": found.message} if found.message else shown


def unread(found: Conversation, me: Person) -> int:
    """Return how many messages this person has not seen."""
    seen = int(found.read.get(me.id, "0"))
    return sum(1 for m in found.messages.values() if int(m.id) > seen and m.author != me.id)


def _team(world: World, team: Team, me: Person) -> Json:
    channels = [world.teams.tenant.conversations[each] for each in team.channels]
    return {
        "id": team.id,
        "name": team.name,
        "installed": team.has_app,
        "channels": [
            {"id": channel.id, "name": channel.name, "unread": unread(channel, me)}
            for channel in channels
            if not channel.deleted
        ],
    }


def _message(world: World, message: Message, me: Person) -> Json:
    return {
        "id": message.id,
        "at": _local(world, message.at),
        "author": _author(world, message.author),
        "text": message.text,
        "format": message.text_format,
        "edited": message.edited,
        "cards": message.cards(me.id),
        "replies": [],
    }


def _author(world: World, author: str) -> Json:
    tenant = world.teams.tenant
    if author == tenant.bot:
        looks = world.slack.bot_user
        return {
            "id": author,
            "name": tenant.app.name,
            "initials": looks.initials,
            "color": f"#{looks.color}",
            "is_bot": True,
        }
    person = world.core.people.get(author)
    return {
        "id": author,
        "name": person.name if person else "",
        "initials": person.initials if person else "",
        "color": f"#{person.color}" if person else "",
        "is_bot": False,
    }


def _local(world: World, at: datetime) -> str:
    return at.astimezone(ZoneInfo(world.clock.zone)).isoformat(timespec="seconds")
