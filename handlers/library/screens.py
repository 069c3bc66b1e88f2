"""The guidelines on one screen: clear, friendly, what helps before what is forbidden. Pure."""

from __future__ import annotations

from chat.parts import Fact, Facts, Headline, Part, Prose, Rule
from chat.say import Say, say, verbatim
from chat.screens import Form
from programme.policy import Policy


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
