"""Runs → the Markdown of text blocks and facts, for mentions and headings; all else is harmless.

Teams turns `<at>Name</at>` into a mention where the card lists the same words among its entities
(learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format). Must not
know elements.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping

from bot import texts
from bot.teams import limits, safety
from chat.catalogue import Run
from chat.people import PersonRef, Platform

# Bot Framework ids, Entra ids and user principal names, which Teams all takes.
_PERSON = re.compile(r"29:[\w\-]+|[0-9a-fA-F-]{36}|[\w.+'\-]+@[\w\-]+(?:\.[\w\-]+)+")
_BRACKET = re.compile(r"[\[\]]")
_SPECIAL = re.compile(r"[*_`~<>&\\\[\]{}$]")

Names = Mapping[PersonRef, str]
"""What stands between the tags of each person's mention; no two people have the same."""


def mentioned(value: object) -> Names:
    """The names for all people in a screen, told apart without being seen where they are equal."""
    names: dict[PersonRef, str] = {}
    ids: dict[str, str] = {}
    for person in _people(value):
        name = _name(person)
        if person in names or name is None:
            continue
        while ids.setdefault(name, person.id) != person.id:
            name += safety.JOINER
        names[person] = name
    return names


def tag(name: str) -> str:
    """A mention as it stands in a text."""
    return f"<at>{name}</at>"


def entities(shown: Iterable[str], names: Names) -> list[dict[str, object]]:
    """The entities for the mentions that stand in these texts, in the order of the names."""
    found = {mention for text in shown for mention in re.findall(r"<at>(.*?)</at>", text)}
    listed: dict[str, dict[str, object]] = {}
    for person, name in names.items():
        if name in found and name not in listed:
            listed[name] = {
                "type": "mention",
                "text": tag(name),
                "mentioned": {"id": person.id, "name": name.rstrip(safety.JOINER)},
            }
    return list(listed.values())


def render(runs: Iterable[Run], names: Names) -> str:
    """Runs as Markdown on one paragraph per line; nothing in them but marks is read as markup."""
    pieces = [_piece(run, names) for run in runs]
    return "".join(pieces).replace("\n", "\n\n")


def _piece(run: Run, names: Names) -> str:
    if run.person is not None and run.person in names:
        return tag(names[run.person])
    text = safety.harmless(safety.apart(run.text))
    if safety.safe_link(run.url, limits.URL):
        address = str(run.url).replace("(", "%28").replace(")", "%29")
        words = _BRACKET.sub(r"\\\g<0>", " ".join(text.split()))
        return f"[{words}]({address})"
    return text


def _name(person: PersonRef) -> str | None:
    """A person's name as it can stand in a tag; None for somebody Teams can't mention."""
    if person.platform is not Platform.TEAMS or not _PERSON.fullmatch(person.id):
        return None
    plain = " ".join(_SPECIAL.sub("", safety.clean(person.name)).split())
    name = safety.level(texts.cut(plain, limits.MENTION))
    return name if safety.visible(name) else None


def _people(value: object) -> Iterator[PersonRef]:
    if isinstance(value, PersonRef):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _people(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _people(getattr(value, field.name))
