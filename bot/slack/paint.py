"""Whole screens → what Slack's methods take: a message, a modal, a home page. Pure.

A screen that is over the limits is shortened where people see it: first long texts, then whole
parts, for which a line says how many there are more. Buttons, fields and notices are kept longest.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot import shedding, texts
from bot.slack import limits, mrkdwn, paint_fields, paint_parts
from bot.slack.brush import Brush, Json, and_more, context, plain, plain_object, section
from chat.fields import Field
from chat.parts import Buttons, Chart, Headline, Notice, Part
from chat.people import Reader
from chat.say import Say, say
from chat.screens import Form, Home, Post
from chat.stimuli import Surface

# The room for one text, tried one after the other until the screen fits.
_ROOMS = (limits.SECTION_TEXT, 1_200, 500, 200, 80)
# What a view may weigh besides its blocks: title, buttons and metadata, escaped.
_AROUND_BLOCKS = 20_000
_UNCOUNTED = {"type", "style", "action_id", "block_id"}

# Where a form was opened, kept so that a note can be said there: see `Origin` in `parse`.
Origin = Mapping[str, str]


def message(post: Post, reader: Reader, *, pictures: bool = True) -> Json:
    """`text` and `blocks` of a message; `text` is its summary, for notifications.

    Without `pictures` it holds nothing that Slack has to fetch or draw.
    Raises texts.TooLong when words of ours are over a limit.
    """
    brush = Brush(reader=reader, surface=Surface.MESSAGE, pictures=pictures)
    blocks = _fitted(post.parts, brush, _MESSAGE)
    summary = texts.line(post.summary, reader, limits.SUMMARY)
    return {"text": mrkdwn.escape(summary), "blocks": blocks or _blank(summary)}


def view(
    form: Form,
    reader: Reader,
    *,
    origin: Origin | None = None,
    turns: Mapping[str, int] | None = None,
) -> Json:
    """A modal; `turns` says of which fields the value was put in by us, and how often.

    Raises texts.TooLong when words of ours are over a limit.
    """
    brush = Brush(reader=reader, surface=Surface.FORM)
    blocks = _fitted(form.body, brush, _VIEW, turns or {})
    painted: Json = {
        "type": "modal",
        "callback_id": form.name,
        "title": plain(form.title, brush, limits.VIEW_TITLE),
        "close": plain(form.close or _closing(form), brush, limits.VIEW_BUTTON),
        "private_metadata": _metadata(form, origin or {}),
        "blocks": blocks or _blank(texts.EMPTY),
    }
    if form.submit is not None:
        painted["submit"] = plain(form.submit, brush, limits.VIEW_BUTTON)
    elif any(block["type"] == "input" for block in blocks):
        painted["submit"] = plain(say("paint.submit"), brush, limits.VIEW_BUTTON)
    return painted


def home(page: Home, reader: Reader, *, pictures: bool = True) -> Json:
    """A home page.

    Raises texts.TooLong when words of ours are over a limit.
    """
    brush = Brush(reader=reader, surface=Surface.HOME, pictures=pictures)
    blocks = _fitted(page.parts, brush, _VIEW)
    return {"type": "home", "callback_id": page.name, "blocks": blocks or _blank(texts.EMPTY)}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The blocks of one part or field, and how readily they are left out (0 is never)."""

    blocks: list[Json]
    readiness: int


@dataclass(frozen=True, slots=True)
class _Space:
    """How much a surface holds."""

    blocks: int
    weight: int
    measure: Callable[[object], int]

    def light(self, blocks: list[Json]) -> bool:
        return self.measure(blocks) <= self.weight

    def holds(self, blocks: list[Json]) -> bool:
        return len(blocks) <= self.blocks and self.light(blocks)


def _closing(form: Form) -> Say:
    return say("paint.close") if form.submit is None else say("paint.cancel")


