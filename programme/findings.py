"""What the checks of a text have to say: plain data, put into words by the screens.

Knows no language and no chat platform.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class FindingCode(StrEnum):
    """Everything a check can find. The message of each is `finding.<code>`."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    """args: length, limit, over, in the network's own measure."""
    TOO_MANY_BYTES = "too_many_bytes"
    """args: length, limit, over, in bytes of UTF-8."""

    PHRASE = "phrase"
    """args: phrase, found."""
    PHRASE_TRY = "phrase_try"
    """args: phrase, found, suggestion."""
    TOPIC = "topic"
    """args: topic, found."""
    BRAND = "brand"
    """args: found, right."""
    HASHTAGS = "hashtags"
    """args: tags (joined by spaces), count."""
    EMBARGO = "embargo"
    """args: until (ISO 8601, UTC)."""
    LOCKED = "locked"

    EMAIL = "email"
    """args: found (masked), as for the four below."""
    PHONE = "phone"
    KEY = "key"
    IBAN = "iban"
    CARD = "card"

    DISCLOSURE_WEAK = "disclosure_weak"
    """args: tag."""
    DISCLOSURE_BURIED = "disclosure_buried"
    PRIZE_WEAK = "prize_weak"
    """args: tag."""

    SIMILAR = "similar"
    """args: percent."""
    FEW_CAPTIONS = "few_captions"
    """args: count, wanted."""
    CAPTIONS_ALIKE = "captions_alike"
    """args: first, second (places in the list, from 1), percent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing found in what a person wrote."""

    code: FindingCode
    field: str | None
    """Name of the form field to show it at; None where it is about the whole."""
    blocking: bool
    """Whether the text may not go out like this."""
    args: Mapping[str, str | int] = dataclasses.field(default_factory=dict)
    fix: str | None = None
    """The whole text with this mended, where one tap can do it."""


def blocked(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings forbids the text."""
    return any(finding.blocking for finding in findings)
