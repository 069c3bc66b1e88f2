"""What every painter is given, and the few elements that all of them use.

A text is a rich text block, in which no client looks for markup; only headings, which need the
style of one, and mentions are text blocks. Must not know parts or fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot import texts
from bot.teams import limits, markdown, safety
from bot.teams.action_data import Json, OfForm
from chat import catalogue
from chat.catalogue import Run
from chat.people import PersonRef, Reader
from chat.say import Text, count, say
from chat.stimuli import Surface

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Detail:
    """How much of a screen is shown: fields and buttons shrink last."""

    room: int
    """The longest text of a person."""
    rich: bool
    """Whether there is room for things painted twice: for new clients, and for the others."""
    rows: int
    """The most rows of one table or list."""
    options: int
    """The most options of one list of choices."""
    value: int
    """The longest text in a field."""
    buttons: int
    """The most buttons of one part."""


FULL = Detail(room=limits.PROSE, rich=True, rows=50, options=120, value=12_000, buttons=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class Brush:
    """For whom and where something is painted, and how much room there is."""

    reader: Reader
    surface: Surface
    detail: Detail = FULL
    dialog: bool = False
    of_form: OfForm | None = None
    names: markdown.Names = field(default_factory=dict)
    place: int = 0
    """The part's number in its screen, so that no two ids are the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """How a text looks."""

    size: str | None = None
    strong: bool = False
    subtle: bool = False
    color: str | None = None
    fixed: bool = False

    def keys(self, *, strong: bool = False) -> Json:
        """The keys that text blocks and text runs have in common."""
        found: Json = {}
        if self.size is not None:
            found["size"] = self.size
        if self.strong or strong:
            found["weight"] = "bolder"
        if self.subtle:
            found["isSubtle"] = True
        if self.color is not None:
            found["color"] = self.color
        if self.fixed:
            found["fontType"] = "monospace"
        return found


PLAIN = Look()
STRONG = Look(strong=True)
QUIET = Look(size="small", subtle=True)
ALARM = Look(color="attention")


def runs_of(text: Text, brush: Brush, limit: int, strong: bool = False) -> tuple[Run, ...]:
    """A text's runs, cut visibly, at most `limit` long or as long as there is room; never none.

    Raises texts.TooLong for a message of ours that is over the limit without its arguments.
    """
    longest = texts.room_for(text, brush.reader, limit, brush.detail.room)
    runs = shortened(catalogue.resolve(text, brush.reader), longest)
    return tuple(replace(run, strong=run.strong or strong) for run in runs)


def shortened(runs: Iterable[Run], limit: int) -> tuple[Run, ...]:
    """Clean runs of at most `limit` characters together; one dash if nothing would be seen."""
    kept: list[Run] = []
    left = limit
    for run in runs:
        whole = safety.clean(run.text)
        shown = texts.cut(whole, left) if left > 0 else texts.ELLIPSIS
        kept.append(replace(run, text=shown))
        left -= texts.width(shown)
        if shown != whole:
            break
    if not any(safety.visible(run.text) for run in kept):
        return (Run(text=texts.EMPTY),)
    return tuple(run for run in kept if run.text)


def named(who: PersonRef, brush: Brush) -> Run:
    """Somebody's name, which is a mention where Teams knows them."""
    name = who.name if safety.visible(safety.clean(who.name)) else who.id
    longest = min(limits.LABEL, brush.detail.room)
    return shortened((Run(text=name, person=who, strong=True),), longest)[0]


def words(text: Text, brush: Brush, limit: int, look: Look = PLAIN) -> Json:
    """A text as an element."""
    return element(runs_of(text, brush, limit), brush, look)


def element(runs: Sequence[Run], brush: Brush, look: Look = PLAIN) -> Json:
    """Runs as an element: a text block where somebody is mentioned."""
    if any(run.person in brush.names for run in runs if run.person is not None):
        text = markdown.render(runs, brush.names)
        return {"type": "TextBlock", "text": text, "wrap": True, **look.keys()}
    return {"type": "RichTextBlock", "inlines": inlines(runs, look)}


def inlines(runs: Iterable[Run], look: Look = PLAIN) -> list[Json]:
    """Runs as text runs; what a template could begin with is in two of them."""
    found: list[tuple[str, Json]] = []
    for run in runs:
        keys = _keys(run, look)
        shown = run.text if safety.visible(run.text) or run.url is None else run.url
        text = safety.apart(shown)
        if found and found[-1][1] == keys:
            text = found.pop()[0] + text
        found.append((text, keys))
    return [
        {"type": "TextRun", "text": piece, **keys}
        for text, keys in found
        for piece in safety.pieces(text)
    ]


def _keys(run: Run, look: Look) -> Json:
    keys = look.keys(strong=run.strong)
    if safety.safe_link(run.url, limits.URL):
        keys |= {"color": "accent", "underline": True}
        title = label(run.text, limits.ALT_TEXT)
        keys["selectAction"] = {"type": "Action.OpenUrl", "url": run.url, "title": title}
    return keys


def said(text: str, look: Look = PLAIN) -> Json:
    """Words of ours that are put together already, as an element."""
    return {"type": "RichTextBlock", "inlines": inlines((Run(text=text),), look)}


def heading(text: Text, brush: Brush, limit: int, size: str = "large") -> Json:
    """A heading, which screen readers can jump to."""
    runs = tuple(
        replace(run, text=" ".join(run.text.split("\n"))) for run in runs_of(text, brush, limit)
    )
    return {
        "type": "TextBlock",
        "text": markdown.render(runs, brush.names),
        "wrap": True,
        "style": "heading",
        "size": size,
        "weight": "bolder",
    }


def plain(text: Text, brush: Brush, limit: int) -> str:
    """A text without marks for labels, buttons and the like: one line, harmless everywhere."""
    return label("".join(run.text for run in runs_of(text, brush, limit)), limit)


def label(text: str, limit: int) -> str:
    """Words for a label: one line, harmless everywhere, never empty."""
    line = texts.cut(" ".join(safety.clean(text).split()), limit)
    return safety.harmless(safety.apart(line)) if safety.visible(line) else texts.EMPTY


def number(value: int, brush: Brush) -> str:
    """A number as the reader writes it."""
    return catalogue.plain(say("paint.number", n=value), brush.reader)


def and_more(n: int, brush: Brush) -> Json:
    """The line that stands for `n` things there is no room for."""
    return said(catalogue.plain(count("paint.and_more", n), brush.reader), QUIET)


def container(items: Sequence[Json], style: str | None = None) -> Json:
    """Elements that belong together, on a ground of that style."""
    painted: Json = {"type": "Container", "items": list(items)}
    return painted if style is None else {**painted, "style": style}


def close_by(painted: Json, spacing: str = "small") -> Json:
    """The element nearer to the one before it, since they belong together."""
    return {**painted, "spacing": spacing}


def groups_of(size: int, items: Sequence[_T]) -> list[Sequence[_T]]:
    """The items in their order, in as few groups of at most `size` as there can be, all alike."""
    if not items:
        return []
    groups = -(-len(items) // size)
    each = -(-len(items) // groups)
    return [items[at : at + each] for at in range(0, len(items), each)]


def weight(value: object) -> int:
    """The bytes of a value as JSON in UTF-8: never less than half of what it takes in UTF-16."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def strings(value: object) -> list[str]:
    """All texts of a card, however deep they lie."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for inner in value.values() for text in strings(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in strings(inner)]
    return []
