"""What reviewers and authors see: an item with its captions, the queue, outcomes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from chat.parts import (
    Button,
    Buttons,
    ContentCard,
    Headline,
    Level,
    Notice,
    Part,
    Prose,
    Quote,
    Rule,
    Tone,
)
from chat.press import press
from chat.say import Moment, Say, Text, count, say, verbatim
from chat.screens import Post
from handlers import cards
from programme import captions, imports
from programme.findings import Finding, FindingCode
from programme.states import ItemState
from programme.values import Item

NAME = "review.card"
QUEUE_SIZE = 5
_SHORT = 280
"""Characters of a caption that the queue shows; the form has all of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What was decided about an item."""

    state: ItemState
    by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """An item with what its card says besides."""

    item: Item
    author: str
    """Whose it is, "" where it came from a feed."""
    submitted_at: datetime | None
    outcome: Outcome | None
    zone: ZoneInfo
    """For the dates on it."""


def review_card(card: Card, *, reminder: bool = False) -> Post:
    """An item to decide on, or what was decided about it."""
    item = card.item
    return Post(
        name=NAME,
        summary=_summary(card),
        parts=(
            Headline(text=_title(card)),
            *_state(card, reminder=reminder),
            _content(card),
            *(_captions(item) if card.outcome is None else _captions_in_short(item)),
            *_few_captions(item),
            *_buttons(card, where="card"),
        ),
    )


def _title(card: Card) -> Say:
    match card.outcome:
        case Outcome(state=ItemState.APPROVED | ItemState.RETURNED as state):
            return say(f"review.title_{state}")
        case _:
            return say("review.title")


def _summary(card: Card) -> Text:
    title = verbatim(card.item.title)
    if card.outcome is None:
        return say("review.summary", title=title)
    return say(f"review.summary_{card.outcome.state}", title=title, who=verbatim(card.outcome.by))


def _state(card: Card, *, reminder: bool) -> tuple[Part, ...]:
    outcome = card.outcome
    if outcome is None:
        if not reminder or card.submitted_at is None:
            return ()
        waiting = say("review.waiting_since", since=Moment(value=card.submitted_at))
        return (Notice(level=Level.CAREFUL, text=waiting),)
    text = say(f"review.{outcome.state}_by", who=verbatim(outcome.by), at=Moment(value=outcome.at))
    approved = outcome.state is ItemState.APPROVED
    reason: tuple[Part, ...] = ()
    if outcome.reason:
        reason = (Quote(text=verbatim(outcome.reason), caption=say("review.reason")),)
    return (Notice(level=Level.GOOD if approved else Level.CAREFUL, text=text), *reason)


def _content(card: Card) -> ContentCard:
    item = card.item
    return ContentCard(
        title=verbatim(item.title),
        url=item.url,
        summary=verbatim(item.summary) if item.summary else None,
        picture=cards.picture(item),
        details=_details(card),
    )


def _details(card: Card) -> tuple[Text, ...]:
    author = (say("review.author", who=verbatim(card.author)),) if card.author else ()
    evergreen = (say("card.evergreen"),) if card.item.evergreen else ()
    return (*author, *cards.details(card.item, card.zone), *evergreen)


def _captions(item: Item) -> tuple[Part, ...]:
    return tuple(
        Quote(text=verbatim(caption.text), caption=say("review.caption", number=number))
        for number, caption in enumerate(item.captions, start=1)
    )


def _few_captions(item: Item) -> tuple[Part, ...]:
    """A warning about too few captions, or two that are nearly the same."""
    findings = captions.review([caption.text for caption in item.captions])
    # One of a kind says enough: three captions that are alike would be three lines.
    each = {finding.code: finding for finding in reversed(findings)}
    return tuple(Notice(level=Level.CAREFUL, text=warning(each[code])) for code in sorted(each))


def warning(finding: Finding) -> Say:
    """What a finding about an item's captions says to a reviewer."""
    if finding.code is FindingCode.FEW_CAPTIONS:
        return count("review.few_captions", int(finding.args["count"]))
    return say(f"finding.{finding.code}", **finding.args)


