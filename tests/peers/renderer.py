"""Microsoft's JavaScript card renderer in a browser's page."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, Route

_CARDS = Path(__file__).parent / "cards"
_PACKAGES = (
    "markdown-it/dist/browser/markdown-it.umd.min.js",
    "adaptivecards/dist/adaptivecards.min.js",
    "axe-core/axe.min.js",
)


class Renderer:
    """The page in which cards are drawn; it reaches no network."""

    def __init__(self, page: Page) -> None:
        self._page = page

    @classmethod
    async def opened(cls, page: Page, packages: Path) -> Renderer:
        """Load the renderer into the page; `packages` is the folder `node_modules`."""
        await page.route("http**", _picture)
        await page.goto((_CARDS / "page.html").as_uri())
        for package in _PACKAGES:
            await page.add_script_tag(path=packages / package)
        for ours in ("host.js", "judge.js"):
            await page.add_script_tag(path=_CARDS / ours)
        return cls(page)

    async def problems(self, card: Mapping[str, object]) -> list[str]:
        """All that is wrong with the card: as data, drawn at several widths, and heard."""
        found: list[str] = await self._page.evaluate("card => peers.judge(card)", card)
        return found

    async def picture(self, card: Mapping[str, object], file: Path, *, width: int = 480) -> Path:
        """Draw the card and keep a picture of it in the file."""
        await self._page.evaluate("([card, width]) => peers.show(card, width)", [card, width])
        await self._page.locator("#place").screenshot(path=file, animations="disabled")
        return file


async def _picture(route: Route) -> None:
    """Every picture is one of an article's usual shape."""
    drawn = io.BytesIO()
    Image.new("RGB", (1200, 627), "#7a9e7e").save(drawn, "PNG")
    await route.fulfill(body=drawn.getvalue(), content_type="image/png")
