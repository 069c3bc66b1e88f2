"""What people are told about their shares. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from types import MappingProxyType
from typing import Final

from chat.parts import Button, Buttons, Level, Notice, Part, Prose, Quote, Tone
from chat.press import press
from chat.say import Command, Listed, Say, count, say, verbatim
from chat.screens import Post
from handlers.sharing import networks, when, wording
from handlers.sharing.screens import posted_button
from programme.states import ShareState
from programme.timing import Unfit
from programme.values import Share

WHY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "reconnect": "share.why_reconnect",
        "too_long": "share.why_too_long",
        "content": "share.why_content",
        "repeat": "share.why_repeat",
        "permission": "share.why_permission",
        "app": "share.why_app",
        "gone": "share.why_gone",
        "budget": "share.why_budget",
        "not_offered": "share.why_not_offered",
        "trouble": "share.why_trouble",
        "not_available": "share.why_not_available",
    }
)
"""Why a share did not go out, to the message that says so and what can be done."""


NOTHING_PLANNED: Final[Mapping[str, datetime]] = MappingProxyType({})


def on_its_way(
    sent: Sequence[str],
    already: Sequence[Share],
    *,
    planned: Mapping[str, datetime] = NOTHING_PLANNED,
    held: bool,
    own_post: Callable[[str], str],
) -> Post:
    """The answer to a form that was sent off; `planned` by network, when it goes out.

    `own_post` leads to the person's post by the code of its share.
    """
    parts: list[Part] = []
    for moment, names in groupby(sorted(planned, key=planned.__getitem__), planned.__getitem__):
        text = say("share.planned", networks=_listed(tuple(names)), at=when.moment(moment))
        parts.append(Notice(level=Level.GOOD, text=text))
    if planned:
        more = say("share.planned_where", command=Command(words="planned"))
        parts.append(Prose(text=more, quiet=True))
    if sent:
        text = say("share.held" if held else "share.sent", networks=_listed(sent))
        parts.append(Notice(level=Level.INFO if held else Level.GOOD, text=text))
    for share in already:
        text = wording.standing(share)
        parts.append(Notice(level=Level.INFO, text=text))
    links = tuple(
        Button(
            label=say("share.see_post", network=verbatim(networks.label(share.network))),
            url=own_post(share.code),
        )
        for share in already
        if share.post_url
    )
    if links:
        parts.append(Buttons(buttons=links))
    return Post(name="share.sent", summary=text, parts=tuple(parts))


def _listed(names: Sequence[str]) -> Listed:
    return Listed(items=tuple(verbatim(networks.label(name)) for name in names))


def published(
    share: Share, title: str, *, points: int | None, without_image: bool, own_post: str
) -> Post:
    """It is out, with where to see it."""
    label = verbatim(networks.label(share.network))
    text = say("share.published", network=label, title=verbatim(title))
    parts: list[Part] = [Notice(level=Level.GOOD, text=text)]
    if points:
        parts.append(Prose(text=say("share.points", points=count("count.points", points))))
    if without_image:
        parts.append(Prose(text=say("share.without_image", network=label), quiet=True))
    if share.post_url:
        parts.append(
            Buttons(
                buttons=(
                    Button(
                        label=say("share.see_post", network=label),
                        url=own_post,
                        tone=Tone.MAIN,
                    ),
                )
            )
        )
    return Post(name="share.published", summary=text, parts=tuple(parts))


def failed(share: Share, title: str, *, reason: str, link: str, connect: bool) -> Post:
    """It did not go out: why, and what to do next. `reason` names the message."""
    label = verbatim(networks.label(share.network))
    text = say("share.failed", network=label, title=verbatim(title))
    buttons = [
        *([_reconnect(share.network)] if connect else []),
        Button(
            label=say("share.try_again"),
            press=press("share.edit", item=share.item_id, opens_form=True),
            tone=Tone.PLAIN if connect else Tone.MAIN,
        ),
        Button(label=say("share.open_network", network=label), url=link),
        posted_button(share.item_id, share.network),
    ]
    return Post(
        name="share.failed",
        summary=text,
        parts=(
            Notice(level=Level.BAD, text=text),
            Prose(text=say(WHY[reason], network=label)),
            Quote(text=verbatim(share.text), caption=say("share.your_text")),
            Buttons(buttons=tuple(buttons)),
        ),
    )


def _reconnect(network: str) -> Button:
    return Button(
        label=say("share.reconnect", network=verbatim(networks.label(network))),
        press=press("accounts.connect", network=network),
        tone=Tone.MAIN,
    )


def moved(share: Share, moment: datetime | None, *, held: bool) -> Post:
    """A planned share has another time; None where it goes out at once."""
    listed = _listed((share.network,))
    if moment is not None:
        return _notice(Level.GOOD, say("share.planned", networks=listed, at=when.moment(moment)))
    if held:
        return _notice(Level.INFO, say("share.held", networks=listed))
    return _notice(Level.GOOD, say("share.sent", networks=listed))


def not_moved(unfit: Unfit) -> Post:
    """A planned share keeps its time, because the other can't be."""
    return _notice(Level.CAREFUL, when.why(unfit))


