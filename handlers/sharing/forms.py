"""Gathers what the share form shows, in the caller's transaction.

Suggestions are given out and short links made here, so that two presses see the same ones. Must
not call any network.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from content_store.queries import accounts, captions, items, links, policy, shares
from content_store.queries.links import ShortLink
from content_store.queries.shares import ShareCampaign
from content_store.unit import Unit
from handlers import connecting, own_links
from handlers.context import Tools
from handlers.sharing import drafts, networks, times
from handlers.sharing.drafts import Base, Draft, Gone, SelfShare, ShareForm, Subject
from handlers.sharing.entries import Entries
from handlers.sharing.when import When
from programme import captions as fairness
from programme import intents, text_rules
from programme import links as codes
from programme.disclosure import Need
from programme.errors import Refused
from programme.intents import Carries
from programme.states import SHARED, ItemState
from programme.text_rules import TextRules
from programme.timing import Timing, Unfit
from programme.values import Account, Caption, Item, Member, Share, Workspace

COLLEAGUES_WINDOW = timedelta(days=90)
"""How far back a colleague's text still counts as a copy; ours."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sharer:
    """Who shares, in which company, with what at hand."""

    tools: Tools
    workspace: Workspace
    member: Member
    spent: frozenset[str] = frozenset()
    """The networks whose month's money for posting by account is used up."""


async def prepare(u: Unit, sharer: Sharer, entries: Entries) -> ShareForm:
    """The form as it stands after what was typed and ticked. Raises Refused and Missing."""
    subject, _ = await subject_of(u, sharer, entries.item, timing=entries.when.timing)
    member_id = sharer.member.id
    usable = await _usable_accounts(u, sharer)
    known = await shares.of_item(u, member_id=member_id, item_id=entries.item)
    out = {name: share for name, share in known.items() if share.state in captions.OUT}
    left = {name: account for name, account in usable.items() if name not in out}
    free = tuple(account for name, account in left.items() if name not in sharer.spent)
    spent = sharer.spent & left.keys()
    wanted = None if entries.ticked is None else set(entries.ticked)
    ticked = tuple(a for a in free if wanted is None or a.network in wanted)
    offered = [name for name in networks.LABELS if name not in usable or name in spent]
    gone = _gone(sharer, entries, known=out.keys() | {account.network for account in ticked})
    main = {*networks.MAIN, *spent, *(each.network for each in gone)}
    shown = [name for name in offered if entries.more or name in main]
    when, unfit = _timed(u, sharer, subject.item, entries)
    short = await links_for(u, sharer, subject.item, [*(a.network for a in ticked), *shown])
    for account in ticked:
        if account.network not in known:
            await open_share(u, sharer, short[account.network])
    made = [
        await _draft(u, sharer, subject, entries, account=account, short=short[account.network])
        for account in ticked
    ]
    return ShareForm(
        subject=subject,
        entries=replace(
            entries,
            picks={
                **entries.picks,
                **{d.network: d.base.caption.id for d in made if d.base.caption},
            },
        ),
        accounts=free,
        ticked=tuple(account.network for account in ticked),
        drafts=tuple(made),
        done=tuple(share for name, share in out.items() if name in usable),
        by_link=tuple(
            [
                await _self_share(u, sharer, subject, short[name], known, spent=name in spent)
                for name in shown
            ]
        ),
        more_left=len(shown) < len(offered),
        gone=gone,
        when=when,
        unfit=unfit,
    )


def _gone(sharer: Sharer, entries: Entries, *, known: Collection[str]) -> tuple[Gone, ...]:
    """What was ticked and is neither out nor can be posted to."""
    return tuple(
        Gone(
            network=name,
            text=entries.texts.get(name, "").strip(),
            spent=name in sharer.spent,
        )
        for name in entries.ticked or ()
        if name in sharer.tools.connectable and name not in known
    )


def _timed(u: Unit, sharer: Sharer, item: Item, entries: Entries) -> tuple[When, Unfit | None]:
    """When the texts are to go out, ready to be shown, and what is wrong with that."""
    zone, bounds = times.zone_of(sharer.workspace, sharer.member), times.bounds_of(item)
    moment = entries.when.moment(zone=zone, now=u.now, bounds=bounds)
    when = entries.when.filled(zone=zone, now=u.now, bounds=bounds)
    return when, moment if isinstance(moment, Unfit) else None


async def subject_of(
    u: Unit, sharer: Sharer, item_id: int, *, timing: Timing = Timing.NOW
) -> tuple[Subject, ShareCampaign | None]:
    """The item with the rules for its texts, and the running campaign it counts for.

    Raises Refused where the item can't be shared (any more), and Missing.
    """
    item = await items.get(u, item_id)
    if not is_available(item, u):
        raise Refused("share_not_available")
    campaign = await shares.campaign_of(u, item_id)
    need = Need(
        product=item.product,
        prize=campaign is not None and campaign.has_prize,
        company=sharer.workspace.name,
    )
    rules = (await policy.current(u)).guidelines
    now = u.now if timing is Timing.NOW else _later(u.now, item)
    return Subject(item=item, need=need, guidelines=rules, now=now), campaign


def _later(now: datetime, item: Item) -> datetime:
    """A time that is still to be found is never within an embargo."""
    return now if item.embargo_until is None else max(now, item.embargo_until)


