"""A permission that ends is announced in time, and never twice on one day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from chat.catalogue import plain
from chat.people import Reader
from chat.replies import Whisper
from content_store.queries import accounts, people, workspaces
from content_store.tables.jobs import JobRow
from handlers.accounts import reminders
from programme import calendars
from programme.values import Member
from tests.helpers import connecting, pressing, sharing
from tests.helpers.company import Company
from tests.helpers.connecting import Browser

LJUBLJANA = ZoneInfo("Europe/Ljubljana")
SIXTY_DAYS = timedelta(days=60)
ZONES = ["Europe/Ljubljana", "Asia/Riyadh", "Pacific/Kiritimati", "America/Los_Angeles"]
COUNTRIES = [None, "SI", "SA", "JP"]


async def connects(
    company: Company, browser: Browser, who: Member, *, lifetime: timedelta = SIXTY_DAYS
) -> None:
    """Connect an account that the program can't renew."""
    connect = sharing.fake(company, "linkedin").connect
    connect.renews, connect.now, connect.lifetime = False, company.clock(), lifetime
    path = await connecting.link_for(company, who)
    await browser.begin(path)
    assert (await browser.come_back(path)).status == 200
    await company.work()


async def planned(company: Company) -> list[str]:
    """The moments for which reminders are queued, on a clock in Ljubljana."""
    async with company.store.reading(1) as u:
        found = await u.session.exec(
            select(JobRow)
            .where(col(JobRow.task) == "remind_reconnect")
            .order_by(col(JobRow.run_at))
        )
        return [f"{job.run_at.astimezone(LJUBLJANA):%a %d %b %H:%M}" for job in found]


async def test_three_reminders_in_working_hours(company: Company, browser: Browser) -> None:
    """Fourteen, seven and one day before, at ten; on a day off, the working day before."""
    ana = await company.person("Ana", joined=True)
    company.clock.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    async with company.store.unit(1) as u:
        await workspaces.describe(
            u, name="Lipa", zone="Europe/Ljubljana", locale="en", country="SI"
        )
    # The end is on Sunday, 3 May; the two days before it are holidays.
    await connects(company, browser, ana, lifetime=timedelta(days=62))
    assert await planned(company) == ["Fri 17 Apr 10:00", "Fri 24 Apr 10:00", "Thu 30 Apr 10:00"]
    await company.work_until_idle(days=63)

    assert sharing.told(company, ana).count("accounts.ends_soon") == 3


async def test_it_says_when_and_offers_the_button(company: Company, browser: Browser) -> None:
    """Network, account and day; the button gives a private link although the account works."""
    ana = await company.person("Ana", joined=True)
    await connects(company, browser, ana)
    company.clock.forward(days=50)
    await company.work()
    post = sharing.last_told(company, ana)
    for locale, said in (
        ("en", "Your permission for LinkedIn (Ana Novak) ends on "),
        ("sl", "Dovoljenje za LinkedIn (Ana Novak) velja do "),
    ):
        assert said in plain(post.summary, Reader(locale=locale, zone="Europe/Ljubljana"))
    (press,) = pressing.presses(post)
    reply = await company.push(ana, press)

    assert isinstance(reply, Whisper)
    (url,) = pressing.urls(reply.post)
    path = url.removeprefix(connecting.BASE)
    await browser.begin(path)
    assert (await browser.come_back(path, code="again")).status == 200


async def test_connecting_again_ends_the_old_reminders(company: Company, browser: Browser) -> None:
    """After a new consent only the new end counts."""
    ana = await company.person("Ana", joined=True)
    await connects(company, browser, ana)
    company.clock.forward(days=40)
    await connects(company, browser, ana)
    company.clock.forward(days=25)
    await company.work()

    assert "accounts.ends_soon" not in sharing.told(company, ana)
    company.clock.forward(days=25)
    await company.work()
    assert sharing.told(company, ana).count("accounts.ends_soon") == 1


async def test_after_an_outage_there_is_one_reminder(company: Company, browser: Browser) -> None:
    """When several are overdue, the person gets one; after the end none at all."""
    ana = await company.person("Ana", joined=True)
    eva = await company.person("Eva", joined=True)
    await connects(company, browser, ana)
    company.clock.forward(days=55)
    await company.work()
    assert sharing.told(company, ana).count("accounts.ends_soon") == 1

    await connects(company, browser, eva)
    company.clock.forward(days=60)
    await company.work()
    assert "accounts.ends_soon" not in sharing.told(company, eva)


@pytest.mark.parametrize("why", ["disconnected", "left", "paused", "held", "rejected"])
async def test_nobody_is_reminded_in_vain(company: Company, browser: Browser, why: str) -> None:
    """Not of an account that is gone or dead, not somebody who left or wants silence."""
    ana = await company.person("Ana", joined=True)
    await connects(company, browser, ana)
    (account,) = await sharing.accounts_of(company, ana)
    async with company.store.unit(1) as u:
        match why:
            case "disconnected":
                await accounts.revoke(u, ana.id, "linkedin")
            case "left":
                await people.leave(u, ana.id)
            case "paused":
                await people.pause(u, ana.id, u.now + SIXTY_DAYS)
            case "held":
                await workspaces.change(u, held=True)
            case _:
                await accounts.needs_reconnect(u, account.id)
    company.clock.forward(days=59)
    await company.work()

    assert "accounts.ends_soon" not in sharing.told(company, ana)


@pytest.mark.parametrize("network", ["x", "bluesky"])
async def test_what_renews_itself_needs_no_reminder(
    company: Company, browser: Browser, network: str
) -> None:
    """Tokens with a refresh token, or with an app password behind them, go on by themselves."""
    ana = await company.person("Ana", joined=True)
    connect = sharing.fake(company, network).connect
    connect.renews = network != "bluesky"
    connect.now, connect.lifetime = company.clock(), SIXTY_DAYS
    path = await connecting.link_for(company, ana, network)
    await browser.begin(path, **(connecting.SIGN_IN if network == "bluesky" else {}))
    if network == "x":
        await browser.come_back(path, "x")

    assert len(await sharing.accounts_of(company, ana)) == 1
    assert await sharing.jobs_of(company, "remind_reconnect") == 0


async def test_a_permission_for_a_week_is_announced_once(
    company: Company, browser: Browser
) -> None:
    """What is over before the second week has no reminder for it, nor one on the first day."""
    ana = await company.person("Ana", joined=True)
    await connects(company, browser, ana, lifetime=timedelta(days=7, hours=3))

    assert await sharing.jobs_of(company, "remind_reconnect") == 1


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC)),
    lifetime=st.timedeltas(timedelta(0), timedelta(days=90)),
    zone=st.sampled_from(ZONES),
    country=st.sampled_from(COUNTRIES),
)
def test_reminders_come_in_time_whatever_the_calendar(
    now: datetime, lifetime: timedelta, zone: str, country: str | None
) -> None:
    """Each before the end and after now, on a working day at ten, each on a day of its own."""
    there = ZoneInfo(zone)
    ends = now + lifetime
    found = reminders.moments(ends, now, zone=there, country=country)
    days = [moment.astimezone(there).date() for _, moment in found]

    assert len(set(days)) == len(days)
    assert calendars.local_date(now, there) not in days
    for (_, moment), day in zip(found, days, strict=True):
        assert now < moment < ends
        assert calendars.is_working_day(day, country)
        assert moment.astimezone(there).time() == reminders.AT
    assert all(later > earlier for (_, later), (_, earlier) in pairwise(found))
    if lifetime > timedelta(days=45):
        assert {days_before for days_before, _ in found} >= {1, 14} or country == "SA"
