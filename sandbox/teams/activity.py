"""What the app may send: the shape of an activity, its size, its mentions, its cards.

What Teams refuses raises ConnectorError; what it would show badly becomes a complaint.
Sources: learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages,
github.com/microsoft/botframework-sdk (Activity schema).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.core import Core
from sandbox.teams import errors
from sandbox.teams.cards import whole
from sandbox.teams.model import CARD
from sandbox.values import Json

MOST_BYTES: Final = 100 * 1024
"""UTF-16 bytes of one message, mentions included."""
_TYPES: Final = ("message", "typing")
_FORMATS: Final = ("plain", "markdown", "xml")
_LAYOUTS: Final = ("list", "carousel")
_OTHER_CARDS: Final = frozenset(
    f"application/vnd.microsoft.{name}"
    for name in ("card.hero", "card.thumbnail", "teams.card.list", "teams.card.o365connector")
)
_AT: Final = re.compile(r"<at>.*?</at>")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """An activity that Teams takes."""

    kind: str
    text: str = ""
    text_format: str = "markdown"
    summary: str = ""
    attachments: list[Json] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)


def size(activity: Json) -> int:
    """Return the UTF-16 bytes of an activity."""
    return len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le", "surrogatepass"))


def checked(core: Core, body: Any, *, where: str) -> Sent:
    """Return the activity when Teams would take it. Raises ConnectorError."""
    if not isinstance(body, dict):
        raise errors.bad_syntax("The body is not an activity")
    kind = body.get("type")
    if kind not in _TYPES:
        raise errors.bad_syntax(f"Unknown activity type {kind!r}")
    if size(body) > MOST_BYTES:
        raise errors.too_big()
    if kind == "typing":
        return Sent(kind=kind)
    text: str = _typed(body, "text", str, "")
    attachments: list[Any] = _typed(body, "attachments", list, [])
    entities: list[Any] = _typed(body, "entities", list, [])
    _shape(body, attachments)
    if not text.strip() and not attachments:
        raise errors.bad_syntax("The activity has neither text nor attachments")
    if not all(isinstance(each, dict) for each in entities):
        raise errors.bad_syntax("An entity is not an object")
    sent = Sent(
        kind=kind,
        text=text,
        text_format=body.get("textFormat") or "markdown",
        summary=_typed(body, "summary", str, ""),
        attachments=attachments,
        entities=entities,
    )
    for complaint in _doubts(sent):
        core.complain(f"{where}: {complaint}")
    return sent


def _typed(body: Json, name: str, kind: type[Any], usual: Any) -> Any:
    value = body.get(name)
    if value is None:
        return usual
    if not isinstance(value, kind):
        raise errors.bad_syntax(f"{name} is not a {kind.__name__}")
    return value


def _shape(body: Json, attachments: list[Any]) -> None:
    for name, known in (("textFormat", _FORMATS), ("attachmentLayout", _LAYOUTS)):
        if body.get(name) not in (None, *known):
            raise errors.bad_syntax(f"Unknown {name} {body[name]!r}")
    for attachment in attachments:
        kind = str(attachment.get("contentType")) if isinstance(attachment, dict) else ""
        if kind.startswith("image/"):
            continue
        if kind != CARD and kind not in _OTHER_CARDS:
            raise errors.bad_syntax(f"Unknown attachment content type {kind!r}")
        if not isinstance(attachment.get("content"), dict):
            raise errors.bad_syntax("The content of a card is not an object")


def _doubts(sent: Sent) -> list[str]:
    found = []
    cards = [a["content"] for a in sent.attachments if a["contentType"] == CARD]
    if cards and not (sent.summary.strip() or sent.text.strip()):
        found.append("a card without summary: the notification says only that a card was sent")
    found += mention_faults(sent.text, sent.entities)
    for card in cards:
        found += whole.faults(card, whole.Place.MESSAGE)
    return found


def mention_faults(text: str, entities: list[Json]) -> list[str]:
    """Return what is wrong with the mentions of a text: each needs a place and an entity."""
    found = []
    mentions = [entity for entity in entities if entity.get("type") == "mention"]
    for mention in mentions:
        who = mention.get("mentioned") or {}
        if not mention.get("text") or mention["text"] not in text:
            found.append(f"the mention {mention.get('text')!r} is not in the text")
        if not who.get("id") or not who.get("name"):
            found.append(f"the mention {mention.get('text')!r} names nobody")
    named = {mention.get("text") for mention in mentions}
    found += [f"{at} has no mention entity" for at in _AT.findall(text) if at not in named]
    return found
