"""What people planned can be seen, moved, sent off and stopped, by them alone, until it is out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import pytest_asyncio

from chat.fields import ChoiceField, DateField, TimeField
from chat.parts import Notice, Prose
from chat.replies import Close, FieldErrors, OpenForm, Reply, Whisper
from chat.say import Verbatim
from chat.screens import Form
from chat.stimuli import Value
from content_store.queries import shares
from content_store.tables.items import ItemRow
from content_store.unit import Store
from programme.states import ShareState
from programme.values import Member
from tests.helpers import pressing, sharing
from tests.helpers.company import Company, message_of
from tests.helpers.databases import START, ManualClock

DAY = date(2026, 3, 4)
PLANNED = datetime(2026, 3, 4, 9, 20, tzinfo=UTC)


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await sharing.found(store, clock)


async def plan(
    company: Company, who: Member, title: str = "News", *, day: date = DAY, at: time = time(10, 20)
) -> int:
    """An item that this person planned to share on LinkedIn; the share's number."""
    item = await company.item(title)
    form = await sharing.opened(company, who, item)
    asked = await sharing.press_in(company, who, form, "share.refresh", when="at")
    reply = await company.submit(who, asked, when="at", when_day=day, when_time=at)
    assert isinstance(reply, Close), reply
    return (await sharing.share_of(company, who, item, "linkedin")).id


@pytest_asyncio.fixture
async def ana(company: Company) -> Member:
    who = await company.person("Ana", joined=True)
    await sharing.connect(company, who, "linkedin")
    return who


async def state(company: Company, share: int) -> ShareState:
    async with company.store.reading(1) as u:
        return (await shares.get(u, share)).state


def told(reply: Reply) -> str:
    """What somebody is told, wherever it stands."""
    post = reply.post if isinstance(reply, Whisper) else getattr(reply, "note", None)
    assert post is not None, reply
    return sharing.key(post.summary)


async def changed(company: Company, who: Member, share: int, **values: Value) -> Reply:
    """Open the form that changes a time, and send it off with these answers."""
    opened = await company.press(who, "planned.change", share=share)
    assert isinstance(opened, OpenForm), opened
    return await company.submit(who, opened.form, **values)


async def out(company: Company) -> int:
    """How many posts are out on LinkedIn."""
    return len(sharing.fake(company, "linkedin").posts)


async def test_the_form_to_change_a_time_begins_with_it(company: Company, ana: Member) -> None:
    """The fields show the day and time as they are, on the person's own clock."""
    share = await plan(company, ana)
    opened = await company.press(ana, "planned.change", share=share)
    assert isinstance(opened, OpenForm)
    fields = sharing.fields(opened.form)
    question, day, at = fields["when"], fields["when_day"], fields["when_time"]
    assert isinstance(question, ChoiceField)
    assert isinstance(day, DateField)
    assert isinstance(at, TimeField)
    assert (question.value, day.value, at.value) == ("at", DAY, time(10, 20))
    without = await sharing.press_in(company, ana, opened.form, "planned.refresh", when="spread")
    assert set(sharing.fields(without)) == {"when"}


@pytest.mark.parametrize(("day", "at"), [(date(2026, 3, 3), time(8)), (date(2026, 3, 9), time(17))])
async def test_a_moved_share_goes_out_once_at_its_last_time(
    company: Company, ana: Member, day: date, at: time
) -> None:
    """Moved to before or after, it goes out then, and at no other time that it ever had."""
    share = await plan(company, ana)
    reply = await changed(company, ana, share, when_day=day, when_time=at)
    assert told(reply) == "share.planned"
    moment = datetime.combine(day, at, UTC) - timedelta(hours=1)
    company.clock.now = moment - timedelta(minutes=1)
    await company.work()
    assert await out(company) == 0
    company.clock.now = moment
    await company.work()
    assert await out(company) == 1
    await company.work_until_idle(days=10)
    assert await out(company) == 1
    assert await state(company, share) is ShareState.PUBLISHED


