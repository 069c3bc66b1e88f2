"""The company's content rules, and the check of a text against them.

Judges what a person wrote; what a network or a disclosure adds to it is not its concern. Fast
enough to run at each press: phrases are compiled once for each version of the guidelines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import assert_never

import regex

from programme import brand, captions, links, phrases, sensitive
from programme.brand import BrandWord
from programme.findings import Finding, FindingCode
from programme.phrases import Finder, Hit


class Severity(StrEnum):
    """What a phrase in a text means for it."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrase:
    """Words to keep out of posts. With `*` at its end, longer forms of the last word too."""

    text: str
    severity: Severity = Severity.BLOCK
    suggestion: str | None = None
    """What to say instead."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Guidelines:
    """What a company asks of a post's text."""

    phrases: tuple[Phrase, ...] = ()
    brand_words: tuple[BrandWord, ...] = ()
    hashtags: tuple[str, ...] = ()
    """Required in each post, with or without their #."""
    topics: tuple[str, ...] = ()
    """To be avoided: words, found like phrases, that only warn."""
    public_contacts: tuple[str, ...] = ()
    """E-mail addresses and telephone numbers that anybody may know."""


CAPTION = "caption"
"""The form field that findings point at unless told otherwise."""


def check(
    text: str,
    guidelines: Guidelines,
    *,
    embargo_until: datetime | None,
    now: datetime,
    locked_text: str | None,
    field: str = CAPTION,
) -> tuple[Finding, ...]:
    """Everything in the text that is against the guidelines, blocking findings first.

    `locked_text` is the caption that must stay as it is, if there is one: then nothing else can
    be mended by the person, so the lock is the only finding about a changed text.
    """
    found = [*_embargo(embargo_until, now)]
    if locked_text is not None:
        if not captions.keeps_lock(text, locked_text):
            found.append(
                Finding(code=FindingCode.LOCKED, field=field, blocking=True, fix=locked_text)
            )
        return tuple(found)
    found += _phrases(text, guidelines, field)
    found += _leaks(text, guidelines, field)
    found += _brand(text, guidelines, field)
    found += _hashtags(text, guidelines, field)
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def _embargo(until: datetime | None, now: datetime) -> Iterator[Finding]:
    if until is not None and now < until:
        yield Finding(
            code=FindingCode.EMBARGO,
            field=None,
            blocking=True,
            args={"until": until.astimezone(UTC).isoformat()},
        )


@lru_cache(maxsize=64)
def _finder(guidelines: Guidelines) -> Finder:
    return Finder([*(phrase.text for phrase in guidelines.phrases), *guidelines.topics])


def _phrases(text: str, guidelines: Guidelines, field: str) -> Iterator[Finding]:
    seen: set[int] = set()
    for hit in _outermost(_finder(guidelines).find(text), guidelines):
        if hit.index in seen:
            continue
        seen.add(hit.index)
        if hit.index < len(guidelines.phrases):
            yield _phrase_finding(text, hit, guidelines.phrases[hit.index], field)
        else:
            topic = guidelines.topics[hit.index - len(guidelines.phrases)]
            yield Finding(
                code=FindingCode.TOPIC,
                field=field,
                blocking=False,
                args={"topic": topic.rstrip("*"), "found": text[hit.start : hit.end]},
            )


def _blocks(hit: Hit, guidelines: Guidelines) -> bool:
    if hit.index >= len(guidelines.phrases):
        return False
    severity = guidelines.phrases[hit.index].severity
    match severity:
        case Severity.BLOCK:
            return True
        case Severity.WARN:
            return False
    assert_never(severity)


def _outermost(hits: list[Hit], guidelines: Guidelines) -> Iterator[Hit]:
    """The hits without those that say no more than a longer one around them."""
    for hit in hits:
        if not any(
            (other.start <= hit.start and hit.end <= other.end)
            and other.end - other.start > hit.end - hit.start
            and _blocks(other, guidelines) >= _blocks(hit, guidelines)
            for other in hits
        ):
            yield hit


