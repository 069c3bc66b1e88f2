"""Sharing later: at a chosen time or a good one, seen, moved, sent off and stopped."""

from __future__ import annotations

from datetime import timedelta

from content_store.tables.shares import ShareRow
from tests.behaviour.acting import Actor, Form, Seen, capability
from tests.behaviour.company import Company
from tests.helpers.days import DIGEST, ZONE

TOMORROW = DIGEST + timedelta(days=1, hours=1, minutes=20)
"""Twenty past ten on Tuesday, on Joe's clock."""
WHEN = {"when_day": "2026-11-24", "when_time": "10:20"}
LATER = {"when_day": "2026-11-25", "when_time": "14:05"}


async def ready(company: Company) -> tuple[Actor, Form]:
    """Joe takes part, has an account on X, and looks at the form of the day's item."""
    joe = company.person("Joe")
    await joe.joins(digest=False)
    await joe.connects("x")
    return joe, await joe.opens(await company.morning())


async def planned(company: Company) -> Actor:
    """Joe has planned the day's item for tomorrow."""
    joe, form = await ready(company)
    await form.change("when", "at")
    form = await joe.form()
    assert not await form.send(WHEN)
    await joe.told("Your post for X goes out on")
    await company.idle()
    return joe


def yes(page: Seen) -> str:
    """What stops a post: the answer to the question, where that is a button of the page."""
    return next(label for label in ("Cancel the post", "Cancel") if label in page.buttons)


@capability("Share later, at a time of one's own", slack="a modal", teams="a dialog, or a card")
async def test_at_a_chosen_time(company: Company) -> None:
    """Two fields come when they are wanted; the post goes out then, and its result is told."""
    joe, form = await ready(company)
    assert form.value("when") == "now"
    await form.change("when", "at")
    form = await joe.form()
    assert not await form.send(WHEN)
    told = await joe.told("Your post for X goes out on")
    assert "Tuesday" in told.words
    assert "10:20" in told.words
    await company.idle()
    assert company.posts() == []
    await company.moves_to(TOMORROW)
    await joe.hears("Your post is out on X")
    assert len(company.posts("x")) == 1


@capability("A time that can't be is refused where it was chosen")
async def test_a_time_that_is_over(company: Company) -> None:
    """Yesterday is refused at the day; the form stays, and another day is fine."""
    joe, form = await ready(company)
    await form.change("when", "at")
    form = await joe.form()
    wrong = await form.send({**WHEN, "when_day": "2026-11-20"})
    assert "Choose a later one" in wrong["when_day"]
    form = await joe.form()
    assert form.value("when_day") == "2026-11-20"
    assert not await form.send(WHEN)
    await joe.told("Your post for X goes out on")


@capability("Share later, at a good time in working hours, apart from colleagues")
async def test_at_a_good_time(company: Company) -> None:
    """A good time is in working hours of the week, and told at once."""
    joe, form = await ready(company)
    assert not await form.send({"when": "spread"})
    await joe.told("Your post for X goes out on")
    await company.idle()
    [moment] = [r.scheduled_for for r in await company.rows(ShareRow) if r.state == "queued"]
    assert moment is not None
    assert 9 <= moment.astimezone(ZONE).hour < 16
    assert DIGEST < moment < DIGEST + timedelta(days=5)
    await company.moves_to(moment)
    await joe.hears("Your post is out on X")


@capability(
    "See, move and stop what is planned on one's own page",
    slack="App Home",
    teams="a card, by the word `home`",
)
async def test_moving_and_stopping(company: Company) -> None:
    """Joe moves his post, then stops it; nothing goes out, and he can share again."""
    joe = await planned(company)
    page = await joe.page()
    assert "Planned" in page.words
    assert "10:20" in page.words
    await joe.press(page, "Change time")
    form = await joe.form()
    assert {name: form.value(name) for name in WHEN} == WHEN
    assert not await form.send(LATER)
    await joe.told("Your post for X goes out on Wednesday")
    page = await joe.page()
    assert "10:20" not in page.words
    await joe.press(page, yes(page))
    await joe.told("Stopped. Nothing goes out on X")
    assert "Change time" not in (await joe.page()).buttons
    await company.moves_to(TOMORROW + timedelta(days=3))
    await company.idle()
    assert company.posts() == []


@capability(
    "Send off at once what was planned", slack="/advocacy planned", teams="the word `planned`"
)
async def test_sending_it_off_from_the_list(company: Company) -> None:
    """The list of all plans comes by a word; one tap, and the post is out."""
    joe = await planned(company)
    await joe.says("planned")
    await joe.press(await joe.told("Post now"), "Post now")
    await joe.told("On its way to X")
    await joe.hears("Your post is out on X")
    await company.moves_to(TOMORROW)
    await company.idle()
    assert len(company.posts("x")) == 1
