"""The share form: prefilled, checked as it is filled in, and sent off once."""

from __future__ import annotations

import pytest
import pytest_asyncio

from chat import codec
from chat.fields import ChoiceField, ChoicesField
from chat.parts import Buttons, Notice, Prose
from chat.replies import Close, FieldErrors, NextForm, OpenForm, Whisper
from chat.say import Say, verbatim
from content_store.queries import items, links
from content_store.unit import Store
from programme.states import ItemState, ShareState
from tests.helpers import networks, pressing, sharing
from tests.helpers.company import Company, verbatim_of
from tests.helpers.databases import ManualClock


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await sharing.found(store, clock)


async def test_the_form_shows_accounts_and_a_text_for_each(company: Company) -> None:
    """Accounts are ticked, each with a suggestion and its length as the network counts."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin", "x")
    form = await sharing.opened(company, ana, await company.item("News"))

    where = sharing.fields(form)["networks"]
    assert isinstance(where, ChoicesField)
    assert where.values == ("linkedin", "x")
    field = sharing.field_for(form, "x")
    assert "News" in field.value
    assert isinstance(field.hint, Say)
    assert field.hint.key == "share.length_link"
    assert dict(field.hint.args)["limit"] == 280
    # X counts addresses of reserved names like .example letter by letter.
    link = "https://glasnik.example/s/12345678"
    assert dict(field.hint.args)["length"] == len(f"{field.value}\n{link}")
    assert form.submit is not None


async def test_accounts_stand_in_the_order_that_people_know(
    store: Store, clock: ManualClock
) -> None:
    """The most used networks come first, whenever and in whatever order they were connected."""
    company = await sharing.found(
        store, clock, networks.bluesky(), networks.mastodon(), networks.x(), networks.linkedin()
    )
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "mastodon", "bluesky", "x", "linkedin")
    form = await sharing.opened(company, ana, await company.item("News"))
    where = sharing.fields(form)["networks"]
    assert isinstance(where, ChoicesField)
    texts = [name.split(":")[1] for name in sharing.fields(form) if name.startswith("caption:")]

    assert [option.value for option in where.options] == ["linkedin", "x", "bluesky", "mastodon"]
    assert texts == ["linkedin", "x", "bluesky", "mastodon"]


async def test_without_an_account_there_is_nothing_to_send(company: Company) -> None:
    """Without an account the form offers share links through our redirect, and no submit."""
    ana = await company.person("Ana", joined=True)
    form = await sharing.opened(company, ana, await company.item("News"))

    assert form.submit is None
    assert "networks" not in sharing.fields(form)
    go = [url for url in pressing.urls(form) if url.startswith("https://glasnik.example/go/")]
    assert len(go) == 4
    connects = [url for url in pressing.urls(form) if "/connect/" in url]
    assert len(connects) == 2
    assert pressing.urls(form)[:2] == connects
    assert form.close is None


async def test_who_has_an_account_is_asked_last_for_another(company: Company) -> None:
    """With an account at hand, connecting one more stands after everything else."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    form = await sharing.opened(company, ana, await company.item("News"))
    assert "/connect/" in pressing.urls(form)[-1]
    assert ["/connect/" in url for url in pressing.urls(form)].count(True) == 1


async def test_suggestions_are_known_by_how_they_begin(company: Company) -> None:
    """The list of suggestions shows the texts themselves, long ones over two lines."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    long = "One of our turbines stood still for a week in March, and this is what we found: rust."
    item = await company.item("News", captions=("Short and good.", long))
    form = await sharing.opened(company, ana, item, edit=True)
    choice = sharing.fields(form)["suggestion:linkedin"]
    assert isinstance(choice, ChoiceField)
    shown = [(o.label, o.detail) for o in choice.options]
    assert shown == [
        (verbatim("Short and good."), None),
        (
            verbatim("One of our turbines stood still for a week in March, and this is what…"),
            verbatim("we found: rust."),
        ),
    ]


async def test_linkedin_says_that_it_takes_only_the_link(company: Company) -> None:
    """Where the composer takes only the link, the caption to copy stands beside it."""
    ana = await company.person("Ana", joined=True)
    form = await sharing.opened(company, ana, await company.item("News"))

    copies = sharing.quotes(form)
    assert [sharing.key(part.caption) for part in copies] == ["share.copy_this"]
    assert "News" in verbatim_of(copies[0].text)


async def test_more_networks_are_one_press_away(company: Company) -> None:
    """All nine networks are offered after "More networks"."""
    ana = await company.person("Ana", joined=True)
    form = await sharing.opened(company, ana, await company.item("News"))
    form = await sharing.press_in(company, ana, form, "share.more")

    assert len([url for url in pressing.urls(form) if "/go/" in url]) == 9
    assert "share.more" not in [press.name for press in pressing.presses(form)]


async def test_unticking_takes_the_field_away(company: Company) -> None:
    """The form follows what is ticked, and keeps what is typed in the other field."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin", "x")
    form = await sharing.opened(company, ana, await company.item("News"))
    name = sharing.field_for(form, "linkedin").name
    form = await sharing.press_in(
        company, ana, form, "share.refresh", networks=("linkedin",), **{name: "My own words"}
    )

    assert [n for n in sharing.fields(form) if n.startswith("caption:")] == [name]
    assert sharing.field_for(form, "linkedin").value == "My own words"


