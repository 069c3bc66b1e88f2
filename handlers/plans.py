"""What every list of a person's planned shares shows, whichever feature shows it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from chat.parts import Button, Buttons, Confirm, Part, Prose, Tone
from chat.press import press
from chat.say import DateStyle, Moment, count, say, verbatim


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A share that goes out later."""

    share: int
    title: str
    network: str
    """By the name people know."""
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Plans:
    """Some of a person's plans, the next first, and how many more there are."""

    shown: tuple[Plan, ...] = ()
    more: int = 0


def rows(plans: Sequence[Plan]) -> Iterator[Part]:
    """Each plan with what can be done about it."""
    for plan in plans:
        title, network = verbatim(plan.title), verbatim(plan.network)
        at = Moment(value=plan.at, style=DateStyle.NEAR)
        yield Prose(text=say("plan.line", title=title, network=network, at=at))
        yield Buttons(buttons=tuple(_buttons(plan)))


def _buttons(plan: Plan) -> Iterator[Button]:
    title, network = verbatim(plan.title), verbatim(plan.network)
    yield Button(
        label=say("plan.change"),
        press=press("planned.change", share=plan.share, opens_form=True),
        spoken=say("plan.change_spoken", title=title, network=network),
    )
    yield Button(
        label=say("plan.now"),
        press=press("planned.now", share=plan.share),
        spoken=say("plan.now_spoken", title=title, network=network),
    )
    yield Button(
        label=say("plan.cancel"),
        press=press("planned.cancel", share=plan.share),
        tone=Tone.DANGER,
        confirm=Confirm(
            title=say("plan.cancel_title"),
            text=say("plan.cancel_text", network=network),
            yes=say("plan.cancel_yes"),
            no=say("plan.cancel_no"),
        ),
        spoken=say("plan.cancel_spoken", title=title, network=network),
    )


def more(left: int) -> Iterator[Part]:
    """That there are more, and the way to all of them."""
    if left:
        yield Prose(text=count("plan.more", left), quiet=True)
        yield Buttons(
            buttons=(Button(label=say("plan.all"), press=press("planned.list", opens_form=True)),)
        )
