"""Texts are measured by the account they go to; a network without money left is shared by link."""

from __future__ import annotations

from functools import partial

import pytest
import pytest_asyncio

from chat.fields import ChoicesField
from chat.parts import Prose
from chat.replies import Close
from chat.say import Say
from chat.screens import Form
from content_store.queries import accounts, people, workspaces
from content_store.unit import Store
from handlers import tokens
from handlers.sharing import forms, screens, service
from handlers.sharing.entries import Entries
from handlers.sharing.forms import Sharer
from programme.clicks import Visit
from programme.values import Member
from tests.helpers import networks, pressing, sharing
from tests.helpers.company import Company
from tests.helpers.databases import ManualClock

SERVER = "https://toot.si"


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await sharing.found(
        store, clock, networks.linkedin(), networks.x(), networks.bluesky(), networks.mastodon()
    )


async def on_mastodon(company: Company, who: Member, limits: tuple[int, int] | None) -> None:
    """Connect an account on a server with these limits."""
    credentials = sharing.fake(company, "mastodon").connect.credentials("token", server=SERVER)
    async with company.store.unit(1) as u:
        await accounts.connect(
            u,
            member_id=who.id,
            network="mastodon",
            author_id="1",
            handle="@ana@toot.si",
            scopes=frozenset(),
            server=SERVER,
            limits=limits,
            expires_at=None,
            renews=True,
            seal=partial(
                tokens.seal, company.tools().vault, network="mastodon", credentials=credentials
            ),
        )


def hint(form: Form, network: str) -> tuple[str, dict[str, object]]:
    found = sharing.field_for(form, network).hint
    assert isinstance(found, Say)
    return found.key, dict(found.args)


@pytest.mark.parametrize(("limits", "limit"), [((1500, 30), 1500), ((300, 23), 300), (None, 500)])
async def test_a_servers_own_limit_counts(
    company: Company, limits: tuple[int, int] | None, limit: int
) -> None:
    """The form counts up to what the person's own server takes, with links as it counts them."""
    ana = await company.person("Ana", joined=True)
    await on_mastodon(company, ana, limits)
    form = await sharing.opened(company, ana, await company.item("News"))
    key, args = hint(form, "mastodon")
    assert (key, args["limit"]) == ("share.length_link", limit)
    text = sharing.field_for(form, "mastodon").value
    assert args["length"] == len(f"{text}\n") + (23 if limits is None else limits[1])
    name = sharing.field_for(form, "mastodon").name
    long = "w " * (limit // 2)
    checked = await sharing.press_in(company, ana, form, "share.refresh", **{name: long})
    assert sharing.field_for(checked, "mastodon").error is not None
    short = await sharing.press_in(
        company, ana, form, "share.refresh", **{name: "w" * (limit - 1 - args_url(limits))}
    )
    assert sharing.field_for(short, "mastodon").error is None


def args_url(limits: tuple[int, int] | None) -> int:
    """What a link counts."""
    return 23 if limits is None else limits[1]


async def test_a_card_is_not_counted(company: Company) -> None:
    """On Bluesky the link of a post by account is beside the text, and the text goes out alone."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "bluesky")
    item = await company.item("News")
    form = await sharing.opened(company, ana, item)
    key, args = hint(form, "bluesky")
    text = sharing.field_for(form, "bluesky").value
    assert (key, args["length"]) == ("share.length", len(text))
    assert isinstance(await company.submit(ana, form), Close)
    assert (await sharing.share_of(company, ana, item, "bluesky")).text == text


async def test_a_share_link_has_the_text_with_its_link(company: Company) -> None:
    """Without an account the composer gets both, because it draws no card by itself."""
    ana = await company.person("Ana", joined=True)
    item = await company.item("News")
    await sharing.opened(company, ana, item)
    assert "%2Fs%2F" in (await composer(company, ana, item, "bluesky")).intent.url


async def composer(company: Company, who: Member, item: int, network: str) -> service.Composer:
    """Where the person's own share link leads."""
    async with company.store.unit(1) as u:
        sharer = Sharer(tools=company.tools(), workspace=await workspaces.get(u), member=who)
        subject, _ = await forms.subject_of(u, sharer, item)
        link = (await forms.links_for(u, sharer, subject.item, [network]))[network]
        seen = Visit(method="GET", user_agent="x", ip="192.0.2.1", headers={})
        return await service.composer(u, sharer, link, seen)


async def test_ones_own_server_is_opened(company: Company) -> None:
    """Whoever has an account on a Mastodon server gets that server's composer, others are asked."""
    ana, bor = [await company.person(name, joined=True) for name in ("Ana", "Bor")]
    await on_mastodon(company, ana, None)
    item = await company.item("News")
    own = (await composer(company, ana, item, "mastodon")).intent.url
    assert own.startswith(f"{SERVER}/share?text=")
    asked = (await composer(company, bor, item, "mastodon")).intent.url
    assert asked.startswith("https://share.joinmastodon.org/")


async def spent_form(company: Company, who: Member, item: int) -> Form:
    """The share form when X's money for the month is used up."""
    async with company.store.unit(1) as u:
        sharer = Sharer(
            tools=company.tools(),
            workspace=await workspaces.get(u),
            member=await people.get(u, who.id),
            spent=frozenset({"x"}),
        )
        form = await forms.prepare(u, sharer, Entries(item=item))
    return screens.share_form(form)


async def test_a_network_without_money_left_is_shared_by_link(company: Company) -> None:
    """The account can't be ticked; its share link is there instead, with a line that says why."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin", "x")
    form = await spent_form(company, ana, await company.item("News"))
    where = sharing.fields(form)["networks"]
    assert isinstance(where, ChoicesField)
    assert [option.value for option in where.options] == ["linkedin"]
    assert where.values == ("linkedin",)
    quiet = [p.text for p in form.body if isinstance(p, Prose) and p.quiet]
    assert "share.budget_used_up" in [sharing.key(text) for text in quiet]
    assert pressing.button(form, "share.posted", network="x").press is not None
    # Bluesky's: for X there is an account already.
    assert len([url for url in pressing.urls(form) if "/connect/" in url]) == 1


async def test_what_waits_on_that_network_is_not_offered_again(company: Company) -> None:
    """A planned share to X stays planned, and its link is not offered beside it."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin", "x")
    item = await company.item("News")
    await company.submit(
        ana, await sharing.opened(company, ana, item), networks=("x",), when="spread"
    )
    form = await spent_form(company, ana, item)
    keys = [sharing.key(part.text) for part in form.body if isinstance(part, Prose)]
    assert "share.is_planned" in keys
    assert "share.budget_used_up" not in keys
    offered = [dict(p.args).get("network") for p in pressing.presses(form)]
    assert "x" not in offered