def _buttons(card: Card, *, where: str) -> tuple[Part, ...]:
    item, title = card.item, verbatim(card.item.title)
    guidelines = cards.guidelines_button()
    if card.outcome is not None:
        if card.outcome.state is not ItemState.RETURNED:
            return ()
        again = Button(
            label=say("review.again"),
            press=press("review.again", item=item.id, where=where),
            spoken=say("review.again_spoken", title=title),
        )
        return (Buttons(buttons=(again, guidelines)),)
    return (
        Buttons(
            buttons=(
                Button(
                    label=say("review.approve"),
                    tone=Tone.MAIN,
                    press=press("review.approve", item=item.id, where=where),
                    spoken=say("review.approve_spoken", title=title),
                ),
                Button(
                    label=say("review.edit"),
                    press=press("review.edit", opens_form=True, item=item.id),
                    spoken=say("review.edit_spoken", title=title),
                ),
                Button(
                    label=say("review.return"),
                    press=press("review.return", opens_form=True, item=item.id),
                    spoken=say("review.return_spoken", title=title),
                ),
                guidelines,
            )
        ),
    )


def queue_post(cards: Sequence[Card], total: int, *, news: Text | None = None) -> Post:
    """What waits for review, the longest waiting first; `total` counts all of it.

    `news` is what the reader has to know first.
    """
    parts: list[Part] = [] if news is None else [Notice(level=Level.INFO, text=news)]
    if not cards:
        empty = say("review.queue_empty")
        parts.append(Notice(level=Level.GOOD, text=empty))
        return Post(name="review.queue", summary=empty, parts=tuple(parts))
    title = count("review.queue_title", total)
    parts.append(Headline(text=title))
    for card in cards:
        parts += [
            _content(card),
            *_captions_in_short(card.item),
            *_buttons(card, where="queue"),
            Rule(),
        ]
    more = total - len(cards)
    if more > 0:
        parts.append(Prose(text=count("review.queue_more", more), quiet=True))
    else:
        parts.pop()
    return Post(name="review.queue", summary=title, parts=tuple(parts))


def _captions_in_short(item: Item) -> tuple[Part, ...]:
    lines = (
        f"{number}. {imports.trimmed(' '.join(caption.text.split()), _SHORT)}"
        for number, caption in enumerate(item.captions, start=1)
    )
    text = verbatim("\n".join(lines))
    return (Quote(text=text, caption=say("review.captions")),) if item.captions else ()


def outcome_post(item: Item, outcome: Outcome) -> Post:
    """What an author hears about their item."""
    title, who = verbatim(item.title), verbatim(outcome.by)
    if outcome.state is ItemState.RETURNED:
        text = say("review.author_returned", title=title, who=who)
        return Post(
            name="review.outcome",
            summary=text,
            parts=(
                Notice(level=Level.INFO, text=text),
                Quote(text=verbatim(outcome.reason), caption=say("review.reason")),
            ),
        )
    text = say("review.author_approved", title=title, who=who)
    return Post(name="review.outcome", summary=text, parts=(Notice(level=Level.GOOD, text=text),))


def feed_failing_post(name: str, reason: str, since: datetime | None) -> Post:
    """A feed could not be read several times in a row, or not at all yet."""
    failing = say("review.feed_failing", feed=verbatim(name))
    text = failing if since is not None else say("review.feed_never_read", feed=verbatim(name))
    more = say(f"review.feed_reason_{reason}")
    parts: list[Part] = [Notice(level=Level.CAREFUL, text=text), Prose(text=more)]
    if since is not None:
        last = say("review.feed_last_read", at=Moment(value=since))
        parts.append(Prose(text=last, quiet=True))
    return Post(name="review.feed_failing", summary=text, parts=tuple(parts))
