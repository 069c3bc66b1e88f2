"""What a handler answers: a value that the platform's edge carries out."""

from __future__ import annotations

from dataclasses import dataclass

from chat.parts import Picture
from chat.people import Reader
from chat.say import Text
from chat.screens import Form, Home, Post


@dataclass(frozen=True, kw_only=True, slots=True)
class Nothing:
    """All is said."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenForm:
    """Show a form."""

    form: Form


@dataclass(frozen=True, kw_only=True, slots=True)
class NextForm:
    """Put another form in the place of the one at hand, keeping what is typed in equal fields."""

    form: Form


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldErrors:
    """Leave the form open and show each error at its field.

    `form` is the same form with the submitted values, for platforms that must paint it again.
    """

    errors: tuple[tuple[str, Text], ...]
    form: Form


@dataclass(frozen=True, kw_only=True, slots=True)
class Close:
    """Close the form; `note` is said privately, `home` renews the person's page."""

    note: Post | None = None
    home: Home | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Replace:
    """Put another post in the place of the one whose button was pressed."""

    post: Post


@dataclass(frozen=True, kw_only=True, slots=True)
class Whisper:
    """Say something that only this person sees, at the place where they acted."""

    post: Post


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowHome:
    """Renew the person's page; `note` is said privately as well."""

    home: Home
    note: Post | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Later:
    """The answer is not there yet; it follows by itself."""

    note: Post


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One thing that was found: how it looks in the list, and what is shown when it is taken."""

    title: Text
    summary: Text
    post: Post
    picture: Picture | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a search found, best first; `note` says why there is nothing."""

    results: tuple[Result, ...]
    note: Text | None = None


Reply = (
    Nothing
    | OpenForm
    | NextForm
    | FieldErrors
    | Close
    | Replace
    | Whisper
    | ShowHome
    | Found
    | Later
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A reply and the person who will read it."""

    reply: Reply
    reader: Reader
