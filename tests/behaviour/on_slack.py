"""People of the company in Slack: modals, App Home, ephemeral messages, slash commands."""

from __future__ import annotations

from typing import Any

from sandbox.slack.interact import Outcome
from sandbox.slack.model import Message, View
from tests.behaviour.acting import CHANNEL, Actor, Form, Seen, Values
from tests.helpers import forms
from tests.helpers.town import Citizen, Town
from tests.helpers.waiting import until


def _channel(where: str) -> str:
    return f"#{where}"


def _labels(blocks: forms.Blocks) -> tuple[tuple[str, dict[str, Any]], ...]:
    return tuple(
        (element["text"]["text"], element)
        for block in blocks
        for element in [*block.get("elements", []), block.get("accessory") or {}]
        if element.get("type") == "button"
    )


def _seen(blocks: forms.Blocks, handle: Any, *, alone: bool) -> Seen:
    labels = _labels(blocks)
    return Seen(
        words=forms.texts(blocks),
        buttons=tuple(label for label, _ in labels),
        links=tuple((label, element["url"]) for label, element in labels if "url" in element),
        alone=alone,
        handle=handle,
    )


class SlackForm(Form):
    """A modal."""

    def __init__(self, citizen: Citizen, view: View) -> None:
        self._form = forms.Form(citizen, view)
        self._citizen = citizen

    @property
    def title(self) -> str:
        return self._form.title

    @property
    def words(self) -> str:
        return self._form.words

    @property
    def buttons(self) -> tuple[str, ...]:
        return tuple(label for label, _ in _labels(self._form.blocks))

    def link(self, label: str) -> str:
        return str(forms.elements(self._form.blocks, label)[0].element["url"])

    def names(self, prefix: str = "") -> list[str]:
        return self._form.names(prefix)

    def value(self, name: str) -> Any:
        found = self._form.value(name)
        return bool(found) if self._is_box(name) else found

    async def send(self, values: Values) -> dict[str, str]:
        outcome = await self._form.enter({n: self._entry(n, v) for n, v in values.items()})
        assert outcome.error is None, outcome
        return dict(outcome.errors)

    async def press(self, label: str, number: int = 0) -> None:
        _took(await self._form.press(label, number))

    async def change(self, name: str, value: Any) -> None:
        _took(await self._form.change(name, value))

    async def close(self) -> None:
        await self._citizen.town.world.forms.close(self._citizen.id, self._form.view.id)

    def _is_box(self, name: str) -> bool:
        block = next(b for b in self._form.blocks if b.get("block_id") == name)
        element = block["element"]
        return element["type"] == "checkboxes" and [o["value"] for o in element["options"]] == [
            "yes"
        ]

    def _entry(self, name: str, value: Any) -> Any:
        return (["yes"] if value else []) if self._is_box(name) else value


def _took(outcome: Outcome) -> None:
    assert outcome.ok, outcome


class OnSlack(Actor):
    """Somebody in Slack."""

    def __init__(self, town: Town, name: str) -> None:
        self._citizen = Citizen(town, name)
        self._town = town

    @property
    def name(self) -> str:
        return self._citizen.person.name

    @property
    def id(self) -> str:
        return self._citizen.id

    def seen(self, where: str = "") -> list[Seen]:
        if where:
            return [self._of(m) for m in self._citizen.sees(_channel(where))]
        return [self._of(m) for m in self._citizen.direct()]

    async def hears(self, words: str, where: str = "") -> Seen:
        return await self._newest(lambda: self.seen(where), words)

    async def told(self, words: str) -> Seen:
        def look() -> list[Seen]:
            modals = self._town.world.views(self.id)[-1:]
            return [
                *self.seen(),
                *(seen for seen in self.seen(CHANNEL) if seen.alone),
                *(_seen(list(view.content["blocks"]), view, alone=True) for view in modals),
            ]

        return await self._newest(look, words)

    async def _newest(self, look: Any, words: str) -> Seen:
        def found() -> Seen | None:
            return next((seen for seen in reversed(look()) if words in seen.words), None)

        return await until(found, f"{self.name} to read {words!r}")

    async def press(self, seen: Seen, label: str, number: int = 0) -> None:
        if isinstance(seen.handle, View):
            _took(await forms.Form(self._citizen, seen.handle).press(label, number))
        else:
            _took(await self._citizen.press(seen.handle, label, number))

    async def says(self, words: str) -> None:
        _took(await self._citizen.says(f"/advocacy {words}".strip(), _channel(CHANNEL)))

    async def form(self) -> Form:
        def look() -> View | None:
            views = self._town.world.views(self.id)
            kinds = {block["type"] for view in views[-1:] for block in view.content["blocks"]}
            return views[-1] if kinds & {"input", "actions", "header"} else None

        return SlackForm(self._citizen, await until(look, f"{self.name}'s form"))

    async def no_form(self) -> None:
        await until(lambda: not self._citizen.forms(), f"{self.name}'s form to close")

    async def page(self) -> Seen:
        view = (await self._citizen.home()).view
        return _seen(list(view.content["blocks"]), view, alone=True)

    async def searches(self, words: str) -> list[str]:
        await self.says(f"library {words}")
        found = await self.told(words or "The newest")
        return [
            block["text"]["text"].split("*")[1].partition("|")[2].partition(">")[0]
            for block in found.handle.blocks
            if block["type"] == "section" and "|" in block["text"]["text"]
        ]

    async def own_view(self, seen: Seen) -> Seen:
        return seen

    async def connects(self, network: str) -> str:
        return await self._citizen.connects(network)

    async def quits(self) -> None:
        self._town.world.happenings.deactivate(self._citizen.person)

    def _of(self, message: Message) -> Seen:
        alone = message.ephemeral_for == self.id or message in self._citizen.direct()
        return _seen(message.blocks, message, alone=alone)
