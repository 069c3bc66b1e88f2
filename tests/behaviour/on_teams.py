"""People of the company in Teams: dialogs, cards in the chat with the bot, search, words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.teams.model import Dialog, Outcome
from sandbox.teams.model import Seen as Message
from sandbox.values import Json
from tests.behaviour.acting import CHANNEL, Actor, Form, Seen, Values
from tests.helpers.town import Town, follow, typed
from tests.helpers.waiting import until

_INPUTS = ("Input.Text", "Input.ChoiceSet", "Input.Toggle", "Input.Date", "Input.Time")
_WORDS = ("text", "altText", "title", "value", "label", "placeholder")


def _walk(node: Any) -> Iterator[Json]:
    """Every element of a card that a client which knows all of 1.5 shows, in reading order."""
    if isinstance(node, dict):
        if "type" in node:
            yield node
        for name, inner in node.items():
            if name not in {"fallback", "data", "msteams", "refresh", "authentication"}:
                yield from _walk(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _walk(inner)


def texts(cards: list[Json]) -> str:
    """All that can be read in cards."""
    found: list[str] = []
    for element in _walk(cards):
        if element["type"] == "RichTextBlock":
            found.append("".join(_run(run) for run in element.get("inlines", [])))
        elif element["type"] == "FactSet":
            found += [f"{fact['title']} {fact['value']}" for fact in element.get("facts", [])]
        elif element["type"] != "TextRun":
            found += [element[name] for name in _WORDS if isinstance(element.get(name), str)]
    return _unescaped("\n".join(found))


def _run(run: Any) -> str:
    return str(run.get("text", "")) if isinstance(run, dict) else str(run)


def _unescaped(text: str) -> str:
    return re.sub(r"\\([\\`*_{}\[\]()#+.!|>~-])", r"\1", text).replace("\u2060", "")


def _actions(cards: list[Json]) -> list[Json]:
    return [e for e in _walk(cards) if str(e["type"]).startswith("Action.") and e.get("title")]


def _inputs(cards: list[Json]) -> dict[str, Json]:
    return {str(e["id"]): e for e in _walk(cards) if e["type"] in (*_INPUTS, "Input.Number")}


def _seen(cards: list[Json], handle: Any, *, alone: bool, text: str = "") -> Seen:
    actions = _actions(cards)
    return Seen(
        words="\n".join(part for part in (text, texts(cards)) if part),
        buttons=tuple(str(action["title"]) for action in actions),
        links=tuple((str(a["title"]), str(a["url"])) for a in actions if "url" in a),
        alone=alone,
        handle=handle,
    )


class TeamsForm(Form):
    """A form in a dialog, or in a card of the chat."""

    def __init__(self, actor: OnTeams, cards: list[Json], message: Message | None) -> None:
        self._actor = actor
        self._cards = cards
        self._message = message
        """The message of a form that stands in the chat; None for a dialog."""

    @property
    def title(self) -> str:
        dialog = self._actor.dialog
        if self._message is None and dialog is not None:
            return dialog.title
        return next(texts([e]) for e in _walk(self._cards) if e.get("style") == "heading")

    @property
    def words(self) -> str:
        return texts(self._cards)

    @property
    def buttons(self) -> tuple[str, ...]:
        return tuple(str(action["title"]) for action in _actions(self._cards))

    def link(self, label: str) -> str:
        return next(str(a["url"]) for a in _actions(self._cards) if a["title"] == label)

    def names(self, prefix: str = "") -> list[str]:
        return [name for name in _inputs(self._cards) if name.startswith(prefix)]

    def value(self, name: str) -> Any:
        found = _inputs(self._cards)[name]
        value = found.get("value", "")
        if found["type"] == "Input.Toggle":
            return value == found.get("valueOn", "true")
        if found.get("isMultiSelect"):
            return [each for each in str(value).split(",") if each]
        return value

    async def send(self, values: Values) -> dict[str, str]:
        before = set(self.words.splitlines())
        outcome = await self._do(_sends(self._cards), values)
        if outcome.errors:
            return dict(outcome.errors)
        return self._actor.errors(self.names(), before, self._message)

    async def press(self, label: str, number: int = 0) -> None:
        matching = [a for a in _actions(self._cards) if a["title"] == label]
        await self._do(matching[number], {})

    async def change(self, name: str, value: Any) -> None:
        await self._do(_update_beside(self._cards, name), {name: value})

    async def close(self) -> None:
        if self._message is None:
            self._actor.close_dialog()
        else:
            await self._do(_cancels(self._cards), {})

    async def _do(self, action: Json, values: Values) -> Outcome:
        known = _inputs(self._cards)
        typed = {name: _entered(known[name], value) for name, value in values.items()}
        if self._message is None:
            outcome = await self._actor.teams.submit(self._actor.person, typed, action)
        else:
            outcome = await self._actor.teams.press(
                self._actor.person, self._message, action, typed
            )
        assert outcome.error is None, outcome
        return outcome


def _ours(action: Json) -> Mapping[str, Any]:
    data = action.get("data")
    found = data.get("glasnik") if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _sends(cards: list[Json]) -> Json:
    return next(a for a in _actions(cards) if _ours(a).get("do") == "submit")


def _cancels(cards: list[Json]) -> Json:
    return next(a for a in _actions(cards) if _ours(a).get("do") == "cancel")


def _update_beside(cards: list[Json], name: str) -> Json:
    """The first button after a field."""
    after = False
    for element in _walk(cards):
        after = after or element.get("id") == name
        if after and str(element["type"]).startswith("Action.") and _ours(element):
            return element
    raise AssertionError(f"no button follows {name}")


def _entered(field: Json, value: Any) -> str:
    if field["type"] == "Input.Toggle":
        on, off = field.get("valueOn", "true"), field.get("valueOff", "false")
        return str(on if value else off)
    if isinstance(value, list):
        return ",".join(value)
    return str(value)


class OnTeams(Actor):
    """Somebody in Teams."""

    def __init__(self, town: Town, name: str) -> None:
        self.teams = town.world.teams
        self.person = town.world.person(name)
        self._town = town
        self._notes: list[str] = []

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def id(self) -> str:
        return self.teams.account(self.person)

    @property
    def dialog(self) -> Dialog | None:
        """Their open dialog."""
        return self.teams.dialog(self.person)

    def close_dialog(self) -> None:
        """Close it."""
        self.teams.close(self.person)

    def seen(self, where: str = "") -> list[Seen]:
        if where:
            channel = self.teams.channel(where.capitalize())
            return [
                self._of(m, alone=False)
                for m in self.teams.messages(channel, self.person)
                if m.by_bot
            ]
        if self.person.deleted:
            return []
        return [self._of(m, alone=True) for m in self.teams.direct(self.person) if m.by_bot]

    async def hears(self, words: str, where: str = "") -> Seen:
        def look() -> Seen | None:
            return next((s for s in reversed(self.seen(where)) if words in s.words), None)

        return await until(look, f"{self.name} to read {words!r}")

    async def told(self, words: str) -> Seen:
        def look() -> Seen | None:
            dialog = self.dialog
            if dialog is not None and words in dialog.message:
                return Seen(words=dialog.message, buttons=(), links=(), alone=True, handle=None)
            if dialog is not None and dialog.card and words in texts([dialog.card]):
                return _seen([dialog.card], dialog, alone=True)
            for note in reversed(self._notes):
                if words in note:
                    return Seen(words=note, buttons=(), links=(), alone=True, handle=None)
            return next((s for s in reversed(self.seen()) if words in s.words), None)

        return await until(look, f"{self.name} to be told {words!r}")

    async def press(self, seen: Seen, label: str, number: int = 0) -> None:
        if isinstance(seen.handle, Dialog):
            outcome = await self.teams.submit(self.person, {}, label, number=number)
        else:
            outcome = await self.teams.press(self.person, seen.handle, label, number=number)
        self._took(outcome)

    async def says(self, words: str) -> None:
        self.close_dialog()
        if words == "channel":
            place = self.teams.channel(CHANNEL.capitalize())
            self._took(await self.teams.say(self.person, f"@Glasnik {words}", place))
        else:
            self._took(await self.teams.say(self.person, words))

    async def form(self) -> Form:
        def look() -> TeamsForm | None:
            dialog = self.dialog
            if dialog is not None and dialog.card is not None:
                return TeamsForm(self, [dialog.card], None)
            for message in reversed(self.teams.direct(self.person)):
                if message.by_bot and _is_form(message.cards):
                    return TeamsForm(self, message.cards, message)
            return None

        return await until(look, f"{self.name}'s form")

    def errors(self, names: list[str], before: set[str], message: Message | None) -> dict[str, str]:
        """What stands under the fields of the form that is shown now and did not before."""
        if message is None:
            dialog = self.dialog
            cards = [dialog.card] if dialog is not None and dialog.card is not None else []
        else:
            now = {m.id: m for m in self.teams.direct(self.person)}
            cards = now[message.id].cards
        if not set(names) & set(_inputs(cards)):
            return {}
        return _under_fields(cards, before)

    async def no_form(self) -> None:
        await until(lambda: self.dialog is None, f"{self.name}'s dialog to close")

    async def page(self) -> Seen:
        self.close_dialog()
        known = {(seen.handle.id, seen.words) for seen in self.seen()}
        await self.says("home")

        def look() -> Seen | None:
            fresh = [s for s in self.seen() if (s.handle.id, s.words) not in known]
            return fresh[-1] if fresh else None

        return await until(look, f"{self.name}'s page")

    async def searches(self, words: str) -> list[str]:
        outcome = await self.teams.search(self.person, words)
        assert outcome.error is None, outcome
        return [str(result.preview["title"]) for result in outcome.results]

    async def own_view(self, seen: Seen) -> Seen:
        await self.teams.refresh(self.person, seen.handle, force=True)
        place = seen.handle.conversation
        [mine] = [m for m in self.teams.messages(place, self.person) if m.id == seen.handle.id]
        return self._of(mine, alone=False)

    async def connects(self, network: str) -> str:
        await self.says(f"connect {network}")

        def offered() -> str | None:
            links = [url for seen in self.seen() for _, url in seen.links if "/connect/" in url]
            return links[-1] if links else None

        return await follow(
            await until(offered, "the private link"),
            self.person.id,
            typed(self._town.world, self.person, network),
        )

    async def quits(self) -> None:
        await self.teams.deactivate(self.person)

    def _of(self, message: Message, *, alone: bool) -> Seen:
        return _seen(message.cards, message, alone=alone, text=message.text)

    def _took(self, outcome: Outcome) -> None:
        assert outcome.error is None, outcome
        if outcome.note:
            self._notes.append(outcome.note)


def _is_form(cards: list[Json]) -> bool:
    return any(_ours(action).get("do") == "submit" for action in _actions(cards))


def _under_fields(cards: list[Json], before: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    field = ""
    for element in _walk(cards):
        if str(element["type"]).startswith("Input."):
            field = str(element["id"])
        elif element["type"] in {"TextBlock", "RichTextBlock"} and field:
            words = texts([element])
            marked = element.get("color") == "attention" or any(
                isinstance(run, dict) and run.get("color") == "attention"
                for run in element.get("inlines", [])
            )
            if marked and words not in before:
                found.setdefault(field, words)
    return found