def is_available(item: Item, u: Unit) -> bool:
    """Whether an item may be shared now; an embargo is a finding, not an absence."""
    return item.state is ItemState.APPROVED and (item.expires_at is None or item.expires_at > u.now)


def short_url(tools: Tools, code: str) -> str:
    """The address that stands in posts."""
    return f"{tools.addresses.base_url}/s/{code}"


async def links_for(
    u: Unit, sharer: Sharer, item: Item, names: Iterable[str]
) -> dict[str, ShortLink]:
    """The person's short links for an item on these networks, made now unless they are there."""
    return await links.ensure(
        u,
        member_id=sharer.member.id,
        item_id=item.id,
        targets={
            name: codes.with_utm(
                item.url, source=name, medium="employee_advocacy", campaign=f"item-{item.id}"
            )
            for name in names
        },
        new_code=lambda: codes.short_code(sharer.tools.random),
    )


async def base_for(
    u: Unit,
    sharer: Sharer,
    subject: Subject,
    network: str,
    *,
    link: str,
    rules: TextRules,
    pick: int | None = None,
) -> tuple[Base, tuple[Caption, ...]]:
    """What the person's text starts from, and all suggestions that suit the network.

    A picked suggestion counts only if it is one of them.
    """
    suggestions = drafts.usable_captions(
        subject.item, network, link=link, need=subject.need, rules=rules
    )
    by_id = {caption.id: caption for caption in suggestions}
    if not by_id:
        return drafts.base_of(subject, None), ()
    given = await captions.assign(
        u,
        item_id=subject.item.id,
        member_id=sharer.member.id,
        network=network,
        choose=lambda counts: fairness.assign(tuple(by_id), counts, f"member:{sharer.member.id}"),
    )
    chosen = by_id.get(pick or 0) or by_id.get(given) or suggestions[0]
    return drafts.base_of(subject, chosen), suggestions


async def colleagues_texts(u: Unit, sharer: Sharer, network: str) -> tuple[str, ...]:
    """The texts of colleagues that must not be repeated on a network."""
    if network not in drafts.NO_COPIES_ON:
        return ()
    return await captions.colleagues_texts(
        u, member_id=sharer.member.id, network=network, since=u.now - COLLEAGUES_WINDOW
    )


async def _usable_accounts(u: Unit, sharer: Sharer) -> dict[str, Account]:
    found = await accounts.of_member(u, sharer.member.id)
    return {
        account.network: account
        for account in sorted(found, key=lambda account: networks.place(account.network))
        if account.usable and account.network in sharer.tools.connectable
    }


async def _draft(
    u: Unit,
    sharer: Sharer,
    subject: Subject,
    entries: Entries,
    *,
    account: Account,
    short: ShortLink,
) -> Draft:
    network = account.network
    rules = text_rules.on_server(
        sharer.tools.text_rules[network],
        max_characters=account.max_characters,
        characters_per_url=account.characters_per_url,
    )
    link = short_url(sharer.tools, short.code)
    base, suggestions = await base_for(
        u, sharer, subject, network, link=link, rules=rules, pick=entries.picks.get(network)
    )
    colleagues = await colleagues_texts(u, sharer, network)
    text = entries.texts.get(network)
    if base.locked_text is not None:
        text = base.locked_text
    elif text is None:
        text = base.text
        picked = entries.generations.get(network, 0) > 0
        if not picked and fairness.too_similar(text, colleagues) is not None:
            text = (
                drafts.fresh_variant(
                    subject, network, link=link, rules=rules, colleagues=colleagues
                )
                or text
            )
    field = entries.caption_field(network)
    composed, findings = drafts.judge(
        subject, network, base, text, link=link, rules=rules, field=field, colleagues=colleagues
    )
    return Draft(
        network=network,
        label=networks.label(network),
        account=account,
        rules=rules,
        field=field,
        base=base,
        text=text,
        composed=composed,
        findings=findings,
        suggestions=suggestions,
    )


async def open_share(u: Unit, sharer: Sharer, link: ShortLink) -> Share:
    """The person's share that goes with a short link, opened now unless it is there."""
    return await shares.open_one(u, link, idempotency_key=new_key(sharer.tools))


def new_key(tools: Tools) -> str:
    """A key under which a network recognises one publication again: 128 bits."""
    return f"{tools.random.getrandbits(128):032x}"


async def _self_share(
    u: Unit,
    sharer: Sharer,
    subject: Subject,
    short: ShortLink,
    known: Mapping[str, Share],
    *,
    spent: bool,
) -> SelfShare:
    tools, network = sharer.tools, short.network
    share = known.get(network)
    shared = share is not None and share.state in SHARED
    copy_text = None
    if intents.CARRIES[network] is Carries.LINK_ONLY and not shared:
        link = short_url(tools, short.code)
        rules = text_rules.RULES[network]
        base, _ = await base_for(u, sharer, subject, network, link=link, rules=rules)
        copy_text = drafts.finished(subject, rules, base, base.text, link).body
    connect = None
    if network in tools.connectable and not shared and not spent:
        connect = await connecting.private_link(
            u, tools, member_id=sharer.member.id, network=network
        )
    return SelfShare(
        network=network,
        label=networks.label(network),
        link=own_links.composer(tools, short.code),
        copy_text=copy_text,
        share=share,
        connect=connect,
        spent=spent,
    )
