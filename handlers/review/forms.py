"""The forms of review: everything about an item at once, and the reason for a return. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chat import catalogue
from chat.fields import ChoiceField, DateField, Field, Option, TextField, TickField
from chat.parts import Level, Notice, Part
from chat.say import Text, say, verbatim
from chat.screens import Form, context_of
from chat.stimuli import Values
from programme import captions
from programme.values import Caption, Item, Topic

CAPTIONS = 5
NO_TOPIC = "none"
MAX_TITLE = 200
MAX_SUMMARY = 600
MAX_CAPTION = 3000
MAX_ALT = 300
MAX_REASON = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An item as it stands in the form."""

    title: str
    summary: str
    topic: int | None
    image_alt: str
    language: str
    captions: tuple[str, ...]
    """One per field, "" where it is empty, so that an error finds its field."""
    product: bool
    evergreen: bool
    expires: date | None


def caption_field(number: int) -> str:
    """The name of the field of a caption, counted from 1."""
    return f"caption_{number}"


def draft_of(item: Item, expires: date | None) -> Draft:
    """The item as it is; `expires` is its last day for the reader."""
    texts = [caption.text for caption in item.captions if _is_editable(caption)][:CAPTIONS]
    return Draft(
        title=item.title,
        summary=item.summary,
        topic=None if item.topic is None else item.topic.id,
        image_alt=item.image_alt,
        language=item.language,
        captions=tuple(texts + [""] * (CAPTIONS - len(texts))),
        product=item.product,
        evergreen=item.evergreen,
        expires=expires,
    )


def _is_editable(caption: Caption) -> bool:
    """Whether the form has a field for it: locked ones and those of one network stay as is."""
    return caption.network is None and not caption.locked


def has_fixed_captions(item: Item) -> bool:
    """Whether the item has captions that the form can't change."""
    return not all(map(_is_editable, item.captions))


def read(values: Values, item: Item) -> Draft:
    """What stands in the form's fields, with white space around it taken off."""
    topic = values.choice("topic")
    return Draft(
        title=" ".join(values.text("title").split()),
        summary=values.text("summary").strip(),
        topic=None if topic is None or topic == NO_TOPIC else int(topic),
        image_alt=values.text("image_alt").strip(),
        language=values.choice("language") or item.language,
        captions=tuple(
            values.text(caption_field(number)).strip() for number in range(1, CAPTIONS + 1)
        ),
        product=values.ticked("product"),
        evergreen=values.ticked("evergreen"),
        expires=values.date("expires"),
    )


def edit_form(
    item: Item,
    draft: Draft,
    topics: Sequence[Topic],
    errors: Mapping[str, Text] | None = None,
) -> Form:
    """Everything about an item; sending it off approves it."""
    found = errors or {}
    return Form(
        name="review.edit",
        title=say("review.edit_title"),
        body=(
            *_warning(draft),
            TextField(
                name="title",
                label=say("review.field_title"),
                value=draft.title,
                max_length=MAX_TITLE,
                error=found.get("title"),
            ),
            TextField(
                name="summary",
                label=say("review.field_summary"),
                value=draft.summary,
                multiline=True,
                max_length=MAX_SUMMARY,
                required=False,
                error=found.get("summary"),
            ),
            *_image_alt(item, draft, found),
            *_caption_fields(item, draft, found),
            *_marks(item, draft, topics, found),
        ),
        submit=say("review.save_and_approve"),
        context=context_of(item=item.id),
    )


def _warning(draft: Draft) -> tuple[Part, ...]:
    few = sum(bool(caption) for caption in draft.captions) < captions.ENOUGH_CAPTIONS
    return (Notice(level=Level.INFO, text=say("review.more_captions")),) if few else ()


def _image_alt(item: Item, draft: Draft, errors: Mapping[str, Text]) -> tuple[Field, ...]:
    if item.image_url is None:
        return ()
    return (
        TextField(
            name="image_alt",
            label=say("review.field_image_alt"),
            value=draft.image_alt,
            hint=say("review.field_image_alt_hint"),
            max_length=MAX_ALT,
            error=errors.get("image_alt"),
        ),
    )


def _caption_fields(item: Item, draft: Draft, errors: Mapping[str, Text]) -> tuple[Field, ...]:
    return tuple(
        TextField(
            name=caption_field(number),
            label=say("review.caption", number=number),
            value=text,
            multiline=True,
            max_length=MAX_CAPTION,
            required=number == 1 and not has_fixed_captions(item),
            error=errors.get(caption_field(number)),
        )
        for number, text in enumerate(draft.captions, start=1)
    )


def _marks(
    item: Item, draft: Draft, topics: Sequence[Topic], errors: Mapping[str, Text]
) -> tuple[Field, ...]:
    languages = {
        **catalogue.LANGUAGES,
        **({} if item.language in catalogue.LANGUAGES else {item.language: item.language}),
    }
    return (
        ChoiceField(
            name="topic",
            label=say("review.field_topic"),
            options=(
                Option(value=NO_TOPIC, label=say("review.no_topic")),
                *(Option(value=str(topic.id), label=verbatim(topic.name)) for topic in topics),
            ),
            value=NO_TOPIC if draft.topic is None else str(draft.topic),
        ),
        ChoiceField(
            name="language",
            label=say("review.field_language"),
            options=tuple(
                Option(value=code, label=verbatim(name)) for code, name in languages.items()
            ),
            value=draft.language,
        ),
        TickField(
            name="product",
            label=say("review.field_product"),
            text=say("review.field_product_text"),
            value=draft.product,
            hint=say("review.field_product_hint"),
        ),
        TickField(
            name="evergreen",
            label=say("review.field_evergreen"),
            text=say("review.field_evergreen_text"),
            value=draft.evergreen,
        ),
        DateField(
            name="expires",
            label=say("review.field_expires"),
            value=draft.expires,
            hint=say("review.field_expires_hint"),
            required=False,
            error=errors.get("expires"),
        ),
    )


def return_form(item: Item, reason: str = "", error: Text | None = None) -> Form:
    """Why an item goes back; what came from a feed has no author to read it."""
    by_feed = item.author_id is None
    hint = "review.field_reason_hint_feed" if by_feed else "review.field_reason_hint"
    return Form(
        name="review.return",
        title=say("review.return_title"),
        body=(
            TextField(
                name="reason",
                label=say("review.field_reason"),
                value=reason,
                hint=say(hint, title=verbatim(item.title)),
                multiline=True,
                max_length=MAX_REASON,
                error=error,
            ),
        ),
        submit=say("review.return_send"),
        context=context_of(item=item.id),
    )
