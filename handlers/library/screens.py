"""The guidelines on one screen, what helps before what is forbidden; and what was found. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from chat.parts import ContentCard, Fact, Facts, Headline, Part, Prose, Rule
from chat.replies import Found, Result
from chat.say import Say, count, say, verbatim
from chat.screens import Form, Post
from handlers import cards
from programme.policy import Policy
from programme.values import Item

LISTED = 5
"""How many results a command shows: as many as a digest."""


def guidelines_form(policy: Policy, language: str) -> Form:
    """The policy in a reader's language; a form with nothing to fill in."""
    words = policy.text(language)
    body: list[Part] = [Prose(text=say("guidelines.intro"))]
    body += _section(say("guidelines.do"), words.do, mark="✓")
    body += _section(say("guidelines.dont"), words.dont, mark="✗")
    body += _section(say("guidelines.avoid"), words.avoid, mark="–")
    body += _spellings(policy)
    if policy.guidelines.hashtags:
        tags = " ".join(f"#{tag.lstrip('#')}" for tag in policy.guidelines.hashtags)
        body += [Prose(text=say("guidelines.hashtags", tags=verbatim(tags)))]
    body += [Rule(), Prose(text=_contact(policy), quiet=True)]
    return Form(
        name="guidelines",
        title=say("guidelines.title"),
        body=tuple(body),
        close=say("guidelines.close"),
    )


def _section(title: Say, lines: tuple[str, ...], *, mark: str) -> list[Part]:
    if not lines:
        return []
    listed = "\n".join(f"{mark} {line}" for line in lines)
    return [Headline(text=title), Prose(text=verbatim(listed))]


def _spellings(policy: Policy) -> list[Part]:
    """The company's own spellings, each with what it replaces."""
    wrong: dict[str, list[str]] = {}
    for word in policy.guidelines.brand_words:
        wrong.setdefault(word.right, []).append(word.wrong)
    if not wrong:
        return []
    rows = tuple(
        Fact(
            label=verbatim(right),
            value=say("guidelines.instead_of", wrong=verbatim(", ".join(found))),
        )
        for right, found in wrong.items()
    )
    return [Headline(text=say("guidelines.spellings")), Facts(rows=rows)]


def _contact(policy: Policy) -> Say:
    if policy.contact:
        return say("guidelines.contact", contact=verbatim(policy.contact))
    return say("guidelines.contact_lead")


def results(found: Sequence[Item], zone: ZoneInfo) -> Found:
    """Results for a platform's own search box; each can be put into a conversation."""
    return Found(
        results=tuple(
            Result(
                title=verbatim(item.title),
                summary=verbatim(item.summary or item.source or item.url),
                picture=cards.picture(item),
                post=Post(
                    name="library.item",
                    summary=verbatim(item.title),
                    parts=(_card(item, zone),),
                ),
            )
            for item in found
        ),
        note=None if found else say("library.nothing"),
    )


def library_post(found: Sequence[Item], *, words: str, more: int, zone: ZoneInfo) -> Post:
    """Results of a command, with how to look for less; `more` fit as well."""
    if not found:
        text = say("library.nothing")
        return Post(name="library", summary=text, parts=(Prose(text=text),))
    title = say("library.found", words=verbatim(words)) if words else say("library.newest")
    parts: list[Part] = [Headline(text=title)]
    for item in found:
        parts += [_card(item, zone), Rule()]
    if more:
        parts.append(Prose(text=count("library.more", more), quiet=True))
    return Post(name="library", summary=title, parts=tuple(parts))


def _card(item: Item, zone: ZoneInfo) -> ContentCard:
    return ContentCard(
        title=verbatim(item.title),
        url=item.url,
        summary=verbatim(item.summary) if item.summary else None,
        picture=cards.picture(item),
        details=cards.details(item, zone),
        buttons=(*cards.share_buttons(item), cards.guidelines_button(title=item.title)),
    )
