"""What reviewers and authors see: an item with its captions, the queue, outcomes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chat.parts import (
    Button,
    Buttons,
    ContentCard,
    Headline,
    Level,
    Notice,
    Part,
    Picture,
    Prose,
    Quote,
    Rule,
    Tone,
)
from chat.press import press
from chat.say import DateStyle, Day, Moment, Say, Text, count, say, verbatim
from chat.screens import Post
from programme import calendars, captions, imports
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
            Headline(text=say("review.title")),
            *_state(card, reminder=reminder),
            _content(card),
            *_captions(item),
            *_few_captions(item),
            *_buttons(card, where="card"),
        ),
    )


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
        picture=Picture(url=item.image_url, alt=verbatim(item.image_alt or item.title))
        if item.image_url
        else None,
        details=_details(card),
    )


def _details(card: Card) -> tuple[Text, ...]:
    item = card.item
    found: list[Text] = []
    if card.author:
        found.append(say("review.author", who=verbatim(card.author)))
    if item.source:
        found.append(verbatim(item.source))
    if item.topic is not None:
        found.append(verbatim(item.topic.name))
    if item.published_at is not None:
        found.append(say("card.published", day=_day(item.published_at, card.zone)))
    if item.expires_at is not None:
        found.append(say("card.until", day=_last_day(item.expires_at, card.zone)))
    if item.product:
        found.append(say("card.product"))
    if item.evergreen:
        found.append(say("card.evergreen"))
    return tuple(found)


def _day(moment: datetime, zone: ZoneInfo) -> Day:
    return Day(value=calendars.local_date(moment, zone), style=DateStyle.MEDIUM)


def _last_day(end: datetime, zone: ZoneInfo) -> Day:
    """The day before an end at midnight, which is the last on which it is shown."""
    return _day(end - timedelta(microseconds=1), zone)


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
    guidelines = Button(
        label=say("card.guidelines"), press=press("guidelines.show", opens_form=True)
    )
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


def queue_post(cards: Sequence[Card], total: int) -> Post:
    """What waits for review, the longest waiting first; `total` counts all of it."""
    if not cards:
        empty = say("review.queue_empty")
        return Post(
            name="review.queue", summary=empty, parts=(Notice(level=Level.GOOD, text=empty),)
        )
    title = count("review.queue_title", total)
    parts: list[Part] = [Headline(text=title)]
    for card in cards:
        parts += [
            _content(card),
            Quote(text=_all_captions(card.item), caption=say("review.captions")),
            *_buttons(card, where="queue"),
            Rule(),
        ]
    more = total - len(cards)
    if more > 0:
        parts.append(Prose(text=count("review.queue_more", more), quiet=True))
    else:
        parts.pop()
    return Post(name="review.queue", summary=title, parts=tuple(parts))


def _all_captions(item: Item) -> Text:
    lines = (
        f"{number}. {imports.trimmed(caption.text, _SHORT)}"
        for number, caption in enumerate(item.captions, start=1)
    )
    return verbatim("\n".join(lines))


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
    """A feed could not be read several times in a row."""
    text = say("review.feed_failing", feed=verbatim(name))
    more = say(f"review.feed_reason_{reason}")
    parts: list[Part] = [Notice(level=Level.CAREFUL, text=text), Prose(text=more)]
    if since is not None:
        last = say("review.feed_last_read", at=Moment(value=since))
        parts.append(Prose(text=last, quiet=True))
    return Post(name="review.feed_failing", summary=text, parts=tuple(parts))
