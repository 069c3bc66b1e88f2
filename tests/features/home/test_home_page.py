"""A person's own page: their shares, what they planned, and how long their accounts last."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.slack import paint
from bot.teams import limits
from bot.teams import paint as teams
from bot.teams.brush import weight
from chat.parts import Buttons, Headline, Notice, Prose
from chat.people import Reader
from chat.say import Day, Moment, Say
from chat.screens import Home
from handlers.home.screens import Mine, MyAccount, MyShare, home
from handlers.plans import Plan, Plans
from programme.states import ShareState
from sandbox.slack.kit import whole
from tests.helpers import pressing
from tests.helpers.company import message_of

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINE = Mine(
    name="Ana",
    points=0,
    points_week=0,
    place=None,
    shares=(),
    accounts=(),
    connectable={"linkedin": "LinkedIn"},
    direct_digest=False,
    digest_at=time(9),
    paused_until=None,
    waiting_for_review=None,
    now=NOW,
    zone=ZoneInfo("Europe/Ljubljana"),
)
SHARE = MyShare(title="News", network="X", state=ShareState.PUBLISHED, url=None, clicks=0)
READERS = (
    Reader(locale="en", zone="Europe/London"),
    Reader(locale="sl", zone="Europe/Ljubljana"),
)
HOSTILE = "<!channel> *b* 👩‍👩‍👧‍👦 Donaudampfschifffahrtsgesellschaftskapitänspatent & co " * 3


def told(page: Home) -> list[Say]:
    """What stands in the page's sentences."""
    return [
        message_of(part.text) for part in page.parts if isinstance(part, Prose | Notice | Headline)
    ]


def plan(number: int, *, title: str = "News") -> Plan:
    return Plan(share=number, title=title, network="LinkedIn", at=NOW + timedelta(days=number))


def linkedin(*, usable: bool = True, days: float | None = None) -> Mine:
    ends = None if days is None else NOW + timedelta(days=days)
    account = MyAccount(network="linkedin", handle="Ana Novak", usable=usable, ends_at=ends)
    return dataclasses.replace(MINE, accounts=(account,))


@pytest.mark.parametrize(
    ("state", "clicks", "key"),
    [
        (ShareState.PUBLISHED, 0, "home.share"),
        (ShareState.CONFIRMED, 0, "home.share"),
        (ShareState.QUEUED, 0, "home.share_not_out"),
        (ShareState.FAILED, 0, "home.share_not_out"),
        (ShareState.UNCONFIRMED, 2, "home.share"),
    ],
)
def test_clicks_are_told_of_what_is_out(state: ShareState, clicks: int, key: str) -> None:
    """Nobody reads "0 clicks" about a post that never went out."""
    share = dataclasses.replace(SHARE, state=state, clicks=clicks)
    page = home(dataclasses.replace(MINE, shares=(share,)))
    assert key in [line.key for line in told(page)]


def test_nothing_planned_takes_no_room() -> None:
    """Whoever planned nothing reads nothing of it."""
    assert "home.planned" not in [line.key for line in told(home(MINE))]


def test_each_plan_can_be_moved_sent_and_stopped() -> None:
    """A plan says what goes where and when; stopping it is asked about first."""
    page = home(dataclasses.replace(MINE, plans=Plans(shown=(plan(1),))))
    [line] = [line for line in told(page) if line.key == "plan.line"]
    assert isinstance(dict(line.args)["at"], Moment)
    buttons = [
        button
        for part in page.parts
        if isinstance(part, Buttons)
        for button in part.buttons
        if button.press is not None and button.press.name.startswith("planned.")
    ]
    assert [(b.press.name, b.confirm is not None) for b in buttons if b.press] == [
        ("planned.change", False),
        ("planned.now", False),
        ("planned.cancel", True),
    ]
    assert {dict(b.press.args)["share"] for b in buttons if b.press} == {"1"}


def test_more_plans_than_are_shown_are_counted() -> None:
    """The page says how many more there are, and leads to all of them."""
    page = home(dataclasses.replace(MINE, plans=Plans(shown=(plan(1),), more=7)))
    [line] = [line for line in told(page) if line.key == "plan.more"]
    assert line.n == 7
    assert [p.name for p in pressing.presses(page)].count("planned.list") == 1


@pytest.mark.parametrize(
    ("days", "key"),
    [
        (None, "accounts.connected_as"),
        (60, "home.connected_until"),
        (14.01, "home.connected_until"),
        (14, "home.connection_ends"),
        (0.5, "home.connection_ends"),
    ],
)
def test_an_account_says_how_long_it_lasts(days: float | None, key: str) -> None:
    """The day is told all the time, and from two weeks before with a way to connect again."""
    page = home(linkedin(days=days))
    [line] = [line for line in told(page) if line.key.startswith(("home.conn", "accounts.conn"))]
    assert line.key == key
    warned = key == "home.connection_ends"
    assert _reconnects(page) == (["linkedin"] if warned else [])


def test_the_last_day_is_told_on_the_persons_own_calendar() -> None:
    """An hour before midnight in UTC is the next day in Ljubljana."""
    ends = datetime(2026, 4, 30, 23, 0, tzinfo=UTC)
    account = MyAccount(network="linkedin", handle="Ana", usable=True, ends_at=ends)
    page = home(dataclasses.replace(MINE, accounts=(account,)))
    [line] = [line for line in told(page) if line.key == "home.connected_until"]
    assert dict(line.args)["day"] == Day(value=date(2026, 5, 1))


def test_an_account_that_needs_its_person_offers_to_connect_again() -> None:
    """What the network takes no more is one tap from being connected again."""
    page = home(linkedin(usable=False))
    assert "accounts.needs_reconnect" in [line.key for line in told(page)]
    assert _reconnects(page) == ["linkedin"]


def _reconnects(page: Home) -> list[str]:
    found = (dict(p.args) for p in pressing.presses(page) if p.name == "accounts.connect")
    return [args["network"] for args in found if "network" in args]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.locale)
@pytest.mark.parametrize("number", [0, 1, 5, 40])
def test_the_page_is_taken_whatever_there_is(number: int, reader: Reader) -> None:
    """Long titles, many plans and many accounts make a page that Slack and Teams take."""
    networks = {f"n{at}": HOSTILE for at in range(number)}
    page = home(
        dataclasses.replace(
            MINE,
            name=HOSTILE,
            connectable=networks,
            shares=[dataclasses.replace(SHARE, title=HOSTILE)] * number,
            accounts=[
                MyAccount(network=name, handle=HOSTILE, usable=True, ends_at=NOW)
                for name in networks
            ],
            plans=Plans(
                shown=tuple(plan(n, title=HOSTILE) for n in range(number)), more=number * 999
            ),
        )
    )
    assert whole.view_faults(paint.home(page, reader)) == []
    painted = teams.home(page, reader, viewer="29:ana")
    assert weight(painted.card) <= limits.CARD_BYTES
