"""The words of a message, without what only Teams or the habit of another chat put there. Pure."""

from __future__ import annotations

import html
import re

from bot.teams import payloads, values
from bot.teams.payloads import ActivityPayload, Malformed

_COMMAND = re.compile(r"/?advocacy(?=\s|$)", re.IGNORECASE)
"""What the command is called elsewhere; people who use both chats write it here, too."""
_TAG = re.compile(r"<[^<>]{0,200}>")
_SPACES = re.compile(r"[ \t\xa0]+")


def words(body: ActivityPayload, bots: frozenset[str]) -> str:
    """What somebody said to the bot; `bots` are the ids, in lower case, it is mentioned by."""
    text = body.get("text") or ""
    for entity in body.get("entities") or []:
        if entity.get("type") == "mention":
            text = _without(text, entity, bots)
    text = text.replace("&nbsp;", " ")
    if body.get("textFormat") == "xml":
        text = html.unescape(_TAG.sub("", text))
    text = _SPACES.sub(" ", values.sound(text)).strip()
    return _COMMAND.sub("", text, count=1).strip() if _COMMAND.match(text) else text


def _without(text: str, entity: object, bots: frozenset[str]) -> str:
    """The text without this mention, if it is the bot's.

    The SDK's `remove_recipient_mention` takes the bot's name away wherever it stands, also in what
    somebody looks for, and breaks on a mention of nobody.
    """
    try:
        mention = payloads.read(payloads.MentionEntity, entity)
    except Malformed:
        return text
    if mention["mentioned"]["id"].lower() not in bots:
        return text
    shown = mention.get("text") or f"<at>{mention['mentioned'].get('name') or ''}</at>"
    return text.replace(shown, " ", 1)
