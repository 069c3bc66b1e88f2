"""Whole screens → what Teams shows: messages, forms in dialogs and in conversations, pages. Pure.

A screen that is too heavy is shortened where people see it: see `paint_fit`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot import texts
from bot.teams import (
    action_data,
    limits,
    paint_buttons,
    paint_fields,
    paint_fit,
    paint_parts,
    safety,
)
from bot.teams import texts as teams_texts
from bot.teams.action_data import Do, Json, OfForm
from bot.teams.brush import Brush, heading, plain, said, weight
from chat import catalogue
from chat.fields import Field
from chat.parts import (
    Chart,
    ContentCard,
    Facts,
    Figures,
    Headline,
    Notice,
    Proof,
    Prose,
    Quote,
    Ranking,
    Rule,
)
from chat.people import Reader
from chat.replies import Result
from chat.say import Text, say
from chat.screens import Form, Home, Post
from chat.stimuli import Surface

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
THUMBNAIL_TYPE = "application/vnd.microsoft.card.thumbnail"

_Wide = Chart | ContentCard | Facts | Figures | Proof | Quote | Ranking
# The most parts and fields of a dialog that is small, or of middle height.
_SMALL, _MEDIUM = 1, 4

Origin = Mapping[str, str]
"""The `place` and `message` of the card from which a form is opened."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Painted:
    """A card, and what a notification says of it."""

    card: Json
    summary: str

    @property
    def attachment(self) -> Json:
        """The card as an attachment."""
        return {"contentType": CARD_TYPE, "content": self.card}

    def activity(self) -> Json:
        """A message with the card; the connector adds who gets it where.

        It has no `text`, which Teams would show beside the card.
        """
        return {"type": "message", "summary": self.summary, "attachments": [self.attachment]}

    def shown_to(self, viewer: str) -> Painted:
        """The same for a chat in which only this person sees it; nothing is painted anew."""
        refresh = self.card.get("refresh")
        if not isinstance(refresh, dict):
            return self
        own: Json = {**refresh, "userIds": [viewer]}
        return replace(self, card={**self.card, "refresh": own})


def message(post: Post, reader: Reader, *, viewer: str | None = None) -> Painted:
    """A message; `viewer` is the id of the only person who sees it, in a one-to-one chat.

    Raises texts.TooLong when words of ours are over a limit.
    """
    return _message(post, reader, viewer, limits.CARD_BYTES)


def inline_form(form: Form, reader: Reader, *, origin: Origin | None = None) -> Painted:
    """A form as a card in a conversation.

    Raises texts.TooLong when words of ours are over a limit, or the fields too many.
    """
    brush = Brush(reader=reader, surface=Surface.FORM, of_form=_of_form(form, origin))
    title = texts.line(form.title, reader, limits.SUMMARY)

    def finish(elements: list[Json], drawn: Brush) -> Json:
        named = [] if _names_itself(form, title, reader) else [form.title]
        body = [*(heading(name, drawn, limits.HEADLINE) for name in named), *elements]
        cancel = form.close or say("paint.cancel" if _is_sent(form) else "paint.close")
        actions = [*_submit(form, drawn), _cancel(plain(cancel, drawn, limits.BUTTON_TEXT), drawn)]
        return _card(body, drawn, title, actions=actions)

    card = paint_fit.fitted(form.body, brush, limits.CARD_BYTES, finish)
    return Painted(card=card, summary=title)


def dialog(form: Form, reader: Reader, *, origin: Origin | None = None) -> Json:
    """A form as the `value` of a dialog that goes on.

    Raises texts.TooLong when words of ours are over a limit, or the fields too many.
    """
    brush = Brush(reader=reader, surface=Surface.FORM, dialog=True, of_form=_of_form(form, origin))
    title = texts.line(form.title, reader, limits.DIALOG_TITLE)

    def finish(elements: list[Json], drawn: Brush) -> Json:
        actions = _submit(form, drawn)
        if form.close is not None:
            actions.append(_cancel(plain(form.close, drawn, limits.BUTTON_TEXT), drawn))
        body = elements or [said(texts.EMPTY)]
        return _card(body, drawn, title, actions=actions, wide=False)

    card = paint_fit.fitted(form.body, brush, limits.CARD_BYTES, finish)
    height, width = _size(form)
    attachment = {"contentType": CARD_TYPE, "content": card}
    return {"title": title, "height": height, "width": width, "card": attachment}


def home(page: Home, reader: Reader, *, viewer: str) -> Painted:
    """A person's page as a card in their own chat, which renews itself when it is looked at.

    Raises texts.TooLong when words of ours are over a limit.
    """
    brush = Brush(reader=reader, surface=Surface.HOME)
    told = next((p.text for p in page.parts if isinstance(p, Headline)), say("paint.title"))
    title = texts.line(told, reader, limits.SUMMARY)
    refresh = _refresh(Do.HOME.value, action_data.viewing_home(), brush, viewer)

    def finish(elements: list[Json], drawn: Brush) -> Json:
        return _card(elements or [said(title)], drawn, title, refresh=refresh)

    card = paint_fit.fitted(page.parts, brush, limits.CARD_BYTES, finish)
    return Painted(card=card, summary=title)


