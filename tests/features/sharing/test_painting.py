"""The screens of sharing fit what a platform takes, in both languages and at their worst."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
import pytest_asyncio

from bot.slack import paint
from chat.people import Reader
from chat.screens import Form, Post
from content_store.queries import policy
from content_store.unit import Store
from handlers.accounts import screens as accounts
from handlers.plans import Plan, Plans
from handlers.sharing import notices, planned
from networks.base import RefusalReason
from programme.brand import BrandWord
from programme.guidelines import Guidelines, Phrase, Severity
from programme.policy import Policy
from programme.states import ShareState
from programme.timing import Timing, Unfit, Where, Why
from programme.values import Account, Share
from sandbox.slack.kit import whole
from tests.helpers import sharing
from tests.helpers.company import Company
from tests.helpers.databases import ManualClock

READERS = (
    Reader(locale="en", zone="Europe/London"),
    Reader(locale="sl", zone="Europe/Ljubljana"),
)
HOSTILE = "<!channel> *b* 👩‍👩‍👧‍👦 Donaudampfschifffahrtsgesellschaftskapitänspatent & co "

BASE = "https://glasnik.example"
MOMENT = datetime(2026, 3, 4, 9, 20, tzinfo=UTC)


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await sharing.found(store, clock)


def faults(screen: Form | Post) -> list[str]:
    """What Slack would say to the screen, in either language."""
    found: list[str] = []
    for reader in READERS:
        if isinstance(screen, Form):
            found += whole.view_faults(paint.view(screen, reader))
        else:
            found += whole.message_faults(paint.message(screen, reader)["blocks"])
    return found


async def test_the_form_is_taken_with_everything_in_it(company: Company) -> None:
    """Suggestions, findings of all kinds, long texts and all networks make a form Slack takes."""
    async with company.store.unit(1) as u:
        rules = Guidelines(
            phrases=(
                Phrase(text="buy now", suggestion="have a look"),
                Phrase(text="maybe", severity=Severity.WARN),
            ),
            brand_words=(BrandWord(right="Acme", wrong="ACME"),),
            topics=("politics",),
        )
        await policy.save(u, Policy(guidelines=rules), changed_by=None)
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin", "x")
    captions = tuple(f"{n} {HOSTILE}" * 20 for n in range(5))
    item = await company.item(HOSTILE * 3, product=True, captions=captions)
    form = await sharing.opened(company, ana, item, edit=True)
    assert faults(form) == []
    text = f"Buy now ACME maybe politics +386 41 234 567 #ee {HOSTILE * 30}"
    typed = {sharing.field_for(form, name).name: text for name in ("linkedin", "x")}
    form = await sharing.press_in(company, ana, form, "share.more", **typed)

    assert faults(form) == []


async def test_a_newcomers_form_is_taken(company: Company) -> None:
    """Without any account, in the short and in the long form."""
    ana = await company.person("Ana", joined=True)
    form = await sharing.opened(company, ana, await company.item(HOSTILE))
    assert faults(form) == []

    assert faults(await sharing.press_in(company, ana, form, "share.more")) == []


async def test_the_form_with_a_time_is_taken(company: Company) -> None:
    """Day, time and what is wrong with them are painted beside long texts and all networks."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin", "x")
    captions = tuple(f"{n} {HOSTILE}" * 20 for n in range(5))
    item = await company.item(HOSTILE * 3, product=True, captions=captions)
    form = await sharing.opened(company, ana, item, edit=True)
    timed = await sharing.press_in(
        company, ana, form, "share.more", when="at", when_day=date(2026, 2, 2), when_time=time(9)
    )
    assert "when_day" in sharing.fields(timed)
    assert faults(timed) == []