def waits(share: Share, title: str, until: datetime) -> Post:
    """The network takes nothing for now; the share goes out later by itself."""
    label = verbatim(networks.label(share.network))
    at = when.moment(until)
    return _notice(Level.INFO, say("share.waits", network=label, title=verbatim(title), at=at))


def withdrawn(share: Share) -> Post:
    """A planned share does not go out, as its person wished."""
    label = verbatim(networks.label(share.network))
    return _notice(Level.GOOD, say("share.withdrawn", network=label))


def cancelled(share: Share, title: str, *, reason: str) -> Post:
    """It will not go out, by no fault of anybody's."""
    label = verbatim(networks.label(share.network))
    text = say("share.cancelled", network=label, title=verbatim(title))
    return Post(
        name="share.cancelled",
        summary=text,
        parts=(
            Notice(level=Level.INFO, text=text),
            Prose(text=say(WHY[reason], network=label)),
        ),
    )


def unconfirmed(share: Share, title: str) -> Post:
    """Nobody here can know whether it went out; the person can look."""
    label = verbatim(networks.label(share.network))
    text = say("share.unconfirmed", network=label, title=verbatim(title))
    return Post(
        name="share.unconfirmed",
        summary=text,
        parts=(
            Notice(level=Level.CAREFUL, text=text),
            Quote(text=verbatim(share.text), caption=say("share.your_text")),
            Prose(text=say("share.please_look", network=label)),
            Buttons(
                buttons=(
                    Button(
                        label=say("share.yes_out"),
                        press=press("share.it_went_out", share=share.id),
                        tone=Tone.MAIN,
                    ),
                    Button(
                        label=say("share.no_not_out"),
                        press=press("share.it_did_not", share=share.id),
                    ),
                )
            ),
        ),
    )


def went_out(share: Share) -> Post:
    """Thanks for looking."""
    label = verbatim(networks.label(share.network))
    return _notice(Level.GOOD, say("share.noted_out", network=label))


def did_not(share: Share, link: str) -> Post:
    """It is not there: another try, or the person's own hand."""
    label = verbatim(networks.label(share.network))
    text = say("share.noted_not_out", network=label)
    return Post(
        name="share.noted",
        summary=text,
        parts=(
            Notice(level=Level.INFO, text=text),
            Buttons(
                buttons=(
                    Button(
                        label=say("share.try_again"),
                        press=press("share.open", item=share.item_id, opens_form=True),
                        tone=Tone.MAIN,
                    ),
                    Button(label=say("share.open_network", network=label), url=link),
                )
            ),
        ),
    )


def answered_before(share: Share) -> Post:
    """The question is settled already."""
    return _notice(Level.INFO, wording.standing(share))


def too_late(share: Share) -> Post:
    """A planned share can't be changed any more: its time has come."""
    if share.state is ShareState.QUEUED:
        label = verbatim(networks.label(share.network))
        return _notice(Level.INFO, say("share.is_on_its_way", network=label))
    return answered_before(share)


def noted_posted(network: str, *, verified: bool) -> Post:
    """The person's word that they posted it was taken down."""
    label = verbatim(networks.label(network))
    key = "share.noted_verified" if verified else "share.noted_posted"
    return _notice(Level.GOOD, say(key, network=label))


def _notice(level: Level, text: Say) -> Post:
    return Post(name="share.noted", summary=text, parts=(Notice(level=level, text=text),))


def budget_spent(network: str) -> Post:
    """For the leads: this month nothing more is posted on a network by account."""
    text = say("share.budget_spent", network=verbatim(networks.label(network)))
    return _for_leads(text, say("share.budget_what_now"))


def credit_spent(network: str) -> Post:
    """For the leads: the network takes nothing more until the company pays for it."""
    label = verbatim(networks.label(network))
    text = say("share.credit_spent", network=label)
    return _for_leads(text, say("share.credit_what_now", network=label))


def _for_leads(text: Say, more: Say) -> Post:
    return Post(
        name="share.budget_spent",
        summary=text,
        parts=(Notice(level=Level.CAREFUL, text=text), Prose(text=more, quiet=True)),
    )
