"""What a share would look like: texts, their checks, and all that the form shows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from handlers.sharing.entries import Entries
from handlers.sharing.when import When
from programme import captions, compose, guidelines
from programme.compose import Composed
from programme.disclosure import Need
from programme.findings import Finding, FindingCode, blocked
from programme.guidelines import Guidelines
from programme.text_rules import TextRules
from programme.timing import Unfit
from programme.values import Account, Caption, Item, Share

NO_COPIES_ON = frozenset({"x"})
"""Where the same text from several accounts counts as manipulation of the platform
(help.x.com/rules-and-policies/platform-manipulation)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What is being shared, and by which rules its texts are judged."""

    item: Item
    need: Need
    guidelines: Guidelines
    now: datetime
    """The moment for which they are judged: an embargo may end before a text goes out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Base:
    """The suggestion that a text starts from."""

    caption: Caption | None
    text: str
    language: str

    @property
    def locked_text(self) -> str | None:
        """The text that must stay as it is, if it must."""
        return None if self.caption is None or not self.caption.locked else self.caption.text


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """One network's text as it stands in the form, with what the checks say."""

    network: str
    label: str
    account: Account
    rules: TextRules
    field: str
    base: Base
    text: str
    composed: Composed
    findings: tuple[Finding, ...]
    suggestions: tuple[Caption, ...]

    @property
    def blocked(self) -> bool:
        """Whether it may not go out like this."""
        return blocked(self.findings)

    @property
    def mended(self) -> str | None:
        """The text with one finding mended, the gravest first; None where none can be.

        Where it is too like a colleague's, the remedy is another text, which mends all at once.
        """
        fixable = sorted(
            (found for found in self.findings if found.fix is not None),
            key=lambda found: found.code is not FindingCode.SIMILAR,
        )
        return fixable[0].fix if fixable else None


@dataclass(frozen=True, kw_only=True, slots=True)
class SelfShare:
    """A network that the person shares on by a link of ours."""

    network: str
    label: str
    link: str
    """Opens the network's composer through our own redirect."""
    copy_text: str | None
    """What to paste, where the composer takes only the link."""
    share: Share | None
    connect: str | None
    """A private link that connects an account instead, where that is possible."""
    spent: bool = False
    """The person has an account, but the month's money for posting by account is used up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gone:
    """A network that was ticked, but can't be posted to by account any more."""

    network: str
    text: str
    """What was typed for it."""
    spent: bool
    """The month's money for it is used up; else its account can't be used."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareForm:
    """Everything the share form shows."""

    subject: Subject
    entries: Entries
    accounts: tuple[Account, ...]
    """The accounts that can be ticked; those on which the item is out already are not."""
    ticked: tuple[str, ...]
    drafts: tuple[Draft, ...]
    done: tuple[Share, ...]
    """The person's shares of the item by account that are out or on their way."""
    by_link: tuple[SelfShare, ...]
    more_left: bool
    gone: tuple[Gone, ...] = ()
    when: When = field(default_factory=When)
    """When the ticked texts go out, with something to start from in the fields it shows."""
    unfit: Unfit | None = None
    """What is wrong with that."""

    @property
    def blocked(self) -> bool:
        """Whether any of the ticked texts may not go out like this, or not then."""
        return any(draft.blocked for draft in self.drafts) or self.mistimed

    @property
    def mistimed(self) -> bool:
        """Whether something is to go out at a time that can't be."""
        return bool(self.drafts) and self.unfit is not None


def usable_captions(
    item: Item, network: str, *, link: str, need: Need, rules: TextRules
) -> tuple[Caption, ...]:
    """The item's suggestions for a network: those that fit its length, or all where none does."""
    suited = tuple(c for c in item.captions if c.network in {None, network})
    fitting = tuple(c for c in suited if not blocked(_composed(c, link, need, rules).findings))
    return fitting or suited


def _composed(caption: Caption, link: str, need: Need, rules: TextRules) -> Composed:
    return compose.compose(
        caption.text, link=link, need=need, rules=rules, language=caption.language
    )


def base_of(subject: Subject, caption: Caption | None) -> Base:
    """What to start from: the suggestion with what the guidelines can mend by themselves."""
    if caption is None:
        return Base(caption=None, text=subject.item.title, language=subject.item.language)
    if caption.locked:
        return Base(caption=caption, text=caption.text, language=caption.language)
    mended = guidelines.with_fixes(caption.text, subject.guidelines)
    return Base(caption=caption, text=mended, language=caption.language)


def finished(subject: Subject, rules: TextRules, base: Base, text: str, link: str) -> Composed:
    """The final text for a network, exactly as it goes out; a locked one whatever was typed."""
    return compose.compose(
        base.locked_text or text, link=link, need=subject.need, rules=rules, language=base.language
    )


def judge(
    subject: Subject,
    network: str,
    base: Base,
    text: str,
    *,
    link: str,
    rules: TextRules,
    field: str,
    colleagues: Sequence[str] = (),
) -> tuple[Composed, tuple[Finding, ...]]:
    """The final text, and everything that is to be said about it, what blocks first.

    `colleagues` are texts that must not be repeated.
    """
    composed = finished(subject, rules, base, text, link)
    found = [
        *guidelines.check(
            text,
            subject.guidelines,
            embargo_until=subject.item.embargo_until,
            now=subject.now,
            locked_text=base.locked_text,
            field=field,
        ),
        *(replace(finding, field=field) for finding in composed.findings),
    ]
    score = captions.too_similar(text, colleagues)
    if score is not None:
        variant = fresh_variant(subject, network, link=link, rules=rules, colleagues=colleagues)
        fix = None if base.locked_text is not None else variant
        found.append(replace(captions.similar_finding(score, field), fix=fix))
    return composed, tuple(sorted(found, key=lambda finding: not finding.blocking))


def fresh_variant(
    subject: Subject, network: str, *, link: str, rules: TextRules, colleagues: Sequence[str]
) -> str | None:
    """A text for the item that no colleague has used on this network, where there is one."""
    suggestions = usable_captions(subject.item, network, link=link, need=subject.need, rules=rules)
    for text in _variants(subject, suggestions):
        composed = compose.compose(
            text, link=link, need=subject.need, rules=rules, language=subject.item.language
        )
        if captions.too_similar(text, colleagues) is None and not blocked(composed.findings):
            return text
    return None


def _variants(subject: Subject, suggestions: Iterable[Caption]) -> Iterable[str]:
    for caption in suggestions:
        if not caption.locked:
            yield guidelines.with_fixes(caption.text, subject.guidelines)
    item = subject.item
    for text in captions.draft_captions(item.title, item.summary, item.language):
        yield guidelines.with_fixes(text, subject.guidelines)
