"""The share form asks when, finds good times, and says when something goes out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from sqlmodel import col, select

from chat.fields import ChoiceField, DateField, TimeField
from chat.parts import Notice, Prose
from chat.replies import Close, FieldErrors, Reply
from chat.say import Moment, Say
from chat.screens import Form
from chat.stimuli import Value
from content_store.queries import shares
from content_store.tables.items import ItemRow
from content_store.tables.jobs import JobRow
from content_store.unit import Store
from programme.states import ShareState
from programme.timing import Timing
from programme.values import Member
from tests.helpers import networks, sharing
from tests.helpers.company import Company, message_of
from tests.helpers.databases import START, ManualClock

LJUBLJANA = ZoneInfo("Europe/Ljubljana")
TUESDAY = date(2026, 3, 3)
"""The day after the clock's."""
AT_TWENTY_PAST_TEN = datetime(2026, 3, 3, 9, 20, tzinfo=UTC)


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await sharing.found(store, clock, networks.linkedin(), networks.x(), networks.mastodon())


async def sharer(company: Company, name: str, *places: str) -> Member:
    who = await company.person(name, joined=True)
    await sharing.connect(company, who, *places)
    return who


async def chosen(
    company: Company, who: Member, form: Form, day: date | None, at: time | None
) -> Reply:
    """Choose a time, see the fields for it, fill them in and send the form off."""
    asked = await sharing.press_in(company, who, form, "share.refresh", when="at")
    return await company.submit(who, asked, when="at", when_day=day, when_time=at)


async def spread(company: Company, who: Member, item: int) -> Reply:
    form = await sharing.opened(company, who, item)
    return await company.submit(who, form, when="spread")


async def bound(company: Company, item: int, **columns: datetime) -> None:
    """Set when an item may be shared."""
    async with company.store.unit(1) as u:
        row = await u.session.get(ItemRow, item)
        assert row is not None
        for name, value in columns.items():
            setattr(row, name, value)
        u.session.add(row)


async def run_at(company: Company) -> list[datetime]:
    async with company.store.reading(1) as u:
        found = await u.session.exec(
            select(col(JobRow.run_at)).where(col(JobRow.task) == "publish_share")
        )
        return list(found)


def said(reply: Reply) -> list[Say]:
    assert isinstance(reply, Close), reply
    assert reply.note is not None
    return [message_of(p.text) for p in reply.note.parts if isinstance(p, Notice | Prose)]


def errors(reply: Reply) -> dict[str, str]:
    assert isinstance(reply, FieldErrors), reply
    return {name: sharing.key(text) for name, text in reply.errors}


async def test_at_once_is_what_is_chosen_from_the_start(company: Company) -> None:
    """Two taps stay two taps: nothing about time needs to be touched."""
    ana = await sharer(company, "Ana", "linkedin")
    item = await company.item("News")
    form = await sharing.opened(company, ana, item)
    question = sharing.fields(form)["when"]
    assert isinstance(question, ChoiceField)
    assert question.value == "now"
    assert not {"when_day", "when_time"} & set(sharing.fields(form))
    assert [line.key for line in said(await company.submit(ana, form))] == ["share.sent"]
    share = await sharing.share_of(company, ana, item, "linkedin")
    assert (share.timing, share.scheduled_for) == (Timing.NOW, None)


async def test_without_an_account_nobody_is_asked(company: Company) -> None:
    """Whoever shares by link goes there now."""
    ana = await company.person("Ana", joined=True)
    form = await sharing.opened(company, ana, await company.item("News"))
    assert "when" not in sharing.fields(form)


async def test_day_and_time_are_asked_when_they_are_wanted(company: Company) -> None:
    """The two fields come, filled in with something near, and go again."""
    ana = await sharer(company, "Ana", "linkedin")
    form = await sharing.opened(company, ana, await company.item("News"))
    asked = await sharing.press_in(company, ana, form, "share.refresh", when="at")
    day, at = sharing.fields(asked)["when_day"], sharing.fields(asked)["when_time"]
    assert isinstance(day, DateField)
    assert isinstance(at, TimeField)
    assert (day.value, at.value) == (date(2026, 3, 2), time(10, 0))
    assert day.error is at.error is None
    back = await sharing.press_in(company, ana, asked, "share.refresh", when="spread")
    assert not {"when_day", "when_time"} & set(sharing.fields(back))


