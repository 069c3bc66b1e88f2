"""A small language for the shape of Block Kit objects.

A rule looks at a value, and reports in Slack's own manner what is wrong and where. Knows nothing
of any block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sandbox.slack.kit import limits

Rule: TypeAlias = Callable[[Any, str, list[str]], None]
"""(value, JSON pointer, messages so far)"""

BOTH = ("plain_text", "mrkdwn")
PLAIN = ("plain_text",)

_URL = re.compile(r"[a-z][a-z0-9+.-]*://\S+|mailto:\S+", re.IGNORECASE)


def fail(messages: list[str], at: str, text: str) -> None:
    """Report one fault at a JSON pointer."""
    messages.append(f"[ERROR] {text} [json-pointer:{at}]")


def string(maximum: int, minimum: int = 1) -> Rule:
    """Accept a string of that many characters."""

    def rule(value: Any, at: str, messages: list[str]) -> None:
        if not isinstance(value, str):
            fail(messages, at, "must provide a string")
        elif len(value) < minimum:
            fail(messages, at, f"must be more than {minimum - 1} characters")
        elif len(value) > maximum:
            fail(messages, at, f"must be less than {maximum + 1} characters")

    return rule


def url(value: Any, at: str, messages: list[str]) -> None:
    """Accept an absolute URL."""
    string(limits.URL)(value, at, messages)
    if isinstance(value, str) and not _URL.fullmatch(value):
        fail(messages, at, "must be a valid URL")


def matching(pattern: str, text: str) -> Rule:
    """Accept a string of this form; `text` says what it should be."""
    compiled = re.compile(pattern)

    def rule(value: Any, at: str, messages: list[str]) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            fail(messages, at, f"must be {text}")

    return rule


def flag(value: Any, at: str, messages: list[str]) -> None:
    """Accept true or false."""
    if not isinstance(value, bool):
        fail(messages, at, "must provide a boolean")


def number(value: Any, at: str, messages: list[str]) -> None:
    """Accept any number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        fail(messages, at, "must provide a number")


def integer(minimum: int, maximum: int) -> Rule:
    """Accept a whole number in a range."""

    def rule(value: Any, at: str, messages: list[str]) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            fail(messages, at, "must provide an integer")
        elif not minimum <= value <= maximum:
            fail(messages, at, f"must be between {minimum} and {maximum}")

    return rule


def one_of(*words: str) -> Rule:
    """Accept one of these words."""

    def rule(value: Any, at: str, messages: list[str]) -> None:
        if value not in words:
            fail(messages, at, f"must be one of {', '.join(words)}")

    return rule


def many(item: Rule, minimum: int, maximum: int) -> Rule:
    """Accept a list with a number of items, each fitting `item`."""

    def rule(value: Any, at: str, messages: list[str]) -> None:
        if not isinstance(value, list):
            fail(messages, at, "must provide an array")
            return
        if len(value) < minimum:
            fail(messages, at, f"no fewer than {minimum} items required")
        if len(value) > maximum:
            fail(messages, at, f"no more than {maximum} items allowed")
        for index, each in enumerate(value):
            item(each, f"{at}/{index}", messages)

    return rule


def record(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """Accept an object with exactly these properties. `type` is checked by the caller."""
    rules = dict(required) | dict(optional or {})

    def rule(value: Any, at: str, messages: list[str]) -> None:
        if not isinstance(value, dict):
            fail(messages, at, "must provide an object")
            return
        for name in required:
            if name not in value:
                fail(messages, at, f"missing required field: {name}")
        for name, each in value.items():
            if name == "type":
                continue
            if name in rules:
                rules[name](each, f"{at}/{name}", messages)
            else:
                fail(messages, f"{at}/{name}", f"invalid additional property: {name}")

    return rule


def typed(table: Mapping[str, Rule]) -> Rule:
    """Accept an object whose `type` is in the table and which fits that type's rule."""

    def rule(value: Any, at: str, messages: list[str]) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            fail(messages, at, "missing required field: type")
        elif kind not in table:
            fail(messages, f"{at}/type", f"unsupported type: {kind}")
        else:
            table[kind](value, at, messages)

    return rule


def text(maximum: int, kinds: tuple[str, ...] = BOTH, minimum: int = 1) -> Rule:
    """Accept a text object."""
    fields = {"text": string(maximum, minimum)}
    shapes = {
        "plain_text": record(fields, {"emoji": flag}),
        "mrkdwn": record(fields, {"verbatim": flag}),
    }
    return typed({kind: shapes[kind] for kind in kinds})


def every(*rules: Rule) -> Rule:
    """Accept what all of these rules accept."""

    def rule(value: Any, at: str, messages: list[str]) -> None:
        for each in rules:
            each(value, at, messages)

    return rule
