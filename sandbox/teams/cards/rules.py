"""Rules for single values of a card: each returns what is wrong with a value, or None.

Knows no element.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any, Final, TypeAlias

Rule: TypeAlias = Callable[[Any], str | None]

_LINK: Final = re.compile(r"https?://[^\s/]+\S*")
_MARKDOWN_LINK: Final = re.compile(r"(?<!\\)(!?)\[[^\]]*\]\(([^)\s]*)\)")
_SCHEMES: Final = ("http://", "https://", "mailto:", "tel:")
_PIXELS: Final = re.compile(r"\d+px")


def string(value: Any) -> str | None:
    """Any text."""
    return None if isinstance(value, str) else "is not a string"


def words(value: Any) -> str | None:
    """A text with something in it."""
    return None if isinstance(value, str) and value.strip() else "is empty"


def flag(value: Any) -> str | None:
    """True or false."""
    return None if isinstance(value, bool) else "is neither true nor false"


def number(value: Any) -> str | None:
    """A number."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return None if is_number else "is not a number"


def anything(_value: Any) -> str | None:
    """Whatever the app likes."""
    return None


def record(value: Any) -> str | None:
    """An object."""
    return None if isinstance(value, dict) else "is not an object"


def many(value: Any) -> str | None:
    """A list with something in it."""
    return None if isinstance(value, list) and value else "is not a list with something in it"


def some(value: Any) -> str | None:
    """A list, which may be empty."""
    return None if isinstance(value, list) else "is not a list"


def one_of(*names: str) -> Rule:
    """Return the rule for one of these names, in whatever case."""
    known = {name.lower() for name in names}

    def rule(value: Any) -> str | None:
        if isinstance(value, str) and value.lower() in known:
            return None
        return f"is {value!r}, not one of {', '.join(names)}"

    return rule


def link(value: Any) -> str | None:
    """An http(s) address."""
    if isinstance(value, str) and _LINK.fullmatch(value):
        return None
    return f"is not an http(s) address: {str(value)[:60]!r}"


def pixels(value: Any) -> str | None:
    """A measure such as 80px."""
    return None if isinstance(value, str) and _PIXELS.fullmatch(value) else "is not like 80px"


def background(value: Any) -> str | None:
    """The picture behind something: an address, or an object that has one."""
    return link(value.get("url")) if isinstance(value, dict) else link(value)


def width(value: Any) -> str | None:
    """The width of a column: a weight, pixels, auto or stretch."""
    if number(value) is None or value in {"auto", "stretch"} or pixels(value) is None:
        return None
    if isinstance(value, str) and value.isdecimal():
        return None
    return "is not a column's width"


def height(value: Any) -> str | None:
    """The height of an element, or of an image."""
    return None if value in {"auto", "stretch"} else pixels(value)


def day(value: Any) -> str | None:
    """A date as YYYY-MM-DD."""
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return None if value == "" else f"is no date: {value!r}"
    return None


def clock(value: Any) -> str | None:
    """A time of day as HH:MM."""
    try:
        time.fromisoformat(value)
    except (TypeError, ValueError):
        return None if value == "" else f"is no time: {value!r}"
    return None


def pattern(value: Any) -> str | None:
    """A regular expression."""
    try:
        re.compile(value)
    except (TypeError, re.error):
        return "is no regular expression"
    return None


def markdown(value: Any) -> str | None:
    """Text with the Markdown that cards have: no pictures, links only to what can be opened.

    Source: learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format.
    """
    problem = words(value)
    if problem:
        return problem
    for picture, target in _MARKDOWN_LINK.findall(value):
        if picture:
            return "has a picture in Markdown, which cards do not show"
        if not target.startswith(_SCHEMES):
            return f"links to {target[:60]!r}, which cannot be opened"
    return None