async def test_sending_queues_each_share_once(company: Company) -> None:
    """Sent off twice, shares are queued once and the second answer says they are on their way."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin", "x")
    item = await company.item("News")
    form = await sharing.opened(company, ana, item)
    first = await company.submit(ana, form)
    second = await company.submit(ana, form)

    assert isinstance(first, Close)
    assert first.note is not None
    assert sharing.key(first.note.summary) == "share.sent"
    assert isinstance(second, Close)
    assert second.note is not None
    assert sharing.key(second.note.summary) == "share.is_on_its_way"
    assert await sharing.jobs_of(company, "publish_share") == 2
    share = await sharing.share_of(company, ana, item, "x")
    assert share.state is ShareState.QUEUED
    assert share.text.endswith(f"\nhttps://glasnik.example/s/{share.code}")


async def test_another_suggestion_replaces_the_text(company: Company) -> None:
    """Choosing another suggestion puts its text into a field of a new name."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    item = await company.item("News")
    form = await sharing.opened(company, ana, item, edit=True)
    choice = sharing.fields(form)["suggestion:linkedin"]
    assert isinstance(choice, ChoiceField)
    assert len(choice.options) == 3
    other = next(option.value for option in choice.options if option.value != choice.value)
    before = sharing.field_for(form, "linkedin")
    form = await sharing.press_in(
        company, ana, form, "share.suggest", **{"suggestion:linkedin": other}
    )

    after = sharing.field_for(form, "linkedin")
    assert after.name != before.name
    assert after.value != before.value
    async with company.store.reading(1) as u:
        texts = {str(c.id): c.text for c in (await items.get(u, item)).captions}
    assert after.value == texts[other]


async def test_a_suggestion_of_another_item_is_not_taken(company: Company) -> None:
    """A suggestion that does not belong to the item leaves the assigned one in its place."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    item, other = await company.item("News"), await company.item("Else")
    form = await sharing.opened(company, ana, item, edit=True)
    async with company.store.reading(1) as u:
        foreign = (await items.get(u, other)).captions[0].id
    form = await sharing.press_in(
        company, ana, form, "share.suggest", **{"suggestion:linkedin": str(foreign)}
    )

    assert "News" in sharing.field_for(form, "linkedin").value


async def test_nothing_ticked_sends_nothing(company: Company) -> None:
    """Sent off without any place ticked, the form stays and says so."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    form = await sharing.opened(company, ana, await company.item("News"))
    reply = await company.submit(ana, form, networks=())

    assert isinstance(reply, FieldErrors)
    assert [(name, sharing.key(text)) for name, text in reply.errors] == [
        ("networks", "share.tick_one")
    ]


@pytest.mark.parametrize("state", [ItemState.RECALLED, ItemState.IN_REVIEW])
async def test_only_approved_items_can_be_shared(company: Company, state: ItemState) -> None:
    """An item that is not approved, or not any more, can't be opened for sharing."""
    ana = await company.person("Ana", joined=True)
    reply = await company.press(ana, "share.open", item=await company.item("News", state=state))

    assert isinstance(reply, Whisper)
    assert sharing.key(reply.post.summary) == "refused.share_not_available"


async def test_an_item_recalled_meanwhile_is_not_queued(company: Company) -> None:
    """A form opened before a recall sends nothing after it."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    item = await company.item("News")
    form = await sharing.opened(company, ana, item)
    async with company.store.unit(1) as u:
        assert await items.decide(u, item, ItemState.RECALLED, by=None)
    reply = await company.submit(ana, form)

    assert isinstance(reply, Whisper)
    assert await sharing.jobs_of(company, "publish_share") == 0


async def test_a_network_that_is_not_connected_cannot_be_smuggled_in(company: Company) -> None:
    """A request that ticks a network without an account there sends nothing before it is told."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    form = await sharing.opened(company, ana, await company.item("News"))
    told = await company.submit(ana, form, networks=("linkedin", "x"))
    assert isinstance(told, NextForm)
    assert await sharing.jobs_of(company, "publish_share") == 0
    await company.submit(ana, told.form)

    assert await sharing.jobs_of(company, "publish_share") == 1
    assert sharing.fake(company, "x").used == []


async def test_their_word_that_they_posted_it_is_taken_down(company: Company) -> None:
    """Pressing “I posted it” confirms the share in their words and marks it in the form."""
    ana = await company.person("Ana", joined=True)
    item = await company.item("News")
    form = await sharing.opened(company, ana, item)
    form = await sharing.press_in(
        company, ana, form, "share.posted", {"item": str(item), "network": "bluesky"}
    )

    share = await sharing.share_of(company, ana, item, "bluesky")
    assert share.state is ShareState.CONFIRMED
    assert not share.by_account
    marks = [sharing.key(part.text) for part in form.body if isinstance(part, Prose)]
    assert "share.posted_mark" in marks


async def test_every_screen_survives_the_way_into_the_store(company: Company) -> None:
    """The form's parts can be encoded, so that any platform can paint it."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "x")
    form = await sharing.opened(company, ana, await company.item("News"), edit=True)

    assert '"share.where"' in codec.dumps(form)
    assert any(isinstance(part, Buttons | Notice) for part in form.body)


async def test_links_lead_to_the_item_with_campaign_parameters(company: Company) -> None:
    """The short link of a share leads to the item, with the network as its source."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "x")
    item = await company.item("News")
    await sharing.opened(company, ana, item)
    async with company.store.reading(1) as u:
        link = await links.of_meaning(u, member_id=ana.id, item_id=item, network="x")

    assert link is not None
    assert link.target.startswith("https://blog.example/post?utm_source=x&")


async def test_strangers_are_asked_for_their_consent_first(company: Company) -> None:
    """Nobody gets a share form before they agreed to take part."""
    bor = await company.person("Bor")
    reply = await company.press(bor, "share.open", item=await company.item("News"))

    assert isinstance(reply, OpenForm)
    assert reply.form.name == "welcome.consent"
