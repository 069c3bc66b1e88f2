"""What people see of blocks and modals, and how they fill in and send off a modal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.slack.interact import Outcome
from sandbox.slack.model import View

if TYPE_CHECKING:
    from tests.helpers.town import Citizen

Blocks = list[dict[str, Any]]


def texts(blocks: Any) -> str:
    """All text in blocks, joined, for tests that look for words."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            found.extend(
                value
                for name, value in node.items()
                if name in {"text", "alt_text", "initial_value"} and isinstance(value, str)
            )
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for item in node:
                walk(item)

    walk(blocks)
    return "\n".join(found)


@dataclass(frozen=True, kw_only=True)
class Element:
    """Something to press, with where it is."""

    block_id: str
    element: dict[str, Any]


def elements(blocks: Blocks, label: str) -> list[Element]:
    """The buttons with this label, in reading order."""
    return [
        Element(block_id=block["block_id"], element=element)
        for block in blocks
        for element in [*block.get("elements", []), block.get("accessory") or {}]
        if element.get("type") == "button" and element["text"]["text"] == label
    ]


class Form:
    """An open modal."""

    def __init__(self, citizen: Citizen, view: View) -> None:
        self._citizen = citizen
        self.view = view

    @property
    def blocks(self) -> Blocks:
        """What it shows."""
        return list(self.view.content["blocks"])

    @property
    def words(self) -> str:
        """All that can be read in it."""
        return texts(self.view.content)

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.view.content["title"]["text"])

    def names(self, prefix: str = "") -> list[str]:
        """The names of its fields."""
        return [
            block["block_id"]
            for block in self.blocks
            if block["type"] == "input" and block["block_id"].startswith(prefix)
        ]

    def value(self, name: str) -> Any:
        """What stands in a field."""
        [entry] = self.view.values[name].values()
        for kind in ("value", "selected_time", "selected_date"):
            if kind in entry:
                return entry[kind]
        if "selected_options" in entry:
            return [option["value"] for option in entry["selected_options"]]
        chosen = entry.get("selected_option")
        return chosen and chosen["value"]

    def state(self, values: dict[str, Any]) -> dict[str, Any]:
        """`state.values` for what a person entered, by field name."""
        entered: dict[str, Any] = {}
        for name, value in values.items():
            block = next(b for b in self.blocks if b.get("block_id") == name)
            element = block["element"]
            entered[name] = {element["action_id"]: _entry(element, value)}
        return entered

    async def submit(self, **values: Any) -> Outcome:
        """Send it off with what was entered; `_` in names may stand for `:` and `.`."""
        return await self._citizen.town.world.forms.submit(
            self._citizen.id, self.view.id, self.state(values)
        )

    async def enter(self, values: dict[str, Any]) -> Outcome:
        """The same, for field names that are no identifiers."""
        return await self._citizen.town.world.forms.submit(
            self._citizen.id, self.view.id, self.state(values)
        )

    async def press(self, label: str, number: int = 0) -> Outcome:
        """Press a button in it."""
        found = elements(self.blocks, label)[number]
        return await self._citizen.use(
            {"type": "view", "view_id": self.view.id}, found.block_id, found.element
        )

    async def change(self, name: str, value: Any) -> Outcome:
        """Change a field that reports its changes."""
        block = next(b for b in self.blocks if b.get("block_id") == name)
        element = block["element"]
        return await self._citizen.town.world.interact.press(
            self._citizen.id,
            {"type": "view", "view_id": self.view.id},
            name,
            {"action_id": element["action_id"], **_entry(element, value)},
            self.state({name: value}),
        )


def _entry(element: dict[str, Any], value: Any) -> dict[str, Any]:
    match element["type"]:
        case "checkboxes" | "multi_static_select":
            wanted = value if isinstance(value, list) else ([value] if value else [])
            options = [o for o in element["options"] if o["value"] in wanted]
            return {"selected_options": options}
        case "static_select" | "radio_buttons":
            return {"selected_option": next(o for o in element["options"] if o["value"] == value)}
        case "timepicker":
            return {"selected_time": value}
        case "datepicker":
            return {"selected_date": value}
        case _:
            return {"value": value}
