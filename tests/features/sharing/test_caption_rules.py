"""What may stand in a text: guidelines, locks, copies, disclosure, length, embargo."""

from __future__ import annotations

from datetime import timedelta

import pytest_asyncio
from sqlmodel import col, update

from chat.parts import Quote
from chat.replies import Close, FieldErrors
from chat.say import Say, Verbatim
from content_store.queries import items, policy
from content_store.tables.items import CaptionRow, ItemRow
from content_store.unit import Store
from handlers.sharing import drafts
from programme import text_rules
from programme.brand import BrandWord
from programme.disclosure import NO_NEED
from programme.guidelines import Guidelines, Phrase
from programme.policy import Policy
from programme.states import ShareState
from tests.helpers import pressing, sharing
from tests.helpers.company import Company
from tests.helpers.databases import ManualClock

NO_BUY_NOW = Guidelines(phrases=(Phrase(text="buy now", suggestion="have a look"),))


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await sharing.found(store, clock)


async def rule(company: Company, guidelines: Guidelines) -> None:
    """Make these the company's guidelines."""
    async with company.store.unit(1) as u:
        await policy.save(u, Policy(guidelines=guidelines), changed_by=None)


async def test_a_forbidden_phrase_comes_back_at_its_field(company: Company) -> None:
    """A finding comes back at the field with what was typed, and nothing is written."""
    await rule(company, NO_BUY_NOW)
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin", "x")
    item = await company.item("News")
    form = await sharing.opened(company, ana, item)
    name = sharing.field_for(form, "linkedin").name
    reply = await company.submit(ana, form, **{name: "Buy now!"})

    assert isinstance(reply, FieldErrors)
    assert [(n, sharing.key(text)) for n, text in reply.errors] == [(name, "finding.phrase_try")]
    assert sharing.field_for(reply.form, "linkedin").value == "Buy now!"
    assert await sharing.jobs_of(company, "publish_share") == 0
    for network in ("linkedin", "x"):
        assert (await sharing.share_of(company, ana, item, network)).state is ShareState.OPENED


async def test_one_tap_mends_a_finding(company: Company) -> None:
    """The fix stands in a field of a new name, so that no platform keeps the old text there."""
    await rule(company, NO_BUY_NOW)
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    form = await sharing.opened(company, ana, await company.item("News"))
    name = sharing.field_for(form, "linkedin").name
    form = await sharing.press_in(company, ana, form, "share.refresh", **{name: "Buy now, friends"})
    assert sharing.field_for(form, "linkedin").name == name
    fix = next(press for press in pressing.presses(form) if press.name == "share.fix")
    form = await sharing.press_in(company, ana, form, "share.fix", dict(fix.args))

    assert sharing.field_for(form, "linkedin").name != name
    assert sharing.field_for(form, "linkedin").value == "Have a look, friends"
    assert isinstance(await company.submit(ana, form), Close)


async def test_suggestions_follow_the_guidelines_from_the_start(company: Company) -> None:
    """What can be mended by itself is mended before the person sees the suggestion."""
    await rule(
        company,
        Guidelines(hashtags=("AcmeLife",), brand_words=(BrandWord(wrong="News", right="NEWS"),)),
    )
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    form = await sharing.opened(company, ana, await company.item("News"))

    suggestion = sharing.field_for(form, "linkedin").value
    assert "#AcmeLife" in suggestion
    assert "NEWS" in suggestion
    assert "News" not in suggestion
    assert isinstance(await company.submit(ana, form), Close)


async def lock(company: Company, item: int) -> None:
    async with company.store.unit(1) as u:
        await u.session.execute(
            update(CaptionRow).where(col(CaptionRow.item_id) == item).values(locked=True)
        )


async def test_a_locked_text_has_no_field_and_cannot_be_smuggled_in(company: Company) -> None:
    """A locked caption goes out as it stands, also when a request carries another text for it."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    item = await company.item("News")
    await lock(company, item)
    form = await sharing.opened(company, ana, item)
    assert not [name for name in sharing.fields(form) if name.startswith("caption:")]
    reply = await company.submit(ana, form, **{"caption:linkedin:0": "Something else"})

    assert isinstance(reply, Close)
    share = await sharing.share_of(company, ana, item, "linkedin")
    assert "News" in share.text
    assert "Something else" not in share.text


async def test_colleagues_get_the_suggestions_in_balance(company: Company) -> None:
    """Seven people get three suggestions so that no two counts differ by more than one."""
    item = await company.item("News")
    texts = []
    for number in range(7):
        who = await company.person(f"P{number}", joined=True)
        await sharing.connect(company, who, "linkedin")
        texts.append(sharing.field_for(await sharing.opened(company, who, item), "linkedin").value)

    counts = sorted(texts.count(text) for text in set(texts))
    assert counts == [2, 2, 3]


async def test_the_suggestion_stays_the_same_at_every_opening(company: Company) -> None:
    """A person is given a suggestion once and sees it again."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    item = await company.item("News")
    first = sharing.field_for(await sharing.opened(company, ana, item), "linkedin").value
    bor = await company.person("Bor", joined=True)
    await sharing.connect(company, bor, "linkedin")
    await sharing.opened(company, bor, item)

    assert sharing.field_for(await sharing.opened(company, ana, item), "linkedin").value == first


