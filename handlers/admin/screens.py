"""Help, and what leads see when the bot comes to a channel."""

from __future__ import annotations

from chat.fields import ChoicesField, Option, TickField
from chat.parts import Button, Buttons, Fact, Facts, Headline, Level, Notice, Part, Prose, Tone
from chat.press import press
from chat.say import Command, say, verbatim
from chat.screens import Form, Post, context_of
from handlers import cards
from programme.values import Place, Topic

EVERYONE = (
    "home",
    "me",
    "library",
    "leaderboard",
    "connect",
    "guidelines",
    "pause",
    "resume",
    "leave",
    "help",
)
LEADS = ("review", "channel")
BESIDES = ("join", "disconnect", "planned")
"""Commands that work as well; the overview leaves them out, because buttons offer them."""


def help_post(*, may_lead: bool, takes_part: bool, unknown: str = "", meant: str = "") -> Post:
    """What this person can do here: commands, and the same as buttons.

    `unknown` is a word that is no command, `meant` the command that it nearly is.
    """
    start: tuple[Part, ...] = ()
    if meant:
        start = (Prose(text=say("help.unknown", word=Command(words=meant))),)
    elif unknown:
        start = (Prose(text=say("help.unknown_word", word=verbatim(unknown))),)
    return Post(
        name="admin.help",
        summary=say("help.headline"),
        parts=(
            *start,
            Headline(text=say("help.headline")),
            Prose(text=say("help.what_i_do")),
            Facts(rows=tuple(_row(word) for word in (*(LEADS if may_lead else ()), *EVERYONE))),
            Buttons(buttons=_buttons(may_lead=may_lead, takes_part=takes_part)),
        ),
    )


_LINES = {
    "home": say("help.home"),
    "me": say("help.me"),
    "library": say("help.library"),
    "leaderboard": say("help.leaderboard"),
    "connect": say("help.connect"),
    "guidelines": say("help.guidelines"),
    "pause": say("help.pause"),
    "resume": say("help.resume"),
    "leave": say("help.leave"),
    "help": say("help.help"),
    "review": say("help.review"),
    "channel": say("help.channel"),
}


def _row(word: str) -> Fact:
    return Fact(label=say("help.command", command=Command(words=word)), value=_LINES[word])


def _buttons(*, may_lead: bool, takes_part: bool) -> tuple[Button, ...]:
    buttons = [
        Button(label=say("board.mine"), press=press("boards.mine")),
        cards.guidelines_button(),
    ]
    if takes_part:
        preferences = press("welcome.preferences", opens_form=True)
        buttons.insert(0, Button(label=say("home.preferences"), press=preferences))
    else:
        joining = press("welcome.join", opens_form=True)
        buttons.insert(0, Button(label=say("welcome.join"), press=joining, tone=Tone.MAIN))
    if may_lead:
        buttons.append(Button(label=say("help.review_button"), press=press("review.queue")))
    return tuple(buttons)


def channel_form(place: Place, topics: tuple[Topic, ...]) -> Form:
    """What a channel gets."""
    return Form(
        name="admin.channel",
        title=say("channel.title"),
        body=(
            Prose(text=say("channel.intro", name=verbatim(place.name))),
            TickField(
                name="digest",
                label=say("channel.digest_label"),
                text=say("channel.digest_text"),
                value=place.digest_on,
            ),
            TickField(
                name="board",
                label=say("channel.board_label"),
                text=say("channel.board_text"),
                value=place.board_on,
            ),
            TickField(
                name="review",
                label=say("channel.review_label"),
                text=say("channel.review_text"),
                value=place.review_on,
            ),
            ChoicesField(
                name="topics",
                label=say("channel.topics_label"),
                options=tuple(
                    Option(value=str(topic.id), label=verbatim(topic.name)) for topic in topics
                ),
                values=tuple(str(topic) for topic in place.topics),
                hint=say("channel.topics_hint"),
                required=False,
                open=len(topics) <= 10,
            ),
        ),
        submit=say("preferences.save"),
        context=context_of(place=place.id),
    )


def apart(first: str, second: str) -> Post:
    """Two people with one address, who may be one, stay two."""
    text = say("people.apart", first=verbatim(first), second=verbatim(second))
    return Post(
        name="admin.people_apart",
        summary=text,
        parts=(
            Notice(level=Level.CAREFUL, text=text),
            Prose(text=say("people.apart_how"), quiet=True),
        ),
    )
