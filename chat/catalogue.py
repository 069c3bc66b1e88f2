"""gettext catalogues, and texts resolved for one reader: plurals, dates, numbers, lists.

The result is a row of runs, plain data with marks; painters turn runs into their platform's
markup and escape each one. So nothing that a person wrote can become markup.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final, Literal, assert_never
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_datetime_format
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from chat.people import PersonRef, Reader
from chat.say import (
    Argument,
    Command,
    DateStyle,
    Day,
    Link,
    Listed,
    Moment,
    Say,
    Text,
    TimeOfDay,
    Verbatim,
)

LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "sl": "Slovenščina"})
"""The languages that have a catalogue, each by its own name."""
FALLBACK = "en"

_LENGTHS: Final[Mapping[DateStyle, Literal["full", "long", "medium", "short"]]] = MappingProxyType(
    {
        DateStyle.SHORT: "short",
        DateStyle.MEDIUM: "medium",
        DateStyle.LONG: "long",
        DateStyle.FULL: "full",
        DateStyle.NEAR: "full",
    }
)
_YEAR = re.compile(r"^y+\W+|\W+y+$")
_TOKEN = re.compile(r"\*\*|\{(\w+)\}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A stretch of text with one look; `person` makes it a mention."""

    text: str
    strong: bool = False
    url: str | None = None
    person: PersonRef | None = None


def language_of(locale: str | None) -> str:
    """The catalogue's language for a platform's locale such as `sl-SI`; English when there is none.

    Sources: Slack gives IETF tags (docs.slack.dev/reference/objects/user-object), Teams too.
    """
    language = re.split(r"[-_]", locale or "")[0].lower()
    return language if language in LANGUAGES else FALLBACK


@cache
def _babel_locale(locale: str) -> Locale:
    """The reader's region, in a language that we have: no German dates in English sentences."""
    language = language_of(locale)
    try:
        found = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(language)
    return found if found.language == language else Locale.parse(language)


@cache
def translations(language: str) -> gettext.GNUTranslations:
    """The catalogue of a language, compiled from its source once per process."""
    source = resources.files("chat").joinpath(f"locales/{language}/messages.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def resolve(text: Text, reader: Reader) -> tuple[Run, ...]:
    """The text for this reader, as runs.

    Raises KeyError when a message is missing from the catalogue or an argument from the message.
    """
    match text:
        case Verbatim():
            return (Run(text=text.text),)
        case Say():
            return _fill(_template(text, language_of(reader.locale)), dict(text.args), reader)
        case _:
            assert_never(text)


def plain(text: Text, reader: Reader) -> str:
    """The text for this reader without any marks."""
    return "".join(run.text for run in resolve(text, reader))


def _template(message: Say, language: str) -> str:
    catalogue = translations(language)
    found = (
        catalogue.gettext(message.key)
        if message.n is None
        else catalogue.ngettext(message.key, message.key, message.n)
    )
    if found == message.key:
        raise KeyError(f"{message.key!r} is missing from the {language} catalogue")
    return found


def _fill(template: str, args: dict[str, Argument], reader: Reader) -> tuple[Run, ...]:
    runs: list[Run] = []
    strong = False
    at = 0
    for token in _TOKEN.finditer(template):
        if token.start() > at:
            runs.append(Run(text=template[at : token.start()], strong=strong))
        at = token.end()
        if token.group(1) is None:
            strong = not strong
        else:
            filled = _argument(args[token.group(1)], reader)
            runs += (replace(run, strong=run.strong or strong) for run in filled)
    if at < len(template):
        runs.append(Run(text=template[at:], strong=strong))
    return tuple(runs)


def _argument(value: Argument, reader: Reader) -> tuple[Run, ...]:
    locale = _babel_locale(reader.locale)
    match value:
        case str():
            return (Run(text=value),)
        case int():
            return (Run(text=format_decimal(value, locale=locale)),)
        case Day():
            return (Run(text=_day(value.value, value.style, locale)),)
        case Moment():
            return (Run(text=_moment(value, ZoneInfo(reader.zone), locale)),)
        case TimeOfDay():
            return (Run(text=format_time(value.value, format="short", locale=locale)),)
        case Link():
            return (Run(text=value.text, url=value.url),)
        case Command():
            return (Run(text=f"{reader.command_prefix}{value.words}".strip()),)
        case PersonRef():
            return (Run(text=value.name, person=value),)
        case Listed():
            return _list(value, reader, locale)
        case Verbatim() | Say():
            return resolve(value, reader)
        case _:
            assert_never(value)


def _moment(value: Moment, zone: ZoneInfo, locale: Locale) -> str:
    """Date and time of day in the language's own order, without seconds."""
    day = _day(value.value.astimezone(zone), value.style, locale)
    at = format_time(value.value, format="short", tzinfo=zone, locale=locale)
    pattern = str(get_datetime_format(_LENGTHS[value.style], locale=locale))
    return pattern.replace("{0}", at).replace("{1}", day)


def _day(value: date, style: DateStyle, locale: Locale) -> str:
    length = _LENGTHS[style]
    if style is not DateStyle.NEAR:
        return format_date(value, format=length, locale=locale)
    full = locale.date_formats[length].pattern
    return format_date(value, format=_YEAR.sub("", full), locale=locale)


def _list(value: Listed, reader: Reader, locale: Locale) -> tuple[Run, ...]:
    """Join runs as the language joins a list, by putting private-use marks in their places."""
    marks = [chr(0xE000 + index) for index in range(len(value.items))]
    joined = format_list(marks, locale=locale) if marks else ""
    runs: list[Run] = []
    for piece in re.split(r"([\ue000-\uf8ff])", joined):
        if piece in marks:
            runs += resolve(value.items[marks.index(piece)], reader)
        elif piece:
            runs.append(Run(text=piece))
    return tuple(runs)
