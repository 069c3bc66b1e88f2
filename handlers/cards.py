"""What every card of a content item has, whichever feature shows it. Pure; knows no feature."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chat.parts import Button, Picture, Tone
from chat.press import press
from chat.say import DateStyle, Day, Text, say, verbatim
from programme import calendars
from programme.values import Item


def guidelines_button(*, title: str | None = None) -> Button:
    """The way to the guidelines; `title` tells screen readers on which of several cards it is."""
    return Button(
        label=say("card.guidelines"),
        press=press("guidelines.show", opens_form=True),
        spoken=None if title is None else say("card.guidelines_spoken", title=verbatim(title)),
    )


def share_buttons(item: Item) -> tuple[Button, ...]:
    """The two ways to share an item."""
    title = verbatim(item.title)
    return (
        Button(
            label=say("card.share"),
            tone=Tone.MAIN,
            press=press("share.open", opens_form=True, item=item.id),
            spoken=say("card.share_spoken", title=title),
        ),
        Button(
            label=say("card.edit_caption"),
            press=press("share.edit", opens_form=True, item=item.id),
            spoken=say("card.edit_caption_spoken", title=title),
        ),
    )


def picture(item: Item) -> Picture | None:
    """The item's picture, if it has one."""
    if not item.image_url:
        return None
    return Picture(url=item.image_url, alt=verbatim(item.image_alt or item.title))


def details(item: Item, zone: ZoneInfo) -> tuple[Text, ...]:
    """Source, topic, dates in `zone` and marks of an item, in reading order."""
    found: list[Text] = []
    if item.source:
        found.append(verbatim(item.source))
    if item.topic is not None:
        found.append(verbatim(item.topic.name))
    if item.published_at is not None:
        found.append(say("card.published", day=_day(item.published_at, zone)))
    if item.expires_at is not None:
        found.append(say("card.until", day=_last_day(item.expires_at, zone)))
    if item.product:
        found.append(say("card.product"))
    return tuple(found)


def _day(moment: datetime, zone: ZoneInfo) -> Day:
    return Day(value=calendars.local_date(moment, zone), style=DateStyle.MEDIUM)


def _last_day(end: datetime, zone: ZoneInfo) -> Day:
    """The day before an end at midnight, which is the last on which it is shown."""
    return _day(end - timedelta(microseconds=1), zone)
