"""The share form. Pure: everything it shows comes in a `ShareForm`."""

from __future__ import annotations

from collections.abc import Iterator

from chat.fields import ChoiceField, ChoicesField, Field, Option, TextField
from chat.parts import (
    Button,
    Buttons,
    ContentCard,
    Headline,
    Level,
    Notice,
    Part,
    Prose,
    Quote,
    Rule,
    Tone,
)
from chat.press import press
from chat.say import Say, Text, say, verbatim
from chat.screens import Form
from handlers import cards
from handlers.sharing import entries, networks, when, wording
from handlers.sharing.drafts import Draft, Gone, SelfShare, ShareForm
from programme.findings import Finding
from programme.states import SHARED
from programme.text_rules import LinkPlace
from programme.values import Caption

NAME = "share"

_MAX_TYPED = 3000
"""What can be typed: the longest that any network of accounts takes. The checks say what is too
long for the one at hand; nothing is cut on the way."""

_BEGINNING = 70
"""Characters of a suggestion in a list's first line; Slack takes 75. The second has as many."""


def share_form(form: ShareForm) -> Form:
    """The item, the accounts with their texts, and the links to share it oneself."""
    asked = bool(form.accounts)
    return Form(
        name=NAME,
        title=say("share.edit_title" if form.entries.edit else "share.title"),
        body=tuple(_body(form)),
        submit=say("share.submit") if asked else None,
        close=say("share.close") if asked else None,
        context=form.entries.context(asked=asked),
    )


def errors(form: ShareForm) -> tuple[tuple[str, Text], ...]:
    """What forbids the ticked texts or their time, by field."""
    found: dict[str, list[Finding]] = {}
    for draft in form.drafts:
        for finding in draft.findings:
            if finding.blocking:
                found.setdefault(_field_of(finding, draft), []).append(finding)
    texts = tuple(
        (name, wording.together(tuple({f.code: f for f in findings}.values())))
        for name, findings in found.items()
    )
    if form.unfit is None or not form.mistimed:
        return texts
    return (*texts, when.error(form.unfit))


def _field_of(finding: Finding, draft: Draft) -> str:
    # A locked text has no field of its own in the form.
    locked = draft.base.locked_text is not None
    return entries.NETWORKS if finding.field is None or locked else finding.field


def nothing_ticked() -> tuple[tuple[str, Text], ...]:
    """Sent off without any account."""
    return ((entries.NETWORKS, say("share.tick_one")),)


def _body(form: ShareForm) -> Iterator[Part | Field]:
    item = form.subject.item
    yield ContentCard(
        title=verbatim(item.title),
        url=item.url,
        details=(verbatim(item.source),) if item.source else (),
        buttons=(cards.guidelines_button(),),
    )
    for share in form.done:
        yield Prose(text=wording.standing(share))
    for gone in form.gone:
        yield from _gone(gone)
    yield from _spent(form)
    if form.accounts:
        yield _where(form)
        yield from when.fields(form.when, form.unfit, on_change=press("share.refresh"))
        for draft in form.drafts:
            yield from _draft(form, draft)
        if form.drafts:
            yield Buttons(buttons=(Button(label=say("share.check"), press=press("share.refresh")),))
    if form.by_link:
        newcomer = not form.accounts and not form.done
        if newcomer:
            yield from _connecting(form, newcomer=True)
        yield Rule()
        yield from _by_link(form)
        if not newcomer:
            yield from _connecting(form, newcomer=False)


def _gone(gone: Gone) -> Iterator[Part]:
    key = "share.gone_spent" if gone.spent else "share.gone"
    label = verbatim(networks.label(gone.network))
    yield Notice(level=Level.CAREFUL, text=say(key, network=label))
    if gone.text:
        yield Quote(text=verbatim(gone.text), caption=say("share.your_text"))


def _spent(form: ShareForm) -> Iterator[Part]:
    """Why an account that is connected can't be ticked."""
    told = {gone.network for gone in form.gone}
    for offer in form.by_link:
        shared = offer.share is not None and offer.share.state in SHARED
        if offer.spent and offer.network not in told and not shared:
            yield Prose(text=say("share.budget_used_up", network=verbatim(offer.label)), quiet=True)


def _where(form: ShareForm) -> ChoicesField:
    whole = [f for draft in form.drafts for f in draft.findings if f.field is None and f.blocking]
    return ChoicesField(
        name=entries.NETWORKS,
        label=say("share.where"),
        options=tuple(
            Option(
                value=account.network,
                label=verbatim(networks.label(account.network)),
                detail=say("share.as", handle=verbatim(account.handle)) if account.handle else None,
            )
            for account in form.accounts
        ),
        values=form.ticked,
        error=wording.finding(whole[0]) if whole else None,
        on_change=press("share.refresh"),
    )


