"""axe-core in a page: what it finds against WCAG 2.1 AA and good practice."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page

_RUN = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
  const result = await axe.run(document, { runOnly: tags });
  return result.violations.flatMap((rule) => rule.nodes.map(
    (node) => `${rule.id}: ${rule.help}: ${node.target.join(" ")}: ${node.html.slice(0, 200)}`
  ));
}"""


def script(packages: Path) -> Path:
    """The file to load into a page; `packages` is the folder `node_modules`."""
    return packages / "axe-core" / "axe.min.js"


async def violations(page: Page) -> list[str]:
    """What is wrong with the page as it is seen now."""
    found: list[str] = await page.evaluate(_RUN)
    return found
