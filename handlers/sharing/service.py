"""Use cases of sharing: each one transaction, nothing outside is called."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from content_store import audit
from content_store.queries import accounts, captions, pictures, shares
from content_store.queries.links import ShortLink
from content_store.queries.shares import ShareCampaign
from content_store.unit import Unit
from handlers import outbox
from handlers.sharing import clicks, drafts, forms, times
from handlers.sharing.drafts import Draft, ShareForm
from handlers.sharing.entries import Entries
from handlers.sharing.forms import Sharer
from programme import intents, text_rules
from programme.clicks import Visit
from programme.errors import Denied, Refused
from programme.intents import Carries, Intent
from programme.states import ShareState
from programme.timing import Timing, Unfit
from programme.values import Item, Share

STARTS = (ShareState.OPENED, ShareState.FAILED, ShareState.CANCELLED)
"""The states from which a person can share (again)."""
_MANY_SERVERS = "mastodon"
"""The network whose composer is on the person's own server."""
MAX_INTENT = 4000
"""Longest address that a person is sent to, in characters: ours, well below what browsers and the
networks' own servers take. A longer one becomes a page with the text to copy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A form that was carried out: what is on its way now or planned, and what was out already."""

    networks: tuple[str, ...]
    planned: Mapping[str, datetime]
    """By network, when it goes out."""
    already: tuple[Share, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Composer:
    """Where a person goes from a share link of ours."""

    network: str
    intent: Intent
    text: str
    """What is meant to stand in the composer."""
    item: Item
    picture: bool
    """Whether the item's picture is kept."""
    disclosed_for: str
    """The employer that the text names, because it must; else ""."""

    @property
    def direct(self) -> bool:
        """Whether the composer can be opened without a word from us."""
        url = self.intent.url
        return (
            self.intent.carries is Carries.TEXT_AND_LINK
            and len(url) <= MAX_INTENT
            and url.startswith(("https://", "http://"))
        )


async def confirm(u: Unit, sharer: Sharer, entries: Entries) -> Sent | ShareForm:
    """Queue the ticked shares, all or none; the form with its findings where one is blocked.

    Raises Refused and Missing.
    """
    await captions.lock_item(u, entries.item)
    form = await forms.prepare(u, sharer, entries)
    wanted = set(entries.ticked or ())
    already = tuple(share for share in form.done if share.network in wanted)
    if form.blocked or form.gone or not (form.drafts or already):
        return form
    moments = await _moments(u, sharer, form)
    if isinstance(moments, Unfit):
        return replace(form, unfit=moments)
    _, campaign = await forms.subject_of(u, sharer, entries.item)
    sent = [
        draft.network
        for draft in form.drafts
        if await _queue(u, sharer, form, draft, moment=moments[draft.network], campaign=campaign)
    ]
    planned = {name: moment for name in sent if (moment := moments[name]) is not None}
    return Sent(
        networks=tuple(name for name in sent if name not in planned),
        planned=planned,
        already=already,
    )


async def _moments(u: Unit, sharer: Sharer, form: ShareForm) -> dict[str, datetime | None] | Unfit:
    """When each of the form's texts goes out, or what is wrong with any of them."""
    found: dict[str, datetime | None] = {}
    for draft in form.drafts:
        moment = await times.find(
            u,
            sharer.tools,
            workspace=sharer.workspace,
            member=sharer.member,
            item=form.subject.item,
            network=draft.network,
            when=form.when,
        )
        if isinstance(moment, Unfit):
            return moment
        found[draft.network] = moment
    return found


async def _queue(
    u: Unit,
    sharer: Sharer,
    form: ShareForm,
    draft: Draft,
    *,
    moment: datetime | None,
    campaign: ShareCampaign | None,
) -> bool:
    item_id, timing = form.subject.item.id, form.when.timing
    known = await shares.of_item(u, member_id=sharer.member.id, item_id=item_id)
    share = known[draft.network]
    if share.state not in STARTS or not await shares.move(
        u,
        share.id,
        share.state,
        ShareState.QUEUED,
        by_account=True,
        account_id=draft.account.id,
        campaign_id=None if campaign is None else campaign.id,
        caption=draft.text.strip(),
        text=draft.composed.text,
        idempotency_key=forms.new_key(sharer.tools),
        timing=timing.value,
        scheduled_for=moment,
        confirmed_at=u.now,
        failure=None,
        post_id=None,
        post_url=None,
    ):
        return False
    await audit.append(
        u,
        actor=f"member:{sharer.member.id}",
        action="share.confirmed",
        subject=f"share:{share.id}",
        detail={
            "network": draft.network,
            "caption": None if draft.base.caption is None else draft.base.caption.id,
            "text_sha256": hashlib.sha256(draft.composed.text.encode()).hexdigest(),
            "timing": timing.value,
            "scheduled_for": None if moment is None else moment.isoformat(),
        },
    )
    await times.enqueue(u, share, moment)
    await refresh_home(u, share, "queued")
    return True


async def posted(u: Unit, sharer: Sharer, item_id: int, network: str) -> bool:
    """Take the person's word that they posted an item; whether a click proves it already.

    Their points come with the first click. Raises Refused and Missing.
    """
    if network not in intents.CARRIES:
        raise Refused("share_not_available")
    subject, campaign = await forms.subject_of(u, sharer, item_id)
    short = (await forms.links_for(u, sharer, subject.item, [network]))[network]
    share = await forms.open_share(u, sharer, short)
    if share.state in {*STARTS, ShareState.UNCONFIRMED}:
        link = forms.short_url(sharer.tools, short.code)
        rules = text_rules.RULES[network]
        base, _ = await forms.base_for(u, sharer, subject, network, link=link, rules=rules)
        await shares.move(
            u,
            share.id,
            share.state,
            ShareState.CONFIRMED,
            by_account=False,
            campaign_id=None if campaign is None else campaign.id,
            caption=share.caption or base.text,
            timing=Timing.NOW.value,
            scheduled_for=None,
            confirmed_at=u.now,
            failure=None,
        )
        await _self_reported(u, sharer, share)
    await clicks.verify_if_clicked(u, sharer.workspace, share.id)
    return (await shares.get(u, share.id)).verified_at is not None


async def _self_reported(u: Unit, sharer: Sharer, share: Share) -> None:
    await audit.append(
        u,
        actor=f"member:{sharer.member.id}",
        action="share.self_reported",
        subject=f"share:{share.id}",
        detail={"network": share.network},
    )
    await refresh_home(u, share, "self-reported")


async def answer(u: Unit, sharer: Sharer, share_id: int, *, went_out: bool) -> tuple[Share, bool]:
    """Take the person's answer about a share nobody was sure of.

    Returns the share as it stood, and whether the answer was still needed. Raises Denied where it
    is not theirs, and Missing.
    """
    share = await shares.get(u, share_id)
    if share.member_id != sharer.member.id:
        raise Denied("not_yours")
    new = ShareState.CONFIRMED if went_out else ShareState.CANCELLED
    if share.state is not ShareState.UNCONFIRMED or not await shares.move(
        u, share.id, share.state, new
    ):
        return share, False
    await audit.append(
        u,
        actor=f"member:{sharer.member.id}",
        action="share.answered",
        subject=f"share:{share.id}",
        detail={"network": share.network, "went_out": went_out},
    )
    if went_out:
        await clicks.verify_if_clicked(u, sharer.workspace, share.id)
    await refresh_home(u, share, "answered")
    return share, True


async def composer(u: Unit, sharer: Sharer, link: ShortLink, seen: Visit) -> Composer:
    """Where the person's own share link leads; notes that they opened it, and nothing else.

    Raises Refused and Missing where the item can't be shared any more.
    """
    subject, _ = await forms.subject_of(u, sharer, link.item_id)
    share = await forms.open_share(u, sharer, link)
    await clicks.recognise_owner(u, link, seen)
    short = forms.short_url(sharer.tools, link.code)
    rules = text_rules.RULES[link.network]
    base, _ = await forms.base_for(u, sharer, subject, link.network, link=short, rules=rules)
    # A share that failed goes out by hand in the words the person had chosen.
    own = share.caption if share.by_account and base.locked_text is None else ""
    composed = drafts.finished(subject, rules, base, own or base.text, short)
    intent = intents.intent(
        link.network,
        text=composed.body,
        link=short,
        bases=await _composers(u, sharer, link.network),
        title=subject.item.title,
    )
    url = subject.item.image_url
    return Composer(
        network=link.network,
        intent=intent,
        text=composed.body,
        item=subject.item,
        picture=url is not None and await pictures.is_kept(u, url),
        disclosed_for=subject.need.company if subject.need.any else "",
    )


async def _composers(u: Unit, sharer: Sharer, network: str) -> dict[str, str]:
    """Where each network's composer is: its path on the vendor's site, on the site given.

    Where a network has many servers, the one of the person's own account, if that is known.
    """
    sites = sharer.tools.addresses.intents
    bases = {
        name: f"{sites[name].rstrip('/')}{urlsplit(vendor).path}" if name in sites else vendor
        for name, vendor in intents.VENDOR_BASES.items()
    }
    if network == _MANY_SERVERS and (server := await _server_of(u, sharer.member.id, network)):
        # The page to which share.joinmastodon.org sends people once they named their server.
        bases[network] = f"{server}/share"
    return bases


async def _server_of(u: Unit, member_id: int, network: str) -> str:
    """The base address of the server that the person's account is on, "" where none is known."""
    for account in await accounts.of_member(u, member_id):
        if account.network == network:
            found = await accounts.sealed(u, account.id)
            return "" if found is None else found.server
    return ""


async def refresh_home(u: Unit, share: Share, why: str) -> None:
    """Let the person's own page show how the share stands."""
    moment = u.now.isoformat()
    await outbox.refresh_home(u, share.member_id, f"share:{share.id}:{why}:{moment}")
