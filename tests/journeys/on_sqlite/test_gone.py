"""Things that are not there any more: items, triggers, channels, the app itself."""

from __future__ import annotations

import copy
from datetime import date, timedelta

from sqlmodel import update

from bot import doctor
from content_store.tables.items import ItemRow
from content_store.tables.jobs import OccurrenceRow
from content_store.tables.people import InstallationRow, PlaceRow
from content_store.tables.shares import ShareRow
from programme.states import ItemState
from sandbox.slack.deliver import Kind
from sandbox.slack.model import Standing
from tests.helpers.days import DIGEST, FRIDAY
from tests.helpers.forms import elements, texts
from tests.helpers.stage import Stage
from tests.helpers.town import Town
from tests.helpers.waiting import until

WORDS = "A caretaker with a notebook beats any model."


async def set_state(town: Town, state: ItemState) -> None:
    """Bring every item into a state, as a recall or the end of its time would."""
    async with town.store.system() as u:
        with u.across_workspaces():
            await u.session.execute(update(ItemRow).values(state=state.value))


async def test_an_item_that_was_recalled_can_not_be_shared(town: Town) -> None:
    """Between the digest and the tap, or between the form and its sending, it was recalled."""
    joe = town.person("Joe")
    digest = await town.morning()
    await joe.joins(digest=False)
    await joe.connects("x")
    form = await joe.opens(digest)
    await set_state(town, ItemState.RECALLED)
    outcome = await form.enter({form.names("caption:x")[0]: WORDS})
    assert outcome.ok, outcome
    await joe.hears("This can't be shared any more", "#advocacy")
    await joe.press(digest, "Share")
    await town.idle()
    said = [m for m in joe.sees("#advocacy") if "can't be shared any more" in texts(m.blocks)]
    assert len(said) == 2
    assert not town.world.posts()
    assert {row.state for row in await town.rows(ShareRow)} == {"opened"}


async def test_an_item_that_never_was_is_missed_in_words(town: Town) -> None:
    """A button with the number of no item: a sentence, no fault."""
    joe = town.person("Joe")
    digest = await town.morning()
    await joe.joins(digest=False)
    await joe.press(digest, "Share")
    press = copy.deepcopy(town.world.delivery.attempts[-1].payload)
    for value in ('{"item":"99999"}', '{"item":"x"}', "{}"):
        press["actions"][0]["value"] = value
        answer = await town.world.delivery.ask(Kind.INTERACTION, press)
        assert answer.ok
    await joe.hears("This item is not here any more", "#advocacy")
    await joe.hears("This form is from an older message", "#advocacy")
    assert not [m for m in joe.sees("#advocacy") if "quote" in texts(m.blocks)]


async def test_an_expired_trigger_leads_to_a_button_that_has_a_new_one(town: Town) -> None:
    """Slack takes too long: instead of nothing Joe gets a button, and it opens the form."""
    joe = town.person("Joe")
    digest = await town.morning()
    await joe.joins(digest=False)
    town.world.slack.stack(joe.id).clear()
    town.world.faults.add("slack.views.open", "error", error="expired_trigger_id")
    await joe.press(digest, "Share")
    again = await joe.hears("That took a moment too long", "#advocacy")
    assert joe.forms() == []
    await joe.press(again, "Try again")
    await until(lambda: joe.forms() and joe.form().title == "Share", "the form")


async def test_an_archived_channel_is_given_up_and_leads_are_told(town: Town) -> None:
    """The channel is closed without a word to the app: leads hear of it, once, the others go on."""
    world = town.world
    await town.approve(6)
    await town.scheduled()
    world.slack.channel_named("#engineering").is_archived = True
    town.move_to(DIGEST + timedelta(seconds=1))
    maja = town.person("Maja")
    await maja.hears("engineering")
    await town.person("Joe").hears("Today's picks", "#advocacy")
    await town.idle()
    [place] = [row for row in await town.rows(PlaceRow) if row.name == "engineering"]
    assert (place.active, place.inactive_reason) == (False, "is_archived")
    town.move_to(DIGEST + timedelta(days=1, seconds=1))
    await until(lambda: len(picks(town)) == 2, "Tuesday's digest")
    await town.idle()
    told = [m for m in maja.direct() if "engineering" in texts(m.blocks)]
    assert len([m for m in told if not elements(m.blocks, "Edit")]) == 1


def picks(town: Town) -> list[str]:
    seen = [texts(m.blocks) for m in town.person("Joe").sees("#advocacy")]
    return [words for words in seen if "Today's picks" in words]


async def test_a_dead_token_is_noticed_and_a_new_installation_goes_on(stage: Stage) -> None:
    """Slack says account_inactive: it is marked, doctor says what to do, nothing is lost."""
    async with stage.running() as town:
        await town.approve(6)
        await town.scheduled()
        stage.world.slack.standing = Standing.INACTIVE
        town.move_to(DIGEST + timedelta(seconds=1))

        async def marked() -> bool:
            return not (await town.rows(InstallationRow))[0].active

        await until(marked, "the installation to be marked")
        await town.idle()
        assert (await town.rows(InstallationRow))[0].inactive_reason == "account_inactive"
        found = [f async for f in doctor.examine(stage.settings, today=date(2026, 11, 23))]
        [token] = [finding for finding in found if finding.what == "Slack token"]
        assert token.health is doctor.Health.BAD
        assert "account_inactive" in token.detail
        assert "GLASNIK_SLACK_BOT_TOKEN" in token.advice
    assert picks(town) == []
    stage.world.slack.standing = Standing.ACTIVE
    async with stage.running() as town:
        assert (await town.rows(InstallationRow))[0].active
        await town.scheduled()
        town.move_to(DIGEST + timedelta(days=1, seconds=1))
        digest = await town.person("Joe").hears("Today's picks", "#advocacy")
        assert len(elements(digest.blocks, "Share")) == 5


async def test_an_uninstalled_app_falls_silent(town: Town) -> None:
    """An admin removes the app: it is marked at once, and not one call is made after that."""
    await town.approve(2)
    await town.scheduled()
    town.world.happenings.uninstall()
    await town.world.delivery.settled()
    [installation] = await town.rows(InstallationRow)
    assert (installation.active, installation.inactive_reason) == (False, "removed")
    await town.idle()
    before = len(town.world.calls)
    town.move_to(FRIDAY)
    await until(lambda: _due(town), "the week to end")
    await town.idle()
    assert len(town.world.calls) == before


async def _due(town: Town) -> bool:
    rows = await town.rows(OccurrenceRow)
    return any(row.schedule.endswith(":board") and row.outcome == "queued" for row in rows)
