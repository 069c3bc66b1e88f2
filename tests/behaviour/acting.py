"""What people do and see, in words that fit every chat platform.

A capability is described once; `on_slack` and `on_teams` play it. Nothing here knows blocks or
cards, so nothing that is asserted about a capability can depend on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import pytest

F = TypeVar("F", bound=Callable[..., Any])

CHANNEL = "advocacy"
"""The channel in which the programme happens, whatever a platform calls it exactly."""

Values = Mapping[str, Any]
"""What somebody enters: text, one option, a list of options, or whether a box is ticked."""


def capability(name: str, *, slack: str = "", teams: str = "") -> Callable[[F], F]:
    """Name what a test shows, and where it helps, how each platform does it.

    The table of capabilities in the documentation is made of these.
    """

    def mark(test: F) -> F:
        marked: F = pytest.mark.capability(name, slack=slack, teams=teams)(test)
        return marked

    return mark


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A message or page before somebody's eyes."""

    words: str
    buttons: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    """Label and address of each button that opens something."""
    alone: bool
    """Nobody else sees it."""
    handle: Any
    """By which the platform's player knows it again."""

    def link(self, label: str) -> str:
        """Where the first button with this label leads."""
        return next(url for found, url in self.links if found == label)


class Form(Protocol):
    """A form before somebody's eyes, wherever the platform shows it."""

    @property
    def title(self) -> str:
        """What it is about."""

    @property
    def words(self) -> str:
        """All that can be read in it."""

    @property
    def buttons(self) -> tuple[str, ...]:
        """The labels of the buttons in it."""

    def link(self, label: str) -> str:
        """Where a button leads."""

    def names(self, prefix: str = "") -> list[str]:
        """The names of its fields."""

    def value(self, name: str) -> Any:
        """What stands in a field."""

    async def send(self, values: Values) -> dict[str, str]:
        """Send it off; what was wrong, by field."""

    async def press(self, label: str, number: int = 0) -> None:
        """Press a button in it."""

    async def change(self, name: str, value: Any) -> None:
        """Change a field to which the form reacts."""

    async def close(self) -> None:
        """Close it without sending it."""


class Actor(Protocol):
    """Somebody of the company, on one platform."""

    @property
    def name(self) -> str:
        """Their whole name."""

    @property
    def id(self) -> str:
        """By which the platform knows them."""

    def seen(self, where: str = "") -> list[Seen]:
        """What the program said in a channel, or to them alone, oldest first."""

    async def hears(self, words: str, where: str = "") -> Seen:
        """The newest of these with such words, once it is there."""

    async def told(self, words: str) -> Seen:
        """The newest thing that only they see with such words, wherever the platform puts it."""

    async def press(self, seen: Seen, label: str, number: int = 0) -> None:
        """Press a button; `number` counts buttons with the same label."""

    async def says(self, words: str) -> None:
        """Give a command where commands are given."""

    async def form(self) -> Form:
        """The form that is open, once there is something to do in it."""

    async def no_form(self) -> None:
        """Wait until no form is open any more."""

    async def page(self) -> Seen:
        """Open their own page."""

    async def searches(self, words: str) -> list[str]:
        """The titles that a search for these words finds."""

    async def own_view(self, seen: Seen) -> Seen:
        """A channel's message as it shows itself to them when they look."""

    async def connects(self, network: str) -> str:
        """Connect an account through the private link; the text of the page they end on."""

    async def quits(self) -> None:
        """Lose their account: they leave the company."""

    async def joins(self, *, digest: bool = True, named: bool = True) -> None:
        """Opt in on their own page."""
        page = await self.page()
        yes = next(label for label in page.buttons if label in {"Yes, I'm in", "Da, sodelujem"})
        await self.press(page, yes)
        form = await self.form()
        wrong = await form.send({"direct_digest": digest, "name_on_board": named})
        assert not wrong, wrong

    async def opens(self, digest: Seen, number: int = 0) -> Form:
        """Press Share on one of a digest's items, and the form that opens."""
        await self.press(digest, "Share", number)
        return await self.form()

    async def shares(self, digest: Seen, words: str, *, network: str, number: int = 0) -> None:
        """Share one of a digest's items to one network, in words of their own."""
        form = await self.opens(digest, number)
        [caption] = form.names(f"caption:{network}")
        wrong = await form.send({"networks": [network], caption: words})
        assert not wrong, wrong