def words(post: Post, reader: Reader) -> str | None:
    """A post in plain words, if it loses nothing by it; to be sent as plain text."""
    if post.personal is not None or not post.parts:
        return None
    lines: list[str] = []
    for part in post.parts:
        if not isinstance(part, Headline | Prose | Notice):
            return None
        runs = catalogue.resolve(part.text, reader)
        if any(run.url is not None or run.person is not None for run in runs):
            return None
        sign = f"{paint_parts.sign(part.level)} " if isinstance(part, Notice) else ""
        lines.append(sign + teams_texts.plain(part.text, reader))
    told = "\n\n".join(lines)
    return told if weight(told) <= limits.CARD_BYTES else None


def summary(post: Post, reader: Reader) -> str:
    """What a notification says of a post."""
    return _summary(post.summary, reader)


def preview(result: Result, reader: Reader) -> Json:
    """A search result as an attachment: the card that is sent, and how it looks in the list.

    Raises texts.TooLong when words of ours are over a limit.
    """
    painted = _message(result.post, reader, None, limits.RESULT_BYTES)
    brush = Brush(reader=reader, surface=Surface.MESSAGE)
    content: Json = {
        "title": plain(result.title, brush, limits.HEADLINE),
        "text": plain(result.summary, brush, limits.ALT_TEXT),
    }
    picture = result.picture
    if picture is not None and safety.safe_link(picture.url, limits.URL):
        alt = plain(picture.alt, brush, limits.ALT_TEXT)
        content["images"] = [{"url": picture.url, "alt": alt}]
    return {**painted.attachment, "preview": {"contentType": THUMBNAIL_TYPE, "content": content}}


def _message(post: Post, reader: Reader, viewer: str | None, most: int) -> Painted:
    brush = Brush(reader=reader, surface=Surface.MESSAGE)
    told = _summary(post.summary, reader)
    refresh = None
    if post.personal is not None:
        data = action_data.viewing(post.personal)
        refresh = _refresh(post.personal.name, data, brush, viewer)

    def finish(elements: list[Json], drawn: Brush) -> Json:
        wide = any(isinstance(part, _Wide) for part in post.parts)
        return _card(elements or [said(told)], drawn, told, refresh=refresh, wide=wide)

    return Painted(card=paint_fit.fitted(post.parts, brush, most, finish), summary=told)


def _summary(text: Text, reader: Reader) -> str:
    line = texts.line(text, reader, limits.SUMMARY)
    return safety.level(safety.clean(" ".join(line.split()))) or texts.EMPTY


def _card(
    body: Sequence[Json],
    brush: Brush,
    told: str,
    *,
    actions: Sequence[Json] = (),
    refresh: Json | None = None,
    wide: bool = True,
) -> Json:
    """The whole card; `told` is what is read aloud, and shown where no card can be."""
    card: Json = {
        "type": "AdaptiveCard",
        "$schema": limits.SCHEMA,
        "version": limits.VERSION,
        "lang": catalogue.language_of(brush.reader.locale),
        "fallbackText": safety.harmless(told),
        "speak": safety.harmless(told),
        "body": list(body),
    }
    if actions:
        card["actions"] = list(actions)
    if refresh is not None:
        card["refresh"] = refresh
    own: Json = {"width": "Full"} if wide else {}
    entities = paint_fit.entities(card, brush)
    if entities:
        own["entities"] = entities
    if own:
        card["msteams"] = own
    return card


def _refresh(verb: str, data: Json, brush: Brush, viewer: str | None) -> Json:
    """Who looks at the card gets their own; everybody who may where nobody is named."""
    title = plain(say("paint.update"), brush, limits.BUTTON_TEXT)
    action: Json = {"type": "Action.Execute", "title": title, "verb": verb, "data": data}
    found: Json = {"action": action}
    return found if viewer is None else {**found, "userIds": [viewer]}


def _of_form(form: Form, origin: Origin | None) -> OfForm:
    return OfForm(
        form=form.name,
        context=dict(form.context),
        fields=paint_fields.readings(form.body),
        origin=dict(origin or {}),
    )


def _is_sent(form: Form) -> bool:
    """Whether a form is sent off: where there is something to fill in, or it says so."""
    return form.submit is not None or bool(paint_fields.readings(form.body))


def _names_itself(form: Form, title: str, reader: Reader) -> bool:
    """Whether the form's body begins with its title."""
    first = form.body[0] if form.body else None
    return isinstance(first, Headline) and texts.line(first.text, reader, limits.SUMMARY) == title


def _submit(form: Form, brush: Brush) -> list[Json]:
    if not _is_sent(form) or brush.of_form is None:
        return []
    title = plain(form.submit or say("paint.submit"), brush, limits.BUTTON_TEXT)
    look: Json = {"title": title, "style": "positive"}
    data = action_data.submitting(brush.of_form)
    return [paint_buttons.execute(Do.SUBMIT.value, data, look, brush)]


def _cancel(title: str, brush: Brush) -> Json:
    """Puts the form away, whatever is or is not filled in."""
    look: Json = {"title": title, "associatedInputs": "none"}
    return paint_buttons.execute(Do.CANCEL.value, action_data.cancelling(), look, brush)


def _size(form: Form) -> tuple[str, str]:
    """Height and width of a dialog, by what has to have room in it."""
    pieces = [item for item in form.body if not isinstance(item, Rule)]
    height = "small" if len(pieces) <= _SMALL else "medium" if len(pieces) <= _MEDIUM else "large"
    if any(isinstance(item, Chart | Figures | Ranking) for item in pieces):
        return "large", "large"
    if height == "small" and not any(isinstance(item, Field | ContentCard) for item in pieces):
        return "small", "small"
    return "medium" if height == "small" else height, "medium"
