"""A company's content policy: what people read in their language, and what the check looks for.

Knows how a policy is kept as plain data, so that a version stays readable for ever; does not know
where it is kept or how it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from programme.brand import BrandWord
from programme.guidelines import Guidelines, Phrase, Severity

FALLBACK = "en"


@dataclass(frozen=True, kw_only=True, slots=True)
class PolicyText:
    """The policy in the words of one language, a sentence per line."""

    do: tuple[str, ...] = ()
    dont: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    """Subjects to stay away from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """One version of the policy."""

    texts: Mapping[str, PolicyText] = field(default_factory=dict)
    """By primary language subtag."""
    guidelines: Guidelines = field(default_factory=Guidelines)
    contact: str = ""
    """Whom to ask: a name, a channel, an address."""

    def text(self, language: str) -> PolicyText:
        """The words for a reader of this language, in English or any other where there are none."""
        found = self.texts.get(language) or self.texts.get(FALLBACK)
        return found or next(iter(self.texts.values()), PolicyText())


def to_content(policy: Policy) -> dict[str, object]:
    """The policy as JSON-like data."""
    rules = policy.guidelines
    return {
        "texts": {
            language: {"do": [*text.do], "dont": [*text.dont], "avoid": [*text.avoid]}
            for language, text in policy.texts.items()
        },
        "phrases": [
            {
                "text": phrase.text,
                "severity": phrase.severity.value,
                "suggestion": phrase.suggestion,
            }
            for phrase in rules.phrases
        ],
        "brand_words": [{"wrong": word.wrong, "right": word.right} for word in rules.brand_words],
        "hashtags": [*rules.hashtags],
        "topics": [*rules.topics],
        "public_contacts": [*rules.public_contacts],
        "contact": policy.contact,
    }


def from_content(content: Mapping[str, object]) -> Policy:
    """The policy that `to_content` wrote; what is missing is empty, what is odd is left out."""
    texts = content.get("texts")
    return Policy(
        texts={str(language): _text(found) for language, found in texts.items()}
        if isinstance(texts, Mapping)
        else {},
        guidelines=Guidelines(
            phrases=tuple(_phrase(entry) for entry in _entries(content, "phrases")),
            brand_words=tuple(_brand_word(entry) for entry in _entries(content, "brand_words")),
            hashtags=_lines(content, "hashtags"),
            topics=_lines(content, "topics"),
            public_contacts=_lines(content, "public_contacts"),
        ),
        contact=str(content.get("contact") or ""),
    )


def _text(found: object) -> PolicyText:
    if not isinstance(found, Mapping):
        return PolicyText()
    return PolicyText(
        do=_lines(found, "do"), dont=_lines(found, "dont"), avoid=_lines(found, "avoid")
    )


def _lines(content: Mapping[str, object], name: str) -> tuple[str, ...]:
    found = content.get(name)
    return tuple(str(line) for line in found) if isinstance(found, list | tuple) else ()


def _entries(content: Mapping[str, object], name: str) -> tuple[Mapping[str, object], ...]:
    found = content.get(name)
    if not isinstance(found, list | tuple):
        return ()
    return tuple(entry for entry in found if isinstance(entry, Mapping))


def _phrase(entry: Mapping[str, object]) -> Phrase:
    suggestion = entry.get("suggestion")
    return Phrase(
        text=str(entry.get("text") or ""),
        severity=Severity(str(entry.get("severity") or Severity.BLOCK)),
        suggestion=None if suggestion is None else str(suggestion),
    )


def _brand_word(entry: Mapping[str, object]) -> BrandWord:
    return BrandWord(wrong=str(entry.get("wrong") or ""), right=str(entry.get("right") or ""))
