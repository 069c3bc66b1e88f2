"""Use cases of sharing: each one transaction, nothing outside is called."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

from content_store import audit
from content_store.queries import captions, shares
from content_store.queries.links import ShortLink
from content_store.queries.shares import ShareCampaign
from content_store.unit import Unit
from handlers import outbox
from handlers.sharing import clicks, drafts, forms
from handlers.sharing.drafts import Draft, ShareForm
from handlers.sharing.entries import Entries
from handlers.sharing.forms import Sharer
from programme import intents, tasks
from programme.clicks import Visit
from programme.errors import Denied, Refused
from programme.intents import Carries, Intent
from programme.states import ShareState
from programme.values import Share
from scheduler import queue

STARTS = (ShareState.OPENED, ShareState.FAILED, ShareState.CANCELLED)
"""The states from which a person can share (again)."""
MAX_INTENT = 4000
"""Longest address that a person is sent to, in characters: ours, well below what browsers and the
networks' own servers take. A longer one becomes a page with the text to copy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A form that was carried out: what is on its way now, and what was out already."""

    networks: tuple[str, ...]
    already: tuple[Share, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Composer:
    """Where a person goes from a share link of ours."""

    network: str
    title: str
    intent: Intent
    text: str
    """What is meant to stand in the composer."""

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
    if form.blocked or not (form.drafts or already):
        return form
    _, campaign = await forms.subject_of(u, sharer, entries.item)
    sent = [d.network for d in form.drafts if await _queue(u, sharer, d, entries.item, campaign)]
    return Sent(networks=tuple(sent), already=already)


async def _queue(
    u: Unit, sharer: Sharer, draft: Draft, item_id: int, campaign: ShareCampaign | None
) -> bool:
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
        },
    )
    await _enqueue(u, share)
    await refresh_home(u, share, "queued")
    return True


async def _enqueue(u: Unit, share: Share) -> None:
    """Queue the publication under the first key that this share has not used."""
    lane = f"{share.network}:{share.member_id}"
    for number in count(1):
        key = f"publish:{share.id}:{number}"
        if await queue.enqueue(u, tasks.PublishShare(share=share.id), key=key, lane=lane):
            return


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
        base, _ = await forms.base_for(u, sharer, subject, network, link=link)
        await shares.move(
            u,
            share.id,
            share.state,
            ShareState.CONFIRMED,
            by_account=False,
            campaign_id=None if campaign is None else campaign.id,
            caption=share.caption or base.text,
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
    base, _ = await forms.base_for(u, sharer, subject, link.network, link=short)
    # A share that failed goes out by hand in the words the person had chosen.
    own = share.caption if share.by_account and base.locked_text is None else ""
    composed = drafts.finished(subject, link.network, base, own or base.text, short)
    intent = intents.intent(
        link.network,
        text=composed.body,
        link=short,
        bases=_composers(sharer.tools.addresses.intents),
        title=subject.item.title,
    )
    return Composer(
        network=link.network, title=subject.item.title, intent=intent, text=composed.body
    )


def _composers(sites: Mapping[str, str]) -> dict[str, str]:
    """Where each network's composer is: its path on the vendor's site, on the site given."""
    return {
        network: f"{sites[network].rstrip('/')}{urlsplit(vendor).path}"
        if network in sites
        else vendor
        for network, vendor in intents.VENDOR_BASES.items()
    }


async def refresh_home(u: Unit, share: Share, why: str) -> None:
    """Let the person's own page show how the share stands."""
    moment = u.now.isoformat()
    await outbox.refresh_home(u, share.member_id, f"share:{share.id}:{why}:{moment}")