async def test_a_copy_of_a_colleague_is_refused_on_x(company: Company) -> None:
    """Almost the same text as a colleague's on X is refused, with a variant to take instead."""
    ana = await company.person("Ana", joined=True)
    bor = await company.person("Bor", joined=True)
    for who in (ana, bor):
        await sharing.connect(company, who, "x")
    item = await company.item("News")
    form = await sharing.opened(company, ana, item)
    text = "We moved our whole town library to solar power this week"
    assert isinstance(
        await company.submit(ana, form, **{sharing.field_for(form, "x").name: text}), Close
    )
    form = await sharing.opened(company, bor, item)
    reply = await company.submit(bor, form, **{sharing.field_for(form, "x").name: f"{text}!!"})

    assert isinstance(reply, FieldErrors)
    assert sharing.key(reply.errors[0][1]) == "finding.similar_try"
    fixed = await sharing.press_in(
        company,
        bor,
        reply.form,
        "share.fix",
        {"network": "x"},
    )
    assert isinstance(await company.submit(bor, fixed), Close)


async def test_the_same_text_is_fine_on_linkedin(company: Company) -> None:
    """The rule against copies is X's; elsewhere two colleagues may use the same words."""
    item = await company.item("News")
    for name in ("Ana", "Bor"):
        who = await company.person(name, joined=True)
        await sharing.connect(company, who, "linkedin")
        form = await sharing.opened(company, who, item)
        text = {sharing.field_for(form, "linkedin").name: "Exactly these words"}
        assert isinstance(await company.submit(who, form, **text), Close)


async def test_suggestions_that_colleagues_used_on_x_are_not_offered_again(
    company: Company,
) -> None:
    """With three suggestions, four colleagues can share on X without writing anything."""
    item = await company.item("A long and winding story of our library")
    texts = set()
    for number in range(4):
        who = await company.person(f"P{number}", joined=True)
        await sharing.connect(company, who, "x")
        form = await sharing.opened(company, who, item)
        texts.add(sharing.field_for(form, "x").value)
        assert isinstance(await company.submit(who, form), Close)

    assert len(texts) == 4


async def test_product_content_shows_its_disclosure_before_it_goes_out(company: Company) -> None:
    """A product item's text says who writes, in the preview and in what goes out alike."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    item = await company.item("News", product=True)
    form = await sharing.opened(company, ana, item)
    preview = next(
        part
        for part in form.body
        if isinstance(part, Quote) and sharing.key(part.caption) == "share.preview_card"
    )
    await company.submit(ana, form)

    share = await sharing.share_of(company, ana, item, "linkedin")
    assert "I work at Company 1." in share.text
    assert isinstance(preview.text, Verbatim)
    assert preview.text.text == share.text


async def test_an_embargo_is_told_at_the_networks(company: Company) -> None:
    """Before its embargo ends an item can be looked at and not be sent."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    item = await company.item("News")
    async with company.store.unit(1) as u:
        await u.session.execute(
            update(ItemRow)
            .where(col(ItemRow.id) == item)
            .values(embargo_until=u.now + timedelta(hours=1))
        )
    reply = await company.submit(ana, await sharing.opened(company, ana, item))

    assert isinstance(reply, FieldErrors)
    assert [(name, sharing.key(text)) for name, text in reply.errors] == [
        ("networks", "finding.embargo")
    ]


async def test_a_text_that_is_too_long_is_never_cut(company: Company) -> None:
    """A text over the network's limit comes back with how much it is too long."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "x")
    form = await sharing.opened(company, ana, await company.item("News"))
    reply = await company.submit(ana, form, **{sharing.field_for(form, "x").name: "a " * 140})

    assert isinstance(reply, FieldErrors)
    assert isinstance(reply.errors[0][1], Say)
    assert reply.errors[0][1].key == "finding.too_long"
    assert (
        dict(reply.errors[0][1].args)["over"]
        == len("a " * 140) + len("https://glasnik.example/s/12345678") - 280
    )


async def test_nothing_finishes_a_locked_text_but_itself(company: Company) -> None:
    """Whatever words come along, a locked caption is put together as its lead wrote it."""
    item = await company.item("News", captions=("Only these words",))
    await lock(company, item)
    async with company.store.reading(1) as u:
        found = await items.get(u, item)
    subject = drafts.Subject(item=found, need=NO_NEED, guidelines=Guidelines(), now=company.clock())
    base = drafts.base_of(subject, found.captions[0])
    link = "https://glasnik.example/s/12345678"

    rules = text_rules.RULES["x"]
    assert drafts.finished(subject, rules, base, "Other", link).body == "Only these words"
