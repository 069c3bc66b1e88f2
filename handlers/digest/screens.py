"""The digest: calm and quick to scan, each item with everything a person needs to decide. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
    Rule,
)
from chat.press import Press, press
from chat.say import DateStyle, Day, Text, count, say, verbatim
from chat.screens import Post
from handlers import cards, words
from programme import calendars
from programme.values import Item

REASONS = ("not_my_topic", "not_now", "too_much_like_an_ad", "something_wrong")
"""What a person may say about an item that they hid; the message of each is `digest.why_…`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """Which digest it is: when it was due (`due` as it travels in presses), and for whom."""

    due: str
    personal: bool
    zone: ZoneInfo
    """The reader's, for the dates on it."""
    place: int | None = None
    """The channel's number, in a channel's digest."""


def digest_post(
    items: Sequence[Item],
    edition: Edition,
    *,
    hidden: Collection[int] = (),
    shared: Collection[int] = (),
) -> Post:
    """Today's items; of `hidden` ones a line stands where the card was, `shared` ones say so."""
    shown = [item for item in items if item.id not in hidden]
    today = calendars.local_date(datetime.fromisoformat(edition.due), edition.zone)
    parts: list[Part] = [
        Headline(text=say("digest.title", day=Day(value=today, style=DateStyle.FULL)))
    ]
    if not shown:
        parts.append(Prose(text=say("digest.all_hidden")))
    for item in items:
        body = (
            (_card(item, edition, shared=item.id in shared),)
            if item in shown
            else _hidden_line(item, edition)
        )
        parts += [*body, Rule()]
    return Post(
        name=words.DIGEST,
        summary=_summary(shown),
        parts=(*parts, *_footer(edition)),
        personal=_each_viewers(edition),
    )


def _each_viewers(edition: Edition) -> Press | None:
    """Asks for one viewer's own version of a channel's digest."""
    if edition.place is None:
        return None
    return press("digest.mine", place=edition.place, due=edition.due)


def _summary(items: Sequence[Item]) -> Text:
    if not items:
        return say("digest.all_hidden")
    return count("digest.summary", len(items), first=verbatim(items[0].title))


def _card(item: Item, edition: Edition, *, shared: bool) -> ContentCard:
    marks = (say("digest.you_shared"),) if shared else ()
    return ContentCard(
        title=verbatim(item.title),
        url=item.url,
        summary=verbatim(item.summary) if item.summary else None,
        picture=cards.picture(item),
        details=(*marks, *cards.details(item, edition.zone)),
        buttons=_buttons(item, edition),
    )


def _buttons(item: Item, edition: Edition) -> tuple[Button, ...]:
    title = verbatim(item.title)
    hide = (
        press("digest.hide", item=item.id, due=edition.due)
        if edition.personal
        else press("digest.hide", item=item.id)
    )
    return (
        *cards.share_buttons(item),
        Button(
            label=say("card.not_for_me"),
            press=hide,
            spoken=say("card.not_for_me_spoken", title=title),
        ),
        cards.guidelines_button(title=item.title),
    )


def _hidden_line(item: Item, edition: Edition) -> tuple[Part, ...]:
    line = Prose(text=say("digest.hidden_line", title=verbatim(item.title)), quiet=True)
    if not edition.personal:
        # In a channel's digest the way back stands in the note that only this person got.
        return (line,)
    return (line, Buttons(buttons=(_undo(item, due=edition.due),)))


def _undo(item: Item, *, due: str | None) -> Button:
    undo = (
        press("digest.unhide", item=item.id)
        if due is None
        else press("digest.unhide", item=item.id, due=due)
    )
    return Button(
        label=say("digest.undo"),
        press=undo,
        spoken=say("digest.undo_spoken", title=verbatim(item.title)),
    )


def _footer(edition: Edition) -> tuple[Part, ...]:
    if edition.personal:
        settings = Button(
            label=say("digest.settings"),
            press=press("welcome.preferences", opens_form=True),
        )
        return (
            Prose(text=say("digest.footer_personal"), quiet=True),
            Buttons(buttons=(settings,)),
        )
    return (Prose(text=say("digest.footer_channel"), quiet=True),)


def hidden_post(item: Item, *, why: str | None = None) -> Post:
    """Hidden, seen by this person alone, with a way back and room for a reason."""
    text = say("digest.hidden", title=verbatim(item.title))
    reasons = tuple(
        Button(
            label=say(f"digest.why_{reason}"),
            press=press("digest.why", item=item.id, reason=reason),
        )
        for reason in REASONS
    )
    thanks: tuple[Part, ...] = (
        Prose(text=say("digest.why_question"), quiet=True),
        Buttons(buttons=(*reasons, _undo(item, due=None))),
    )
    if why is not None:
        thanks = (
            Prose(text=say("digest.why_thanks"), quiet=True),
            Buttons(buttons=(_undo(item, due=None),)),
        )
    return Post(
        name="digest.hidden", summary=text, parts=(Notice(level=Level.GOOD, text=text), *thanks)
    )


def shown_again_post(item: Item) -> Post:
    """The undoing of the above."""
    text = say("digest.shown_again", title=verbatim(item.title))
    return Post(
        name="digest.shown_again", summary=text, parts=(Notice(level=Level.GOOD, text=text),)
    )
