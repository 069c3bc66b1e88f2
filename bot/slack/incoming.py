"""Something that came from Slack: the stimulus in it, and the ways back to the person."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.slack import payloads
from chat.people import MessageRef, PersonRef, PlaceRef, Platform
from chat.stimuli import AnyStimulus


class Kind(StrEnum):
    """By which of Slack's doors something came; decides how it can be answered."""

    COMMAND = "command"
    PRESS = "press"
    SUBMISSION = "submission"
    EVENT = "event"


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where a form was opened from: carried in its metadata, for notes that come after it."""

    place: str | None = None
    response_url: str | None = None
    message: str | None = None
    ephemeral: bool = False

    def packed(self) -> dict[str, str]:
        """As it travels; only what is known."""
        found = {
            "place": self.place,
            "url": self.response_url,
            "message": self.message,
            "ephemeral": "yes" if self.ephemeral else None,
        }
        return {key: value for key, value in found.items() if value is not None}


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """A stimulus and the ways back to the person. `stimulus` is None where none is due."""

    kind: Kind
    stimulus: AnyStimulus | None
    origin: Origin = field(default_factory=Origin)
    trigger: str | None = None
    opens_form: bool = False
    view: payloads.ViewPayload | None = None
    options: bool = False
    """Slack wants the options of a list that we do not serve: an empty list is the answer."""


def person_of(user_id: str, name: str = "") -> PersonRef:
    """Somebody of Slack."""
    return PersonRef(platform=Platform.SLACK, id=user_id, name=name)


def place_of(channel_id: str | None) -> PlaceRef | None:
    """A channel of Slack, where there is one."""
    return PlaceRef(platform=Platform.SLACK, id=channel_id) if channel_id else None


def message_of(origin: Origin) -> MessageRef | None:
    """The message that somebody acted on, where there is one."""
    place = place_of(origin.place)
    if place is None or origin.message is None:
        return None
    return MessageRef(place=place, id=origin.message, ephemeral=origin.ephemeral)