def _metadata(form: Form, origin: Origin) -> str:
    fields = (item for item in form.body if isinstance(item, Field))
    presses = (press for item in fields if (press := paint_fields.on_change(item)) is not None)
    packed = json.dumps(
        {
            "form": form.name,
            "context": dict(form.context),
            "presses": {press.name: dict(press.args) for press in presses},
            "origin": dict(origin),
        },
        separators=(",", ":"),
        ensure_ascii=False,
    )
    if texts.width(packed) > limits.VIEW_METADATA:
        raise texts.TooLong(f"the context of form {form.name!r} is too long to travel")
    return packed


def _fitted(
    body: Sequence[Part | Field],
    brush: Brush,
    space: _Space,
    turns: Mapping[str, int] | None = None,
) -> list[Json]:
    """The blocks of a body, shortened until they fit."""
    stretches: list[_Stretch] = []
    blocks: list[Json] = []
    for room in _ROOMS:
        stretches = _stretches(body, replace(brush, room=room), turns or {})
        blocks = [block for stretch in stretches for block in stretch.blocks]
        if space.light(blocks):
            # Shorter texts would not make fewer blocks.
            break
    fitting = blocks if space.holds(blocks) else _shed(stretches, space, brush)
    return _told_apart(fitting)


def _stretches(
    body: Sequence[Part | Field], brush: Brush, turns: Mapping[str, int]
) -> list[_Stretch]:
    found: list[_Stretch] = []
    charts = 0
    for item in body:
        if isinstance(item, Field):
            painted = paint_fields.field(item, brush, turns.get(item.name, 0))
            found.append(_Stretch(painted, 0))
            continue
        charts += isinstance(item, Chart)
        drawing = brush
        if isinstance(item, Chart) and charts > limits.CHARTS:
            drawing = replace(brush, pictures=False)
        keep = isinstance(item, Buttons | Headline | Notice)
        found.append(_Stretch(paint_parts.part(item, drawing), 1 if keep else 2))
    return found


def _shed(stretches: list[_Stretch], space: _Space, brush: Brush) -> list[Json]:
    """Leave out parts from the end, the important ones last, and say how many.

    Raises texts.TooLong when the fields alone are too many.
    """
    gone: set[int] = set()
    for index in shedding.order([stretch.readiness for stretch in stretches]):
        gone.add(index)
        note = context(plain_object(and_more(len(gone), brush)))
        first = min(gone)
        blocks: list[Json] = []
        for at, stretch in enumerate(stretches):
            blocks += [note] if at == first else [] if at in gone else stretch.blocks
        if space.holds(blocks):
            return blocks
    raise texts.TooLong("the fields of a form are more than Slack can show")


def _bytes(blocks: object) -> int:
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def _characters(value: object) -> int:
    """How many characters of blocks people or the platform read."""
    match value:
        case str():
            return texts.width(value)
        case dict():
            return sum(_characters(inner) for key, inner in value.items() if key not in _UNCOUNTED)
        case list():
            return sum(map(_characters, value))
        case _:
            return 0


def _told_apart(blocks: list[Json]) -> list[Json]:
    """The blocks with equal action ids numbered, since Slack wants them different."""
    seen: Counter[str] = Counter()
    return [block if block["type"] == "input" else _numbered(block, seen) for block in blocks]


def _numbered(block: Json, seen: Counter[str]) -> Json:
    elements = block.get("elements")
    if block["type"] != "actions" or not isinstance(elements, list):
        return block
    numbered = []
    for element in elements:
        name = str(element["action_id"])
        seen[name] += 1
        again = f"{name}#{seen[name]}" if seen[name] > 1 else name
        numbered.append({**element, "action_id": again})
    return {**block, "elements": numbered}


def _blank(text: str) -> list[Json]:
    """Slack refuses a screen without blocks."""
    return [section(plain_object(text))]


_MESSAGE = _Space(limits.MESSAGE_BLOCKS, limits.MESSAGE_CHARACTERS, _characters)
_VIEW = _Space(limits.VIEW_BLOCKS, limits.VIEW_BYTES - _AROUND_BLOCKS, _bytes)
