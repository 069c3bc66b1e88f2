"""The catalogues of messages as their files have them, read for tests."""

from __future__ import annotations

import string
from importlib import resources

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po


def read(language: str) -> Catalog:
    """The catalogue that people write, with its header."""
    source = resources.files("chat").joinpath(f"locales/{language}/messages.po")
    with source.open("rb") as file:
        return read_po(file, locale=language)


def messages(catalogue: Catalog) -> dict[str, Message]:
    """Every message but the header, by its key."""
    return {_key(message): message for message in catalogue if message.id}


def forms(message: Message) -> tuple[str, ...]:
    """A message's texts: one, or one for each form of the plural."""
    text = message.string
    assert text is not None, message.id
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]