def _phrase_finding(text: str, hit: Hit, phrase: Phrase, field: str) -> Finding:
    found = text[hit.start : hit.end]
    args: dict[str, str | int] = {"phrase": phrase.text.rstrip("*"), "found": found}
    fix = None
    if phrase.suggestion:
        args["suggestion"] = phrase.suggestion
        fix = text[: hit.start] + _cased_like(found, phrase.suggestion) + text[hit.end :]
    return Finding(
        code=FindingCode.PHRASE_TRY if phrase.suggestion else FindingCode.PHRASE,
        field=field,
        blocking=phrase.severity is Severity.BLOCK,
        args=args,
        fix=fix,
    )


def _cased_like(model: str, text: str) -> str:
    return text[:1].upper() + text[1:] if model[:1].isupper() else text


_LEAK_CODES = {
    sensitive.Kind.EMAIL: FindingCode.EMAIL,
    sensitive.Kind.PHONE: FindingCode.PHONE,
    sensitive.Kind.KEY: FindingCode.KEY,
    sensitive.Kind.IBAN: FindingCode.IBAN,
    sensitive.Kind.CARD: FindingCode.CARD,
}


def _leaks(text: str, guidelines: Guidelines, field: str) -> Iterator[Finding]:
    for leak in sensitive.leaks(text, guidelines.public_contacts):
        yield Finding(
            code=_LEAK_CODES[leak.kind], field=field, blocking=True, args={"found": leak.masked}
        )


def _brand(text: str, guidelines: Guidelines, field: str) -> Iterator[Finding]:
    wrong = brand.misspellings(text, guidelines.brand_words)
    for spelling in dict.fromkeys((text[miss.start : miss.end], miss.right) for miss in wrong):
        same = [miss for miss in wrong if (text[miss.start : miss.end], miss.right) == spelling]
        yield Finding(
            code=FindingCode.BRAND,
            field=field,
            blocking=False,
            args={"found": spelling[0], "right": spelling[1]},
            fix=brand.mended(text, same),
        )


_HASHTAG = regex.compile(r"(?<![\w&/])[#＃]([\p{L}\p{M}\p{Nd}_]*[\p{L}][\p{L}\p{M}\p{Nd}_]*)")
_ENDS_IN_HASHTAG = regex.compile(r"(?<![\w&/])[#＃][\p{L}\p{M}\p{Nd}_]+\s*\Z")


def hashtags(text: str) -> tuple[str, ...]:
    """The hashtags of a text, in its order, without their #; those in web addresses are none."""
    return tuple(_HASHTAG.findall(links.WEB_LINK.sub(" ", text)))


def _hashtags(text: str, guidelines: Guidelines, field: str) -> Iterator[Finding]:
    present = {tag.casefold() for tag in hashtags(text)}
    wanted = (tag.strip().lstrip("#") for tag in guidelines.hashtags)
    missing = [f"#{tag}" for tag in wanted if tag and tag.casefold() not in present]
    if missing:
        row = " ".join(missing)
        between = " " if _ENDS_IN_HASHTAG.search(text) else "\n\n"
        yield Finding(
            code=FindingCode.HASHTAGS,
            field=field,
            blocking=True,
            args={"tags": row, "count": len(missing)},
            fix=f"{text.rstrip()}{between}{row}".strip(),
        )


def with_fixes(text: str, guidelines: Guidelines) -> str:
    """The text with all brand spellings, suggestions and missing hashtags put right at once."""
    text = brand.mended(text, brand.misspellings(text, guidelines.brand_words))
    # Each round mends one place; a suggestion that is itself forbidden must not go round forever.
    for _ in range(100):
        fixes = (
            finding.fix
            for finding in _phrases(text, guidelines, CAPTION)
            if finding.fix is not None and finding.fix != text
        )
        text, before = next(fixes, text), text
        if text == before:
            break
    return next((f.fix for f in _hashtags(text, guidelines, CAPTION) if f.fix), text)


def unusable(guidelines: Guidelines) -> tuple[str, ...]:
    """The phrases and topics in which there is nothing to look for, to tell their author."""
    texts = [*(phrase.text for phrase in guidelines.phrases), *guidelines.topics]
    return tuple(text for text in texts if not phrases.is_phrase(text))
