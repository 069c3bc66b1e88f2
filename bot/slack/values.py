"""What stands in Slack's elements ↔ typed values. Must not know what any field means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from bot.slack import paint_fields
from bot.slack.payloads import Malformed, StatePayload, StatesPayload, ViewPayload
from chat.stimuli import Value, Values

_INITIAL = {
    "value": "initial_value",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_user": "initial_user",
    "selected_conversation": "initial_conversation",
    "selected_channel": "initial_channel",
}


def base(action_id: str) -> tuple[str, int]:
    """A field's action id without its turn, and the turn."""
    name, mark, turn = action_id.rpartition(paint_fields.TURN)
    return (name, int(turn)) if mark and turn.isascii() and turn.isdigit() else (action_id, 0)


def of_view(view: ViewPayload) -> Values:
    """All values of a modal, by field name.

    Raises Malformed for a value that its element can't hold.
    """
    states = view.get("state", StatesPayload(values={}))["values"]
    order = _orders(view.get("blocks", []))
    found: dict[str, Value] = {}
    for block_id, elements in states.items():
        for action_id, state in elements.items():
            found[block_id] = _value(block_id, base(action_id)[0], state, order.get(block_id, []))
    return Values(found)


def turns_of_view(view: ViewPayload) -> dict[str, int]:
    """How often the value of each field was put in by us."""
    states = view.get("state", StatesPayload(values={}))["values"]
    return {
        block_id: base(action_id)[1]
        for block_id, elements in states.items()
        for action_id in elements
    }


def typed_again(view: ViewPayload) -> dict[str, Any]:
    """A modal that can be shown anew, with everything that was typed in it."""
    states = view.get("state", StatesPayload(values={}))["values"]
    kept = {
        key: view.get(key)
        for key in ("type", "callback_id", "title", "submit", "close", "private_metadata")
        if view.get(key)
    }
    blocks = [_filled(block, states) for block in view.get("blocks", [])]
    return {**kept, "blocks": blocks}


def _filled(
    block: dict[str, Any], states: Mapping[str, Mapping[str, StatePayload]]
) -> dict[str, Any]:
    element = block.get("element")
    if block.get("type") != "input" or not isinstance(element, dict):
        return block
    state = states.get(str(block.get("block_id")), {}).get(str(element.get("action_id")))
    if state is None:
        return block
    bare = {key: value for key, value in element.items() if not key.startswith("initial_")}
    typed: dict[str, Any] = {
        initial: state.get(key) for key, initial in _INITIAL.items() if state.get(key)
    }
    offered = {str(option["value"]): option for option in _offered(element)}
    one, many = state.get("selected_option"), state.get("selected_options") or []
    if one is not None and one["value"] in offered:
        typed["initial_option"] = offered[one["value"]]
    chosen = [offered[option["value"]] for option in many if option["value"] in offered]
    if chosen:
        typed["initial_options"] = chosen
    return {**block, "element": {**bare, **typed}}


def _value(block_id: str, action_id: str, state: StatePayload, order: Sequence[str]) -> Value:
    try:
        return _read(action_id, state, order)
    except ValueError as error:
        raise Malformed(f"state.values.{block_id}: {type(error).__name__}") from None


def _read(action_id: str, state: StatePayload, order: Sequence[str]) -> Value:
    match state.get("type", ""):
        case "checkboxes" | "multi_static_select":
            chosen = [option["value"] for option in state.get("selected_options") or []]
            if action_id == paint_fields.TICK:
                return paint_fields.TICKED in chosen
            return tuple(sorted(chosen, key=lambda v: order.index(v) if v in order else len(order)))
        case "static_select" | "radio_buttons":
            option = state.get("selected_option")
            return None if option is None else option["value"]
        case "datepicker":
            day = state.get("selected_date")
            return date.fromisoformat(day) if day else None
        case "timepicker":
            clock = state.get("selected_time")
            return time.fromisoformat(clock) if clock else None
        case "number_input":
            number = state.get("value")
            return int(number) if number else None
        case "users_select":
            return state.get("selected_user")
        case "conversations_select":
            return state.get("selected_conversation")
        case "channels_select":
            return state.get("selected_channel")
        case _:
            return _sound(state.get("value") or "")


def _sound(text: str) -> str:
    """JSON can carry halves of characters, which no database takes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _orders(blocks: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The order of the options in the form, because Slack tells them in the order of the clicks."""
    return {
        str(block["block_id"]): [str(option.get("value")) for option in _offered(block["element"])]
        for block in blocks
        if isinstance(block.get("element"), dict) and "block_id" in block
    }


def _offered(element: dict[str, Any]) -> list[dict[str, Any]]:
    groups = [element, *(element.get("option_groups") or [])]
    return [
        option
        for group in groups
        for option in group.get("options") or []
        if isinstance(option, dict)
    ]