async def test_a_chosen_time_is_kept_to(company: Company) -> None:
    """The post goes out at that time on the person's own clock, and not before."""
    ana = await sharer(company, "Ana", "linkedin")
    item = await company.item("News")
    form = await sharing.opened(company, ana, item)
    first, *_ = said(await chosen(company, ana, form, TUESDAY, time(10, 20)))
    assert first.key == "share.planned"
    at = dict(first.args)["at"]
    assert isinstance(at, Moment)
    assert at.value == AT_TWENTY_PAST_TEN
    assert await run_at(company) == [AT_TWENTY_PAST_TEN]
    share = await sharing.share_of(company, ana, item, "linkedin")
    assert (share.timing, share.scheduled_for) == (Timing.AT, AT_TWENTY_PAST_TEN)

    company.clock.now = AT_TWENTY_PAST_TEN - timedelta(seconds=1)
    await company.work()
    assert sharing.fake(company, "linkedin").posts == []
    company.clock.forward(seconds=1)
    await company.work()
    assert await sharing.state_of(company, ana, item, "linkedin") is ShareState.PUBLISHED


async def test_two_accounts_go_out_at_one_chosen_time(company: Company) -> None:
    """One time is chosen for all that is ticked, and told once."""
    ana = await sharer(company, "Ana", "linkedin", "x")
    form = await sharing.opened(company, ana, await company.item("News"))
    lines = said(await chosen(company, ana, form, TUESDAY, time(10, 20)))
    assert [line.key for line in lines] == ["share.planned", "share.planned_where"]
    assert await run_at(company) == [AT_TWENTY_PAST_TEN] * 2


async def test_good_times_are_each_their_own(company: Company) -> None:
    """Colleagues' shares of one item are spread over working hours, half an hour apart at least."""
    item = await company.item("News")
    for number in range(7):
        who = await sharer(company, f"P{number}", "linkedin", "mastodon")
        lines = said(await spread(company, who, item))
        assert lines[0].key == "share.planned"
    for network in ("linkedin", "mastodon"):
        async with company.store.reading(1) as u:
            found = [
                (await shares.of_item(u, member_id=who, item_id=item))[network].scheduled_for
                for who in company.people
            ]
        moments = sorted(moment for moment in found if moment is not None)
        assert len(moments) == 7
        gaps = [b - a for a, b in pairwise(moments)]
        assert min(gaps) >= timedelta(minutes=30)
        assert all(time(9) <= m.astimezone(LJUBLJANA).time() < time(16) for m in moments)
        assert len({m.date() for m in moments}) == 5


async def test_a_share_that_went_out_by_itself_is_kept_away_from(company: Company) -> None:
    """Ana shared a minute ago; nobody's good time is within half an hour of it."""
    item = await company.item("News")
    ana = await sharer(company, "Ana", "x")
    await company.submit(ana, await sharing.opened(company, ana, item))
    await company.work()
    await bound(company, item, expires_at=START + timedelta(hours=2))
    for number in range(3):
        bor = await sharer(company, f"Bor{number}", "x")
        await spread(company, bor, item)
        moment = (await sharing.share_of(company, bor, item, "x")).scheduled_for
        assert moment is not None
        assert moment - START >= timedelta(minutes=30)


async def test_a_persons_own_shares_are_spread_too(company: Company) -> None:
    """Whoever plans five items in a row does not post them all on one day."""
    ana = await sharer(company, "Ana", "linkedin")
    days = set()
    for number in range(5):
        item = await company.item(f"News {number}")
        await spread(company, ana, item)
        moment = (await sharing.share_of(company, ana, item, "linkedin")).scheduled_for
        assert moment is not None
        days.add(moment.date())
    assert len(days) == 5


async def test_no_good_time_is_said_at_the_question(company: Company) -> None:
    """An item that is over this evening has none after work, and nothing is queued."""
    company.clock.now = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    ana = await sharer(company, "Ana", "linkedin", "x")
    item = await company.item("News", expires_at=datetime(2026, 3, 2, 23, 0, tzinfo=UTC))
    assert errors(await spread(company, ana, item)) == {"when": "when.no_room"}
    assert await run_at(company) == []


