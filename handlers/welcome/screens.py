"""The words before a person's first tap does anything, and their preferences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from chat import catalogue
from chat.fields import ChoiceField, Option, TickField, TimeField
from chat.parts import Button, Buttons, Headline, Level, Notice, Part, Prose, Tone
from chat.press import press
from chat.say import Command, Moment, Say, say, verbatim
from chat.screens import Form, Post, context_of
from handlers.words import CONSENT_LINES


def consent_form(*, then: str, args: Mapping[str, str]) -> Form:
    """The question before the first tap; afterwards the press `then` goes on."""
    carried = {f"arg.{name}": value for name, value in args.items()}
    return Form(
        name="welcome.consent",
        title=say("welcome.title"),
        body=(
            Headline(text=say("welcome.headline")),
            *(Prose(text=line) for line in CONSENT_LINES),
            _direct_digest(ticked=False),
            _name_on_board(ticked=False),
        ),
        submit=say("welcome.join"),
        close=say("welcome.not_now"),
        context=context_of(then=then, **carried),
    )


def _direct_digest(*, ticked: bool) -> TickField:
    return TickField(
        name="direct_digest",
        label=say("welcome.digest_label"),
        text=say("welcome.digest_text"),
        value=ticked,
    )


def _name_on_board(*, ticked: bool) -> TickField:
    return TickField(
        name="name_on_board",
        label=say("welcome.board_label"),
        text=say("welcome.board_text"),
        value=ticked,
        hint=say("welcome.board_hint"),
    )


def consent_post() -> Post:
    """The same question where no form can be opened."""
    return Post(
        name="welcome.consent",
        summary=say("welcome.headline"),
        parts=(
            Headline(text=say("welcome.headline")),
            *(Prose(text=line) for line in CONSENT_LINES),
            Buttons(
                buttons=(
                    Button(
                        label=say("welcome.join"),
                        tone=Tone.MAIN,
                        press=press("welcome.join", opens_form=True),
                    ),
                )
            ),
        ),
    )


def joined() -> Post:
    """Thanks for joining."""
    return _note("welcome.joined", Level.GOOD, say("welcome.joined", command=Command(words="home")))


def paused(until: datetime | None) -> Post:
    """Silence confirmed."""
    text = (
        say("welcome.paused", until=Moment(value=until), command=Command(words="resume"))
        if until
        else say("welcome.resumed")
    )
    return _note("welcome.paused", Level.GOOD, text)


def left() -> Post:
    """A farewell without a question."""
    return _note("welcome.left", Level.GOOD, say("welcome.left"))


def _note(name: str, level: Level, text: Say, *more: Part) -> Post:
    return Post(name=name, summary=text, parts=(Notice(level=level, text=text), *more))


def preferences_form(
    *,
    direct_digest: bool,
    digest_at: time,
    language: str,
    name_on_board: bool,
) -> Form:
    """Everything a person can choose, on one screen."""
    return Form(
        name="welcome.preferences",
        title=say("preferences.title"),
        body=(
            _direct_digest(ticked=direct_digest),
            TimeField(
                name="digest_at",
                label=say("preferences.digest_at"),
                value=digest_at,
                hint=say("preferences.digest_at_hint"),
            ),
            ChoiceField(
                name="language",
                label=say("preferences.language"),
                options=tuple(
                    Option(value=code, label=verbatim(name))
                    for code, name in catalogue.LANGUAGES.items()
                ),
                value=language,
            ),
            _name_on_board(ticked=name_on_board),
        ),
        submit=say("preferences.save"),
    )
