"""Something that came from Teams: the stimulus in it, and the ways back to the person."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.teams.action_data import OfForm
from bot.teams.origins import Origin
from bot.teams.references import Kind as Place
from bot.teams.references import Reference
from chat.people import PersonRef, PlaceRef, Platform, Reader
from chat.stimuli import AnyStimulus, Pressed, Submitted, Surface, Values


class Kind(StrEnum):
    """By which of Teams' doors something came; decides how it can be answered."""

    SAID = "said"
    """A message with words."""
    PRESSED = "pressed"
    """A message without words that brings a card's data: from clients without `Action.Execute`."""
    CARD = "card"
    """`adaptiveCard/action`: the answer takes the card's place, or is shown under it."""
    FETCH = "fetch"
    """`task/fetch`: the answer is a dialog."""
    SENT = "sent"
    """`task/submit`: something pressed in a dialog; the answer is the next one, or closes it."""
    SEARCH = "search"
    """`composeExtension/query`."""
    EVENT = "event"
    OTHER = "other"
    """A question that we do not answer."""


INVOKES = frozenset({Kind.CARD, Kind.FETCH, Kind.SENT, Kind.SEARCH, Kind.OTHER})
"""What waits for an answer with a body."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """A stimulus and the ways back to the person. `stimulus` is None where none is due."""

    kind: Kind
    stimulus: AnyStimulus | None
    person: PersonRef
    reference: Reference
    """The conversation it came from."""
    thread: str | None = None
    """The conversation's id with its thread, for answers that belong into it."""
    card: str | None = None
    """The message whose card was acted on."""
    origin: Origin = field(default_factory=Origin)
    of_form: OfForm | None = None
    typed: Values = field(default_factory=Values)
    quiet: bool = False
    """Nobody did anything: a card renews itself, and only it may change."""
    cancels: bool = False
    """A form in a conversation is put away."""
    forgets: bool = False
    """The bot is not in this conversation any more; nor, with `whole_team`, in its team's."""
    whole_team: bool = False
    locale: str | None = None
    zone: str | None = None

    @property
    def is_personal(self) -> bool:
        """Whether it came from the one-to-one conversation."""
        return self.reference.kind is Place.PERSONAL

    @property
    def in_dialog(self) -> bool:
        """Whether the person has a dialog before them, or waits for one."""
        return self.kind in {Kind.FETCH, Kind.SENT}

    @property
    def inline_form(self) -> bool:
        """Whether it came from a form that is a message in a conversation."""
        match self.stimulus:
            case Submitted() | Pressed(surface=Surface.FORM):
                return self.card is not None and not self.in_dialog
            case _:
                return False

    def reader(self, default: Reader) -> Reader:
        """Who reads the answer, as far as their client tells."""
        return Reader(
            locale=self.locale or default.locale,
            zone=self.zone or default.zone,
            command_prefix=default.command_prefix,
        )


def person_of(user_id: str, name: str | None = None) -> PersonRef:
    """Somebody of Teams."""
    return PersonRef(platform=Platform.TEAMS, id=user_id, name=name or "")


def place_of(conversation: str | None) -> PlaceRef | None:
    """A conversation of Teams, where there is one."""
    return PlaceRef(platform=Platform.TEAMS, id=conversation) if conversation else None
