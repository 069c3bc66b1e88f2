"""What a person does in the sandbox's page, with the mouse."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Locator, Page, expect

PATIENCE_MS = 20_000


class Workplace:
    """The page, and whoever sits before it."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page = page
        self._pictures = pictures
        self._taken = 0

    async def picture(self, name: str) -> None:
        """Keep a picture of what is seen now."""
        self._taken += 1
        path = self._pictures / f"{self._taken:02}-{name}.png"
        await self.page.screenshot(path=path, animations="disabled")

    async def be(self, name: str) -> None:
        """Become somebody else."""
        await self.page.get_by_test_id("person-menu").click()
        await self.page.get_by_role("menuitemradio", name=name).click()
        await expect(self.page.get_by_test_id("person-menu")).to_contain_text(name)

    async def go(self, where: str) -> None:
        """Open a channel, the app's Home or Messages, or a network."""
        await self.page.get_by_test_id(where).click()

    async def clock(self, to: str) -> None:
        """Move the clock."""
        await self.page.get_by_test_id(f"clock-{to}").click()

    def messages(self, words: str) -> Locator:
        """The messages with these words."""
        return self.page.locator("[data-ts]").filter(has_text=words)

    def buttons(self, label: str) -> Locator:
        """The buttons of messages and pages with this label."""
        return self.page.locator("button[data-action-id], a[data-action-id]").filter(has_text=label)

    @property
    def modal(self) -> Locator:
        """The dialog on top."""
        return self.page.get_by_test_id("modal")

    async def submit(self) -> None:
        """Send the dialog off."""
        await self.page.get_by_test_id("modal-submit").click()

    async def opens(self, link: Locator) -> Page:
        """Click something that opens a new tab, and give the tab."""
        async with self.page.context.expect_page() as opened:
            await link.click()
        tab = await opened.value
        await tab.wait_for_load_state()
        return tab
