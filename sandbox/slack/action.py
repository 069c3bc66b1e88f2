"""Turns "this person used that element" into the `actions` entry of a block_actions payload.

The element is looked up where it is shown, so a person can only do what is really offered.
Shape: docs.slack.dev/reference/interaction-payloads/block_actions-payload.
"""

from __future__ import annotations

from sandbox.slack import state
from sandbox.slack.kit import whole
from sandbox.slack.kit.elements import offered
from sandbox.values import Json

_COPIED = ("text", "value", "style", "placeholder", "confirm")


def used(blocks: list[Json], block_id: str, chosen: Json, stamp: str) -> tuple[Json, Json]:
    """Return the element and the action. Raises ValueError when it is not offered."""
    block, element = find(blocks, block_id, str(chosen.get("action_id")))
    if block["type"] == "input" and not block.get("dispatch_action"):
        message = "this input does not dispatch"
        raise ValueError(message)
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block_id,
        "action_ts": stamp,
    }
    action |= {name: element[name] for name in _COPIED if name in element}
    match element["type"]:
        case "button" | "icon_button" | "workflow_button":
            pass
        case "overflow":
            action["selected_option"] = _overflow(element, chosen)
        case "feedback_buttons":
            action |= _feedback(element, chosen)
        case _:
            action |= state.taken(element, chosen)
    return element, action


def find(blocks: list[Json], block_id: str, action_id: str) -> tuple[Json, Json]:
    """Return the block and the element with these identifiers. Raises ValueError."""
    for block, element in whole.elements(blocks):
        if block["block_id"] == block_id and element.get("action_id") == action_id:
            return block, element
    message = f"{block_id}/{action_id}"
    raise ValueError(message)


def _overflow(element: Json, chosen: Json) -> Json:
    wanted = (chosen.get("selected_option") or {}).get("value")
    for option in offered(element):
        if option["value"] == wanted:
            return option
    message = f"not an option: {wanted}"
    raise ValueError(message)


def _feedback(element: Json, chosen: Json) -> Json:
    for name in ("positive_button", "negative_button"):
        button: Json = element[name]
        if button["value"] == chosen.get("value"):
            return {"value": button["value"], "text": button["text"]}
    message = f"not a feedback button: {chosen.get('value')}"
    raise ValueError(message)