async def test_moved_there_and_back(company: Company, ana: Member) -> None:
    """However often a time is changed, one post goes out."""
    share = await plan(company, ana)
    for hour in (12, 9, 15, 10):
        await changed(company, ana, share, when_day=DAY, when_time=time(hour))
    await company.work_until_idle(days=10)
    assert await out(company) == 1
    async with company.store.reading(1) as u:
        published = (await shares.get(u, share)).published_at
    assert published == datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


async def test_a_good_time_can_be_asked_for_later(company: Company, ana: Member) -> None:
    """The chosen time gives way to one of ours."""
    share = await plan(company, ana, day=date(2026, 3, 21))
    assert told(await changed(company, ana, share, when="spread")) == "share.planned"
    async with company.store.reading(1) as u:
        moment = (await shares.get(u, share)).scheduled_for
    assert moment is not None
    assert moment < START + timedelta(days=5)


async def test_a_wrong_time_leaves_the_plan_as_it_was(company: Company, ana: Member) -> None:
    """The form stays and says at its field what is wrong."""
    share = await plan(company, ana)
    reply = await changed(company, ana, share, when_day=date(2026, 2, 2))
    assert isinstance(reply, FieldErrors)
    assert [(name, sharing.key(text)) for name, text in reply.errors] == [("when_day", "when.past")]
    async with company.store.reading(1) as u:
        assert (await shares.get(u, share)).scheduled_for == PLANNED


@pytest.mark.parametrize("how", ["button", "form"])
async def test_a_planned_share_can_go_out_at_once(company: Company, ana: Member, how: str) -> None:
    """One tap, or "Now" in the form, and it is on its way; the time it had brings nothing more."""
    share = await plan(company, ana)
    company.clock.forward(hours=5)
    if how == "button":
        reply = await company.press(ana, "planned.now", share=share)
    else:
        reply = await changed(company, ana, share, when="now")
    assert told(reply) == "share.sent"
    await company.work()
    assert await out(company) == 1
    await company.work_until_idle(days=10)
    assert await out(company) == 1


async def test_an_embargo_is_kept_by_every_way(company: Company, ana: Member) -> None:
    """What is planned for after an embargo can't be sent before it."""
    share = await plan(company, ana)
    async with company.store.unit(1) as u:
        row = await u.session.get(ItemRow, (await shares.get(u, share)).item_id)
        assert row is not None
        row.embargo_until = PLANNED - timedelta(hours=1)
        u.session.add(row)
    assert told(await company.press(ana, "planned.now", share=share)) == "when.embargo"
    assert isinstance(await changed(company, ana, share, when="now"), FieldErrors)
    await company.work_until_idle(hours=40)
    assert await out(company) == 0


async def test_a_stopped_share_stays_in_and_can_be_shared_again(
    company: Company, ana: Member
) -> None:
    """Nothing goes out at its time; the item is offered again, with now chosen."""
    share = await plan(company, ana)
    assert told(await company.press(ana, "planned.cancel", share=share)) == "share.withdrawn"
    await company.work_until_idle(days=10)
    assert await out(company) == 0
    assert await state(company, share) is ShareState.CANCELLED
    async with company.store.reading(1) as u:
        item = (await shares.get(u, share)).item_id
    assert isinstance(await company.submit(ana, await sharing.opened(company, ana, item)), Close)
    await company.work()
    assert await out(company) == 1
    again = await sharing.share_of(company, ana, item, "linkedin")
    assert (again.state, again.scheduled_for) == (ShareState.PUBLISHED, None)


@pytest.mark.parametrize("press", ["planned.now", "planned.cancel", "planned.change"])
async def test_what_is_out_can_not_be_changed(company: Company, ana: Member, press: str) -> None:
    """A tap that comes too late says that the post is out, and changes nothing."""
    share = await plan(company, ana)
    company.clock.now = PLANNED
    await company.work()
    assert told(await company.press(ana, press, share=share)) == "share.is_out"
    await company.work_until_idle(days=1)
    assert await out(company) == 1


