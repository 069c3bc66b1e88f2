"""How the page's tests look at the page: one open tab and the server behind it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from . import mock


@dataclass(kw_only=True, slots=True)
class Desk:
    """One open page and the server behind it."""

    page: Page
    mock: mock.Mock
    base: str
    complaints: list[str]

    async def go(self, place: str) -> None:
        """Open a place and wait until the page knows the workplace."""
        await self.page.goto(f"{self.base}/#/{place}")
        await expect(self.page.locator("#person strong")).not_to_be_empty()

    def by(self, testid: str) -> Locator:
        """Find by test id."""
        return self.page.get_by_test_id(testid)

    def action(self, action_id: str) -> Locator:
        """Find the control of an action."""
        return self.page.locator(f'[data-action-id="{action_id}"]').first

    async def form(self) -> Locator:
        """Press Share and wait for the form."""
        await self.go("c/C2?as=U1")
        await self.action("share").click()
        await expect(self.by("modal")).to_be_visible()
        return self.by("modal")
