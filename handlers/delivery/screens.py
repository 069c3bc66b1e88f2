"""What leads hear when something could not be delivered. Pure."""

from __future__ import annotations

from chat.parts import Level, Notice, Prose
from chat.say import say, verbatim
from chat.screens import Post


def place_lost(name: str) -> Post:
    """The bot can't write to a channel any more."""
    text = say("delivery.place_lost", place=verbatim(name))
    return Post(
        name="place_lost",
        summary=text,
        parts=(
            Notice(level=Level.CAREFUL, text=text),
            Prose(text=say("delivery.place_lost_how", place=verbatim(name)), quiet=True),
        ),
    )


def unconfirmed(name: str) -> Post:
    """Nobody knows whether a message to a channel went out."""
    text = say("delivery.unconfirmed", place=verbatim(name))
    return Post(
        name="delivery_unconfirmed",
        summary=text,
        parts=(
            Notice(level=Level.CAREFUL, text=text),
            Prose(text=say("delivery.unconfirmed_how"), quiet=True),
        ),
    )
