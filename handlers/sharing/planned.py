"""The planned shares of a person, and the form that moves one. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from chat.fields import Field
from chat.parts import Button, Buttons, Part, Prose
from chat.press import press
from chat.say import say, verbatim
from chat.screens import Form, Post, context_of
from handlers import plans
from handlers.plans import Plans
from handlers.sharing import networks, when
from handlers.sharing.when import When
from programme.timing import Unfit
from programme.values import Item, Share

PAGE = 5
"""Plans that are listed at once; ours, so that all can be read and painted on any platform."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """A share that waits for its time."""

    share: Share
    item: Item
    at: datetime


def list_form(found: Plans, *, skip: int, note: Post | None = None) -> Form:
    """A page of all plans; `note` says what became of one just now."""
    return Form(
        name="planned.list",
        title=say("plan.title"),
        body=tuple(_list(found, skip, note)),
        close=say("plan.close"),
        context=context_of(skip=skip),
    )


def _list(found: Plans, skip: int, note: Post | None) -> Iterator[Part]:
    if note is not None:
        yield from note.parts
    if not found.shown:
        yield Prose(text=say("plan.none"))
    yield from plans.rows(found.shown)
    turns = tuple(_turns(found, skip))
    if turns:
        yield Buttons(buttons=turns)


def _turns(found: Plans, skip: int) -> Iterator[Button]:
    if skip:
        earlier = press("planned.page", skip=max(skip - PAGE, 0))
        yield Button(label=say("plan.earlier"), press=earlier)
    if found.more:
        later = press("planned.page", skip=skip + len(found.shown))
        yield Button(label=say("plan.later"), press=later)


def change_form(planned: Planned, answer: When, unfit: Unfit | None = None) -> Form:
    """Another time for a planned share."""
    return Form(
        name="planned.change",
        title=say("plan.change"),
        body=tuple(_change(planned, answer, unfit)),
        submit=say("plan.save"),
        close=say("share.close"),
        context=context_of(share=planned.share.id),
    )


def _change(planned: Planned, answer: When, unfit: Unfit | None) -> Iterator[Part | Field]:
    yield Prose(
        text=say(
            "plan.line",
            title=verbatim(planned.item.title),
            network=verbatim(networks.label(planned.share.network)),
            at=when.moment(planned.at),
        )
    )
    yield from when.fields(answer, unfit, on_change=press("planned.refresh"))
