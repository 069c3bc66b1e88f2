"""The final text of a share, exactly as it goes out.

Disclosure, caption and link are put together and measured here, in one place, so that the form,
the preview and the post can never differ. Nothing is ever cut: too long is a finding.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from programme import disclosure, text_rules
from programme.disclosure import Need
from programme.findings import Finding, FindingCode
from programme.text_rules import LinkPlace, TextRules

CAPTION = "caption"


@dataclass(frozen=True, kw_only=True, slots=True)
class Composed:
    """A post's final text, and what is to be said about it."""

    text: str
    """What the network gets, link included where it takes the link in the text."""
    body: str
    """The same without the link, for share links that carry it beside the text."""
    length: int
    limit: int
    """Both in the network's own measure."""
    disclosure_added: bool
    findings: tuple[Finding, ...]


def tidy(caption: str) -> str:
    """A caption as networks store it: NFC, single line ends, no control characters around."""
    lines = unicodedata.normalize("NFC", caption).replace("\r\n", "\n").replace("\r", "\n")
    kept = (char for char in lines if char in "\n\t" or unicodedata.category(char) != "Cc")
    return "".join(kept).strip()


def compose(
    caption: str,
    *,
    link: str | None,
    need: Need,
    rules: TextRules,
    language: str,
    field: str = CAPTION,
) -> Composed:
    """Put a post together for a network.

    `language` decides the words of a disclosure that has to be added; a locked caption gets it
    too, around its own words. Blocking findings: an empty text, or one that is too long in the
    measure of `rules`.
    """
    own = tidy(caption)
    body = disclosure.with_disclosure(own, need, language, rules)
    text = text_rules.join_link(body, link) if rules.link is LinkPlace.TEXT else body
    length = text_rules.measure(text, rules)
    findings = [
        *_emptiness(text, field),
        *_length(text, length, rules, field),
        *disclosure.check(own, need, language, rules, field=field),
    ]
    return Composed(
        text=text,
        body=body,
        length=length,
        limit=rules.limit,
        disclosure_added=body != own,
        findings=tuple(findings),
    )


def _emptiness(text: str, field: str) -> list[Finding]:
    if text:
        return []
    return [Finding(code=FindingCode.EMPTY, field=field, blocking=True)]


def _length(text: str, length: int, rules: TextRules, field: str) -> list[Finding]:
    if length > rules.limit:
        return [_too_long(FindingCode.TOO_LONG, length, rules.limit, field)]
    size = text_rules.byte_length(text)
    if rules.max_bytes is not None and size > rules.max_bytes:
        return [_too_long(FindingCode.TOO_MANY_BYTES, size, rules.max_bytes, field)]
    return []


def _too_long(code: FindingCode, length: int, limit: int, field: str) -> Finding:
    return Finding(
        code=code,
        field=field,
        blocking=True,
        args={"length": length, "limit": limit, "over": length - limit},
    )
