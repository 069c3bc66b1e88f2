"""Whole screens: a post in a conversation, a form, a person's home page.

`name` is stable and used in tests and metrics; `summary` is what a notification or a screen
reader gives of a post.
"""

from __future__ import annotations

from dataclasses import dataclass

from chat.fields import Field
from chat.parts import Part
from chat.press import Press
from chat.say import Say, Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """A message.

    `personal` asks for one viewer's own version of it, on platforms that show each viewer theirs.
    """

    name: str
    summary: Text
    parts: tuple[Part, ...]
    personal: Press | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A dialog; `context` comes back with the submission, unseen by the person.

    Without `submit` the form only shows something.
    """

    name: str
    title: Say
    body: tuple[Part | Field, ...]
    submit: Say | None = None
    close: Say | None = None
    context: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """A person's own page."""

    name: str
    parts: tuple[Part, ...]


def context_of(**args: str | int) -> tuple[tuple[str, str], ...]:
    """A form's context from named values."""
    return tuple((key, str(value)) for key, value in args.items())