@pytest.mark.parametrize("press", ["planned.now", "planned.cancel", "planned.change"])
async def test_what_is_due_is_on_its_way(company: Company, ana: Member, press: str) -> None:
    """From its time on a share is not to be changed, even where nobody has taken it up yet."""
    share = await plan(company, ana)
    company.clock.now = PLANNED
    assert told(await company.press(ana, press, share=share)) == "share.is_on_its_way"
    assert await state(company, share) is ShareState.QUEUED
    await company.work()
    assert await out(company) == 1


async def test_a_form_sent_off_too_late_says_so(company: Company, ana: Member) -> None:
    """The share went out while somebody was choosing another time."""
    share = await plan(company, ana)
    opened = await company.press(ana, "planned.change", share=share)
    assert isinstance(opened, OpenForm)
    company.clock.now = PLANNED
    await company.work()
    assert told(await company.submit(ana, opened.form)) == "share.is_out"
    late = await sharing.reply_in(company, ana, opened.form, "planned.refresh")
    assert told(late) == "share.is_out"


@pytest.mark.parametrize("press", ["planned.now", "planned.cancel", "planned.change"])
async def test_nobody_elses_plans_can_be_touched(company: Company, ana: Member, press: str) -> None:
    """Whoever makes up a press with another person's share is refused."""
    share = await plan(company, ana)
    bor = await company.person("Bor", joined=True)
    assert told(await company.press(bor, press, share=share)) == "refused.not_yours"
    opened = await company.press(ana, "planned.change", share=share)
    assert isinstance(opened, OpenForm)
    assert told(await company.submit(bor, opened.form)) == "refused.not_yours"
    await company.work_until_idle(days=10)
    assert await state(company, share) is ShareState.PUBLISHED


def titles(form: Form) -> list[str]:
    """What a list shows, in its order."""
    lines = (message_of(p.text) for p in form.body if isinstance(p, Prose))
    found = [dict(line.args)["title"] for line in lines if line.key == "plan.line"]
    return [title.text for title in found if isinstance(title, Verbatim)]


async def pushed(company: Company, who: Member, form: Form, name: str) -> Form:
    """Press the form's first button that leads there."""
    press = pressing.button(form, name).press
    assert press is not None
    return await sharing.press_in(company, who, form, name, dict(press.args))


async def test_all_plans_can_be_paged_through(company: Company, ana: Member) -> None:
    """Five at a time, the next to go out first, back and forth."""
    for number in (3, 1, 7, 5, 2, 6, 4):
        await plan(company, ana, f"N{number}", day=date(2026, 3, 3 + number))
    reply = await company.say(ana, "planned")
    assert isinstance(reply, OpenForm)
    assert titles(reply.form) == ["N1", "N2", "N3", "N4", "N5"]
    later = await pushed(company, ana, reply.form, "planned.page")
    assert titles(later) == ["N6", "N7"]
    back = await pushed(company, ana, later, "planned.page")
    assert titles(back) == ["N1", "N2", "N3", "N4", "N5"]


async def test_stopping_in_the_list_shows_what_is_left(company: Company, ana: Member) -> None:
    """The list stays open, says what became of it, and never shows an empty page before another."""
    for number in range(1, 7):
        await plan(company, ana, f"N{number}", day=date(2026, 3, 3 + number))
    opened = await company.press(ana, "planned.list")
    assert isinstance(opened, OpenForm)
    last = await pushed(company, ana, opened.form, "planned.page")
    assert titles(last) == ["N6"]
    left = await pushed(company, ana, last, "planned.cancel")
    assert [sharing.key(p.text) for p in left.body if isinstance(p, Notice)] == ["share.withdrawn"]
    assert titles(left) == ["N1", "N2", "N3", "N4", "N5"]


async def test_nothing_planned_says_how_to(company: Company, ana: Member) -> None:
    """An empty list tells what it is for."""
    reply = await company.say(ana, "planned")
    assert isinstance(reply, OpenForm)
    assert [sharing.key(p.text) for p in reply.form.body if isinstance(p, Prose)] == ["plan.none"]
