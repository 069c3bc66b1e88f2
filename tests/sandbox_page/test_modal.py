"""Forms in modals: focus, errors, updates while typing."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from .desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_a_modal_takes_the_focus_and_gives_it_back(desk: Desk) -> None:
    """The form opens on its first field, keeps Tab inside, closes on Escape, focus returns."""
    modal = await desk.form()
    await expect(modal.get_by_label("Caption")).to_be_focused()
    for _ in range(12):
        await desk.page.keyboard.press("Tab")
        assert await modal.evaluate("(node) => node.contains(document.activeElement)")
    await desk.page.keyboard.press("Escape")
    await expect(modal).to_be_hidden()
    await expect(desk.action("share")).to_be_focused()
    assert len(desk.mock.sent("close")) == 1


async def test_an_empty_required_field_is_refused_before_sending(desk: Desk) -> None:
    """A required field left empty is named at its place and nothing reaches the bot."""
    modal = await desk.form()
    await desk.by("modal-submit").click()
    await expect(modal.locator('[data-block-id="networks"] .field-error')).to_have_text(
        "Please fill in this field."
    )
    await expect(modal.get_by_role("checkbox", name="LinkedIn")).to_be_focused()
    assert not desk.mock.sent("submit")


async def test_a_refused_field_is_seen_with_its_label(desk: Desk) -> None:
    """Sent off from far below, the form goes to the whole field: label, input and message."""
    await desk.page.set_viewport_size({"width": 800, "height": 420})
    modal = await desk.form()
    await modal.locator(".blocks").first.evaluate("(node) => { node.scrollTop = 99999; }")
    await desk.by("modal-submit").click()
    field = modal.locator('[data-block-id="networks"]')
    await expect(field.locator(".field-error")).to_be_in_viewport(ratio=1)
    await expect(field.locator(".label").first).to_be_in_viewport(ratio=1)


async def test_an_error_of_the_bot_stands_at_its_field_and_the_text_stays(desk: Desk) -> None:
    """A refused caption is marked, described, focused and still there; typing clears the mark."""
    modal = await desk.form()
    caption = modal.get_by_label("Caption")
    await caption.fill("Buy now!")
    await modal.get_by_role("checkbox", name="LinkedIn").check()
    await desk.by("modal-submit").click()
    await expect(modal.locator('[data-block-id="caption"] .field-error')).to_have_text(
        "“Buy now” is not allowed. Try “Have a look”."
    )
    await expect(caption).to_have_attribute("aria-invalid", "true")
    await expect(caption).to_be_focused()
    await expect(caption).to_have_value("Buy now!")
    described = (await caption.get_attribute("aria-describedby") or "").split()
    error_id = await modal.locator('[data-block-id="caption"] .field-error').get_attribute("id")
    assert error_id in described
    await caption.fill("Have a look!")
    await expect(caption).not_to_have_attribute("aria-invalid", "true")
    await desk.by("modal-submit").click()
    await expect(modal).to_be_hidden()
    values = desk.mock.sent("submit")[-1]["state"]["values"]
    assert values["caption"]["text"] == {"type": "plain_text_input", "value": "Have a look!"}
    picked = values["networks"]["pick"]["selected_options"]
    assert [o["value"] for o in picked] == ["linkedin"]


async def test_an_update_while_typing_keeps_text_caret_and_focus(desk: Desk) -> None:
    """The bot redraws the form for each pause in typing, and the writer notices nothing."""
    modal = await desk.form()
    caption = modal.get_by_label("Caption")
    await caption.fill("Solar is great")
    await caption.evaluate("(node) => node.setSelectionRange(5, 5)")
    await desk.page.keyboard.type(" power")
    await expect(modal.locator(".hint")).to_have_text("You typed 20 characters.")
    await expect(caption).to_have_value("Solar power is great")
    await expect(caption).to_be_focused()
    assert await caption.evaluate("(node) => node.selectionStart") == len("Solar power")
    assert len(desk.mock.sent("press")) <= 3, "typing is sent after a pause, not for each letter"


async def test_a_counter_appears_near_the_limit(desk: Desk) -> None:
    """The characters left are shown only when few are left, and too many are refused."""
    modal = await desk.form()
    caption = modal.get_by_label("Caption")
    await expect(modal.locator(".counter")).to_be_hidden()
    await caption.fill("x" * 110)
    await expect(modal.locator(".counter")).to_have_text("10 left")
    await caption.fill("x" * 125)
    await expect(modal.locator(".counter")).to_have_text("5 too many")
    await modal.get_by_role("checkbox", name="LinkedIn").check()
    await desk.by("modal-submit").click()
    await expect(modal.locator(".field-error").first).to_have_text("Shorten this by 5.")


async def test_a_pushed_view_leads_back_to_what_was_typed(desk: Desk) -> None:
    """Guidelines open on top of the form; going back finds the form as it was left."""
    modal = await desk.form()
    await modal.get_by_label("Caption").fill("Mine")
    await desk.action("push").click()
    await expect(modal.get_by_role("heading")).to_have_text("Guidelines")
    await expect(desk.by("modal-submit")).to_be_hidden()
    await desk.by("modal-close").click()
    await expect(modal.get_by_role("heading")).to_have_text("Share this story")
    await expect(modal.get_by_label("Caption")).to_have_value("Mine")


async def test_an_external_select_asks_the_bot(desk: Desk) -> None:
    """Typing searches with the bot, arrows and Enter choose, the choice is submitted."""
    modal = await desk.form()
    await modal.get_by_role("checkbox", name="X").check()
    await modal.get_by_label("Colleague to mention").click()
    await desk.page.keyboard.type("nov")
    await expect(modal.get_by_role("option")).to_contain_text(["Ana Novak"])
    await desk.page.keyboard.press("ArrowDown")
    await desk.page.keyboard.press("Enter")
    await expect(modal.get_by_label("Colleague to mention")).to_have_value("Ana Novak")
    await desk.by("modal-submit").click()
    await expect(modal).to_be_hidden()
    values = desk.mock.sent("submit")[0]["state"]["values"]
    assert values["who"]["colleague"]["selected_option"]["value"] == "U6"
    asked = desk.mock.sent("options")[-1]
    assert (asked["action_id"], asked["block_id"], asked["value"]) == ("colleague", "who", "nov")


async def test_what_waits_to_be_told_dies_with_the_form(desk: Desk) -> None:
    """Submitting right after typing doesn't press anything in a form that is gone."""
    await desk.page.clock.install()
    modal = await desk.form()
    await modal.get_by_role("checkbox", name="LinkedIn").check()
    await modal.get_by_label("Caption").fill("Done")
    await desk.by("modal-submit").click()
    await expect(modal).to_be_hidden()
    await desk.page.clock.run_for(2000)
    assert [p["action"]["action_id"] for p in desk.mock.sent("press")] == ["share"]