@pytest.mark.parametrize("number", [0, 1, planned.PAGE])
@pytest.mark.parametrize("skip", [0, 5])
def test_lists_of_plans_are_taken(number: int, skip: int) -> None:
    """A page of plans with the longest titles fits, with a note above it and turns below."""
    shown = tuple(Plan(share=n, title=HOSTILE * 3, network="X", at=MOMENT) for n in range(number))
    note = notices.withdrawn(share(ShareState.CANCELLED, "x"))
    found = Plans(shown=shown, more=99_999)
    assert faults(planned.list_form(found, skip=skip, note=note)) == []


def test_every_refusal_of_a_network_is_explained() -> None:
    """Whatever reason a network gives for a refusal, there are words for it."""
    assert {reason.value for reason in RefusalReason} <= set(notices.WHY)


def share(state: ShareState, network: str) -> Share:
    return Share(
        id=1,
        member_id=1,
        item_id=1,
        network=network,
        state=state,
        by_account=True,
        caption=HOSTILE,
        text=HOSTILE * 40,
        code="abcdefgh",
        post_id="1",
        post_url="https://x.example/1",
        failure=None,
        timing=Timing.SPREAD,
        scheduled_for=MOMENT,
        published_at=None,
        verified_at=None,
    )


def posts() -> Iterator[Post]:
    """Every screen with which sharing and accounts speak to a person."""
    link = f"{BASE}/go/abcdefgh"
    for network in ("linkedin", "x"):
        out = share(ShareState.PUBLISHED, network)
        yield notices.published(
            out, HOSTILE, points=2, without_image=True, own_post=f"{BASE}/go/a/post"
        )
        yield notices.unconfirmed(share(ShareState.UNCONFIRMED, network), HOSTILE)
        yield notices.cancelled(out, HOSTILE, reason="not_available")
        yield notices.went_out(out)
        yield notices.did_not(out, link)
        yield notices.answered_before(out)
        for state in ShareState:
            yield notices.on_its_way(
                (network,),
                (share(state, network),),
                held=False,
                own_post=f"{BASE}/go/{{}}/post".format,
            )
        yield notices.on_its_way(
            (network, "x"), (), held=True, own_post=f"{BASE}/go/{{}}/post".format
        )
        at = {network: MOMENT, "mastodon": MOMENT.replace(hour=11)}
        yield notices.on_its_way(
            (), (), planned=at, held=True, own_post=f"{BASE}/go/{{}}/post".format
        )
        yield notices.moved(out, MOMENT, held=False)
        yield notices.moved(out, None, held=True)
        yield notices.withdrawn(out)
        for verified in (True, False):
            yield notices.noted_posted(network, verified=verified)
        for reason in notices.WHY:
            yield notices.failed(
                out, HOSTILE, reason=reason, link=link, connect=reason == "reconnect"
            )
    for why in Why:
        yield notices.not_moved(Unfit(why=why, where=Where.TIME, limit=MOMENT))
    yield from _accounts()


def _accounts() -> Iterator[Post]:
    works = Account(id=1, network="x", handle=HOSTILE, name=HOSTILE, expires_at=None, usable=True)
    link = f"https://glasnik.example/connect/{'a' * 43}"
    yield accounts.accounts_post(())
    yield accounts.accounts_post(
        (
            accounts.Offer(network="x", label="X", account=works, link=None),
            accounts.Offer(network="linkedin", label="LinkedIn", account=works, link=link),
            accounts.Offer(network="bluesky", label="Bluesky", account=None, link=link),
        )
    )
    yield accounts.connected("X", HOSTILE)
    for stopped in (0, 1, 2, 3, 5):
        yield accounts.disconnected("X", stopped)
    yield accounts.nothing_to_disconnect("X")
    yield accounts.unknown_network({"x": "X"})
    yield accounts.unknown_network({})


@pytest.mark.parametrize("post", tuple(posts()), ids=lambda post: post.name)
def test_what_people_are_told_is_taken(post: Post) -> None:
    """Every message about shares and accounts is one that Slack takes, in both languages."""
    assert faults(post) == []