@pytest.mark.parametrize(
    ("day", "at", "field", "key"),
    [
        (date(2026, 3, 2), time(8, 59), "when_time", "when.past"),
        (date(2026, 2, 27), time(12), "when_day", "when.past"),
        (date(2026, 5, 4), time(12), "when_day", "when.far"),
        (date(2026, 3, 29), time(2, 30), "when_time", "when.skipped"),
        (None, time(9), "when_day", "when.missing"),
        (TUESDAY, None, "when_time", "when.missing"),
    ],
)
async def test_what_is_wrong_with_a_time_stands_at_its_field(
    company: Company, day: date | None, at: time | None, field: str, key: str
) -> None:
    """The form stays, with everything in it; nothing is queued."""
    ana = await sharer(company, "Ana", "linkedin")
    form = await sharing.opened(company, ana, await company.item("News"))
    assert errors(await chosen(company, ana, form, day, at)) == {field: key}
    assert await run_at(company) == []


async def test_an_items_end_and_embargo_stand_at_the_field(company: Company) -> None:
    """Before the embargo ends and after the item is over nothing can be planned."""
    ana = await sharer(company, "Ana", "linkedin")
    item = await company.item("News")
    await bound(
        company,
        item,
        embargo_until=START + timedelta(days=2),
        expires_at=START + timedelta(days=4),
    )
    form = await sharing.opened(company, ana, item)
    early = await chosen(company, ana, form, TUESDAY, time(9))
    assert errors(early) == {"when_day": "when.embargo"}
    late = await chosen(company, ana, form, date(2026, 3, 6), time(12))
    assert errors(late) == {"when_time": "when.expired"}


@pytest.mark.parametrize("when", ["at", "spread"])
async def test_what_is_embargoed_can_be_planned_for_later(company: Company, when: str) -> None:
    """Now is refused; after the embargo is fine, and a good time is never within it."""
    ana = await sharer(company, "Ana", "linkedin")
    item = await company.item("News")
    until = START + timedelta(days=2)
    await bound(company, item, embargo_until=until)
    form = await sharing.opened(company, ana, item)
    assert errors(await company.submit(ana, form)) == {"networks": "finding.embargo"}
    asked = await sharing.press_in(company, ana, form, "share.refresh", when=when)
    first, *_ = said(await company.submit(ana, asked, when=when))
    assert first.key == "share.planned"
    moment = (await sharing.share_of(company, ana, item, "linkedin")).scheduled_for
    assert moment is not None
    assert moment >= until


async def test_a_form_without_the_fields_gets_them(company: Company) -> None:
    """Sent off without ever showing day and time, the form comes back with them to be checked."""
    ana = await sharer(company, "Ana", "linkedin")
    form = await sharing.opened(company, ana, await company.item("News"))
    reply = await company.submit(ana, form, when="at")
    assert errors(reply) == {"when_day": "when.missing"}
    assert isinstance(reply, FieldErrors)
    assert {"when_day", "when_time"} <= set(sharing.fields(reply.form))
    again = await company.submit(ana, reply.form)
    assert said(again)[0].key == "share.planned"


async def test_a_wrong_text_and_a_wrong_time_are_told_together(company: Company) -> None:
    """Nobody corrects one thing only to hear of the next."""
    ana = await sharer(company, "Ana", "x")
    form = await sharing.opened(company, ana, await company.item("News"))
    asked = await sharing.press_in(company, ana, form, "share.refresh", when="at")
    name = sharing.field_for(asked, "x").name
    wrong: dict[str, Value] = {name: "w " * 200, "when_day": date(2026, 2, 2)}
    reply = await company.submit(ana, asked, **wrong)
    assert errors(reply) == {name: "finding.too_long", "when_day": "when.past"}


async def test_an_odd_answer_means_at_once(company: Company) -> None:
    """A value that no form of ours offers can't break anything."""
    ana = await sharer(company, "Ana", "linkedin")
    form = await sharing.opened(company, ana, await company.item("News"))
    reply = await company.submit(ana, form, when="<never>")
    assert [line.key for line in said(reply)] == ["share.sent"]


async def test_a_planned_share_says_when_it_goes_out(company: Company) -> None:
    """The form of an item that is planned already says so instead of offering it again."""
    ana = await sharer(company, "Ana", "linkedin")
    item = await company.item("News")
    form = await sharing.opened(company, ana, item)
    await chosen(company, ana, form, TUESDAY, time(10, 20))
    again = await sharing.opened(company, ana, item)
    assert "networks" not in sharing.fields(again)
    keys = [message_of(p.text).key for p in again.body if isinstance(p, Prose)]
    assert "share.is_planned" in keys
