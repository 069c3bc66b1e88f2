"""The app's dialogs in Teams: focus, the client's checks, answers that replace the card."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from .canned import Json
from .desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def share(desk: Desk) -> Locator:
    """Press Share in the channel and wait for the dialog."""
    await desk.go("teams?as=U1")
    await desk.by("action-share").first.click()
    dialog = desk.by("teams-dialog")
    await expect(dialog).to_be_visible()
    return dialog


async def test_a_dialog_takes_the_focus_and_gives_it_back(desk: Desk) -> None:
    """It opens on its first input, keeps Tab inside, closes on Escape, and focus returns."""
    dialog = await share(desk)
    await expect(dialog.get_by_role("heading", name="Share this story")).to_be_visible()
    await expect(dialog.get_by_label("Caption")).to_be_focused()
    for _ in range(12):
        await desk.page.keyboard.press("Tab")
        assert await dialog.evaluate("(node) => node.contains(document.activeElement)")
    await desk.page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(desk.by("action-share").first).to_be_focused()
    assert desk.mock.sent("teams/dialog/close") == [{"as": "U1"}]


async def test_the_client_checks_before_sending(desk: Desk) -> None:
    """What is required and empty is named at its place; the first is focused; nothing is sent."""
    dialog = await share(desk)
    await dialog.get_by_label("Caption").fill("")
    await dialog.get_by_role("button", name="Share").click()
    await expect(dialog.locator(".field-error:not(:empty)")).to_have_text(
        ["Write a caption.", "Choose at least one network."]
    )
    await expect(dialog.get_by_label("Caption")).to_be_focused()
    assert not desk.mock.sent("teams/dialog/action")


async def test_a_dialog_is_sent_with_what_was_typed(desk: Desk) -> None:
    """The action goes with every input as a string, and the dialog closes when the app says so."""
    dialog = await share(desk)
    await dialog.get_by_label("Caption").fill("Proud!")
    await dialog.get_by_label("X, as @majak").check()
    await dialog.get_by_role("button", name="Share").click()
    await expect(dialog).to_be_hidden()
    (body,) = desk.mock.sent("teams/dialog/action")
    assert body["inputs"] == {
        "caption": "Proud!",
        "networks": "x",
        "day": "2026-11-25",
        "disclose": "true",
    }
    assert body["action"]["data"]["glasnik"] == {"do": "submit", "form": "share"}


async def test_an_answer_replaces_the_card_and_says_what_is_wrong(desk: Desk) -> None:
    """The same dialog shows the new card with the app's words, which are spoken; focus stays."""
    dialog = await share(desk)
    await dialog.get_by_label("Caption").fill("Buy now!")
    await dialog.get_by_label("X, as @majak").check()
    await dialog.get_by_role("button", name="Share").click()
    await expect(dialog).to_contain_text("“Buy now” is not allowed.")
    await expect(dialog.get_by_label("Caption")).to_have_value("Buy now!")
    await expect(dialog.get_by_role("button", name="Share")).to_be_focused()
    await expect(desk.page.locator("#announcer")).to_contain_text("is not allowed")


async def test_an_app_that_fails_leaves_the_dialog_as_it_is(desk: Desk) -> None:
    """The client's own error stands on top, and what was typed can be sent again."""
    dialog = await share(desk)
    await dialog.get_by_label("Caption").fill("break")
    await dialog.get_by_label("X, as @majak").check()
    await dialog.get_by_role("button", name="Share").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Unable to reach app.")
    await expect(dialog.get_by_label("Caption")).to_have_value("break")


async def test_words_are_shown_with_a_way_out(desk: Desk) -> None:
    """An answer of words only is shown as such, with one button that closes."""
    dialog = await share(desk)
    await dialog.get_by_role("button", name="Guidelines").click()
    await expect(dialog.get_by_role("heading")).to_have_text("Guidelines")
    await expect(dialog).to_contain_text("Be yourself. Be kind.")
    await expect(desk.by("teams-dialog-done")).to_be_focused()
    await desk.by("teams-dialog-done").click()
    await expect(dialog).to_be_hidden()


@pytest.mark.parametrize(
    ("size", "width"),
    [({"width": "small"}, 400), ({"width": "large"}, 880), ({"width": 500, "height": 300}, 500)],
)
async def test_a_dialog_has_the_size_it_asks_for(desk: Desk, size: Json, width: int) -> None:
    """Three names or pixels, never more than the window has."""
    await desk.go("teams?as=U1")
    desk.mock.teams.open("Sized", None, message="Words", **size)
    dialog = desk.by("teams-dialog")
    await expect(dialog).to_be_visible()
    assert await dialog.evaluate("(n) => n.offsetWidth") == width
    await desk.page.set_viewport_size({"width": 380, "height": 700})
    assert await dialog.evaluate("(n) => n.offsetWidth") == 380


async def test_dialogs_belong_to_teams(desk: Desk) -> None:
    """A dialog left open is not shown over Slack, and is there again in Teams."""
    dialog = await share(desk)
    await desk.page.evaluate("location.hash = '#/c/C2?as=U1'")
    await expect(dialog).to_be_hidden()
    await expect(desk.page.locator("h1")).to_have_text("advocacy")
    await desk.by("chat-teams").click()
    await expect(dialog).to_be_visible()
