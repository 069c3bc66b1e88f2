"""Blocks and what a person does to them, in messages."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from .desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_a_raw_channel_mention_is_loud_and_an_escaped_one_is_text(desk: Desk) -> None:
    """An injected <!channel> can't be overlooked, an escaped one and raw HTML stay plain words."""
    await desk.go("c/C4?as=U1")
    text = desk.page.locator('[data-block-id="hard"]')
    await expect(text.locator(".loud")).to_have_text(["@channel"])
    await expect(text).to_contain_text("<!channel> is not, 5 < 6 & 7 > 2")
    await expect(text).to_contain_text("<b>raw</b>")
    await expect(text.locator("strong:not(.loud)")).to_have_text(["bold", "both"])
    await expect(text).to_contain_text("snake_case_name 2*3*4")
    assert await text.locator("a", has_text="not a link").count() == 0
    href = await text.locator("a", has_text="story").get_attribute("href")
    assert href == "https://example.com/a?b=1&c=2"


async def test_unknown_blocks_and_elements_are_named(desk: Desk) -> None:
    """What the page can't draw is shown with its type, never left out."""
    await desk.go("c/C4?as=U1")
    await expect(desk.page.locator(".unknown")).to_have_text(
        ["Unknown block: hologram", "Unknown element: teleporter"]
    )


async def test_a_picture_that_is_gone_shows_its_alt_text(desk: Desk) -> None:
    """A broken picture is replaced by its description."""
    await desk.go("c/C4?as=U1")
    await desk.page.locator('[data-block-id="image-gone"]').scroll_into_view_if_needed()
    await expect(desk.page.locator(".broken-image")).to_have_text("A picture that is gone")


async def test_a_press_carries_element_container_and_state(desk: Desk) -> None:
    """Pressing a button tells the bot which one, where, and what is chosen around it."""
    await desk.go("c/C4?as=U1")
    await desk.action("slow").click()
    await expect(desk.action("slow")).to_have_attribute("aria-busy", "true")
    desk.mock.released.set()
    await expect(desk.action("slow")).not_to_have_attribute("aria-busy", "true")
    (sent,) = desk.mock.sent("press")
    assert sent["block_id"] == "acts"
    assert sent["action"]["value"] == "slow"
    assert sent["action"]["type"] == "button"
    assert sent["container"] == {
        "type": "message",
        "channel_id": "C4",
        "message_ts": desk.mock.messages["C4"][4]["ts"],
        "is_ephemeral": False,
    }
    values = sent["state"]["values"]
    assert values["acts"]["dp"] == {"type": "datepicker", "selected_date": "2026-11-24"}
    assert values["radio"]["r"]["selected_option"]["value"] == "2"
    assert values["static"]["s"] == {"type": "static_select", "selected_option": None}


async def test_a_failed_press_is_told(desk: Desk) -> None:
    """When the bot fails, a message says so and can be dismissed."""
    await desk.go("c/C4?as=U1")
    await desk.action("fail").click()
    await expect(desk.by("toast")).to_contain_text("Glasnik had trouble with that.")
    await desk.by("toast").get_by_label("Dismiss").click()
    await expect(desk.by("toast")).to_have_count(0)


async def test_a_question_comes_before_a_dangerous_press(desk: Desk) -> None:
    """A button with a confirm object asks first and sends nothing when the answer is no."""
    await desk.go("c/C4?as=U1")
    await desk.action("danger").click()
    await expect(desk.by("confirm")).to_contain_text("There is no way back.")
    await desk.by("confirm-no").click()
    await desk.action("danger").click()
    await desk.by("confirm-yes").click()
    await expect(desk.by("confirm")).to_have_count(0)
    await expect(desk.action("danger")).not_to_have_attribute("aria-busy", "true")
    assert [p["action"]["action_id"] for p in desk.mock.sent("press")] == ["danger"]


async def test_a_url_button_opens_a_tab_and_tells_the_bot(desk: Desk) -> None:
    """A url button is a link to a new tab, and its press reaches the bot all the same."""
    await desk.go("c/C4?as=U1")
    button = desk.action("url")
    assert await button.get_attribute("href") == "https://example.com/x"
    assert await button.get_attribute("target") == "_blank"
    await button.evaluate("(node) => { node.href = '/img/solar.svg'; }")
    async with desk.page.context.expect_page() as opened:
        await button.click()
    assert (await opened.value).url == f"{desk.base}/img/solar.svg"
    await expect(button).not_to_have_attribute("aria-busy", "true")
    assert desk.mock.sent("press")[0]["action"]["url"] == "https://example.com/x"


async def test_an_overflow_menu_works_by_keyboard(desk: Desk) -> None:
    """Arrow keys move in the menu, Enter chooses, and focus goes back to the button."""
    await desk.go("c/C2?as=U1")
    await desk.action("more").focus()
    await desk.page.keyboard.press("Enter")
    await desk.page.keyboard.press("ArrowDown")
    await desk.page.keyboard.press("Enter")
    await expect(desk.page.get_by_role("menu")).to_have_count(0)
    await expect(desk.action("more")).to_be_focused()
    assert desk.mock.sent("press")[0]["action"]["selected_option"]["value"] == "report"


async def test_selects_choose_within_their_limit(desk: Desk) -> None:
    """A multi-select takes choices until its maximum and tells the bot each time."""
    await desk.go("c/C4?as=U1")
    await desk.action("ms").click()
    options = desk.page.get_by_role("listbox").get_by_role("option")
    await options.nth(1).click()
    await expect(desk.page.locator('[data-block-id="multi"] .chips li')).to_have_text(
        ["One", "Two"]
    )
    await options.nth(2).click()
    await expect(desk.page.locator('[data-block-id="multi"] .note')).to_have_text(
        "You can choose up to 2."
    )
    (sent,) = desk.mock.sent("press")
    assert [o["value"] for o in sent["action"]["selected_options"]] == ["1", "2"]
    assert "options" not in sent["action"]


async def test_an_edited_message_changes_only_what_changed(desk: Desk) -> None:
    """After an edit the unchanged blocks are the very same nodes, and the message says edited."""
    await desk.go("c/C2?as=U1")
    message = desk.page.locator("[data-ts]", has_text="Three stories")
    await message.locator('[data-block-id="item-2"]').evaluate("(node) => { node.kept = true; }")
    await desk.action("skip").click()
    await expect(message.locator('[data-block-id="item-1"]')).to_have_count(0)
    await expect(message.locator(".edited")).to_have_text("(edited)")
    assert await message.locator('[data-block-id="item-2"]').evaluate("(node) => node.kept")


async def test_a_data_table_pages_and_sorts(desk: Desk) -> None:
    """The table shows a page at a time and sorts by number when a heading is pressed."""
    await desk.go("c/C4?as=U1")
    table = desk.page.locator('[data-block-id="data"]')
    await expect(table.locator("tbody tr")).to_have_count(3)
    await table.get_by_role("button", name="Next").click()
    await expect(table.locator("tbody th").first).to_have_text("Person 4")
    await table.get_by_role("button", name="Points").click()
    await expect(table.locator("tbody td")).to_have_text(["2", "3", "5"])
    await expect(table.locator("thead th").nth(1)).to_have_attribute("aria-sort", "ascending")