def _draft(form: ShareForm, draft: Draft) -> Iterator[Part | Field]:
    label = verbatim(draft.label)
    if form.entries.edit and len(draft.suggestions) > 1:
        yield _suggestions(draft)
    if draft.base.locked_text is not None:
        yield Quote(text=verbatim(draft.composed.text), caption=say("share.locked", network=label))
        for finding in draft.findings:
            yield _notice(draft, finding)
        return
    blocking = [finding for finding in draft.findings if finding.blocking]
    yield TextField(
        name=draft.field,
        label=say("share.caption", network=label),
        value=draft.text,
        hint=_hint(draft),
        error=wording.together(blocking) if blocking else None,
        max_length=_MAX_TYPED,
        multiline=True,
        on_change=press("share.refresh"),
    )
    for finding in draft.findings:
        if not finding.blocking:
            yield _notice(draft, finding)
    if draft.mended is not None:
        yield Buttons(
            buttons=(
                Button(
                    label=say("share.fix", network=label),
                    press=press("share.fix", network=draft.network),
                ),
            )
        )
    if draft.composed.text != draft.text.strip():
        # Where the link is no part of the text, people would miss it in the preview.
        in_text = draft.rules.link is LinkPlace.TEXT
        caption = say("share.preview" if in_text else "share.preview_card", network=label)
        yield Quote(text=verbatim(draft.composed.text), caption=caption)


def _notice(draft: Draft, finding: Finding) -> Notice:
    level = Level.BAD if finding.blocking else Level.CAREFUL
    return Notice(
        level=level,
        text=say("share.finding", network=verbatim(draft.label), finding=wording.finding(finding)),
    )


def _suggestions(draft: Draft) -> ChoiceField:
    chosen = draft.base.caption
    return ChoiceField(
        name=entries.suggestion_field(draft.network),
        label=say("share.suggestions", network=verbatim(draft.label)),
        options=tuple(_suggestion(caption) for caption in draft.suggestions),
        value=None if chosen is None else str(chosen.id),
        required=False,
        on_change=press("share.suggest"),
    )


def _suggestion(caption: Caption) -> Option:
    """A suggestion is known by how it begins."""
    text = " ".join(caption.text.split())
    end = len(text) if len(text) <= _BEGINNING else text.rfind(" ", 0, _BEGINNING)
    if end < 1:
        end = _BEGINNING
    rest = text[end:].strip()
    return Option(
        value=str(caption.id),
        label=verbatim(f"{text[:end]}…" if rest else text),
        detail=verbatim(rest) if rest else None,
    )


def _hint(draft: Draft) -> Say:
    """The length as the network counts it, and what is counted beside the words typed."""
    in_text = draft.rules.link is LinkPlace.TEXT
    key = {
        (False, False): "share.length",
        (False, True): "share.length_link",
        (True, False): "share.length_disclosure",
        (True, True): "share.length_both",
    }[draft.composed.disclosure_added, in_text]
    return say(
        key,
        length=draft.composed.length,
        limit=draft.composed.limit,
        network=verbatim(draft.label),
    )


def _by_link(form: ShareForm) -> Iterator[Part]:
    yield Headline(text=say("share.yourself"))
    yield Prose(text=say("share.yourself_how"), quiet=True)
    item = form.subject.item
    for offer in form.by_link:
        label = verbatim(offer.label)
        if offer.share is not None and offer.share.state in SHARED:
            yield Prose(text=say("share.posted_mark", network=label))
            continue
        if offer.copy_text is not None:
            yield Quote(
                text=verbatim(offer.copy_text), caption=say("share.copy_this", network=label)
            )
        yield Buttons(buttons=tuple(_self_buttons(offer, item.id)))
    if form.more_left:
        yield Buttons(
            buttons=(Button(label=say("share.more"), press=press("share.more", item=item.id)),)
        )


def _connecting(form: ShareForm, *, newcomer: bool) -> Iterator[Part]:
    """The accounts that could be connected: first for whoever has none, else last."""
    buttons = tuple(
        Button(label=say("share.connect", network=verbatim(offer.label)), url=offer.connect)
        for offer in form.by_link
        if offer.connect is not None
    )
    if not buttons:
        return
    if newcomer:
        yield Rule()
        yield Headline(text=say("share.quickest"))
    yield Prose(text=say("share.quickest_how"), quiet=True)
    yield Buttons(buttons=buttons)


def _self_buttons(offer: SelfShare, item_id: int) -> Iterator[Button]:
    label = verbatim(offer.label)
    yield Button(label=say("share.open_network", network=label), url=offer.link)
    yield posted_button(item_id, offer.network)


def posted_button(item_id: int, network: str) -> Button:
    """The person's own word that they posted it."""
    label = verbatim(networks.label(network))
    return Button(
        label=say("share.i_posted"),
        press=press("share.posted", item=item_id, network=network),
        tone=Tone.PLAIN,
        spoken=say("share.i_posted_spoken", network=label),
    )
