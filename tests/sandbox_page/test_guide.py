"""What to try first: shown, ticked off, put away, and small on narrow windows."""

from __future__ import annotations

import pytest
from playwright.async_api import ViewportSize, expect

from .desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PHONE: ViewportSize = {"width": 390, "height": 844}


async def test_a_newcomer_sees_what_to_do_first(desk: Desk) -> None:
    """The first step is unfolded; a link leads to its place and person, and moves the clock."""
    await desk.go("")
    steps = desk.by("guide").get_by_role("listitem")
    await expect(steps).to_have_count(2)
    await expect(steps.first).to_have_attribute("aria-current", "step")
    await expect(steps.first).to_contain_text("Read it, and press Approve.")
    await expect(steps.last.get_by_role("link")).to_be_hidden()
    await steps.last.get_by_text("Share as Joe").click()
    await steps.last.get_by_role("link", name="Be Joe").click()
    await expect(desk.page.locator("#person")).to_contain_text("Joe Baker")
    await expect(desk.page.locator("#clock-time")).to_have_text("09:00")
    assert [body["to"] for body in desk.mock.sent("clock")] == ["tomorrow_9"]


async def test_a_step_is_ticked_off_and_said(desk: Desk) -> None:
    """A step that was done is marked, spoken to screen readers, and the next one unfolds."""
    await desk.go("")
    steps = desk.by("guide").get_by_role("listitem")
    await expect(steps.first).to_contain_text("Read it")
    desk.mock.tried.add("review")
    desk.mock.tell(type="conversation", id="C2")
    await expect(steps.first).to_contain_text("(done)")
    await expect(steps.last).to_contain_text("Press Share on something.")
    await expect(desk.page.locator("#announcer")).to_contain_text("Next: Share as Joe")
    desk.mock.tried.add("share")
    desk.mock.tell(type="conversation", id="C2")
    await expect(desk.by("guide")).to_contain_text("That was all.")


async def test_the_guide_is_put_away_for_good_and_found_again(desk: Desk) -> None:
    """Closed, it stays closed over a reload, and the sidebar brings it back, by keyboard too."""
    await desk.go("")
    await desk.by("guide").get_by_role("button", name="Close “Try this”").press("Enter")
    await expect(desk.by("guide")).to_be_hidden()
    await expect(desk.by("guide-toggle")).to_be_focused()
    await desk.page.reload()
    await expect(desk.by("guide-toggle")).to_contain_text("0 of 2")
    await expect(desk.by("guide")).to_be_hidden()
    await desk.by("guide-toggle").press("Enter")
    await expect(desk.by("guide").get_by_role("heading")).to_be_focused()


async def test_on_a_phone_it_is_one_line(desk: Desk) -> None:
    """A narrow window names the next step in a line, which unfolds the guide and can go away."""
    await desk.page.set_viewport_size(PHONE)
    await desk.go("")
    await expect(desk.by("guide-line")).to_contain_text("Approve what came in")
    await expect(desk.by("guide")).to_be_hidden()
    await desk.by("guide-line").press("Enter")
    await expect(desk.by("guide")).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(desk.by("guide-line")).to_be_focused()
    await desk.page.get_by_role("button", name="Hide “Try this”").click()
    await expect(desk.by("guide-line")).to_be_hidden()
