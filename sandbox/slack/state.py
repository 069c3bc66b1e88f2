"""What has been typed and chosen in a view or message: `state.values`.

Starting values, values that survive a change, and the checks that Slack's own client makes
before it lets a form go. Shape:
docs.slack.dev/reference/interaction-payloads/view-interactions-payload.
"""

from __future__ import annotations

import re
from typing import Any

from sandbox.slack.kit import limits, whole
from sandbox.slack.kit.elements import offered
from sandbox.values import Json

FIELDS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
}
"""Element type → the field of its value, and the field of its starting value."""

_LISTS = {"selected_options", "selected_users", "selected_channels", "selected_conversations"}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LINK = re.compile(r"https?://\S+\.\S+|https?://(localhost|127\.0\.0\.1)\S*")
_REQUIRED = "Please complete this required field."


def starting(blocks: list[Json]) -> Json:
    """Return the values of freshly shown blocks."""
    values: Json = {}
    for block, element in whole.elements(blocks):
        if element["type"] in FIELDS:
            entry = values.setdefault(block["block_id"], {})
            entry[element["action_id"]] = blank(element)
    return values


def blank(element: Json) -> Json:
    """Return the value of one freshly shown element."""
    field, initial = FIELDS[element["type"]]
    empty: Any = [] if field in _LISTS else None
    return {"type": element["type"], field: element.get(initial, empty)}


def kept(before: Json, after: Json) -> Json:
    """Return `after`, with what was entered before where block, element and type are the same."""
    return {
        block_id: {
            action_id: _same(before.get(block_id, {}).get(action_id), value)
            for action_id, value in entry.items()
        }
        for block_id, entry in after.items()
    }


def _same(before: Json | None, after: Json) -> Json:
    if before is not None and before["type"] == after["type"]:
        return before
    return after


def merged(blocks: list[Json], values: Json, given: Json) -> Json:
    """Return the values with what the person entered. Raises ValueError for foreign entries."""
    known = {(b["block_id"], e.get("action_id")): e for b, e in whole.elements(blocks)}
    result = {block_id: dict(entry) for block_id, entry in values.items()}
    for block_id, entry in given.items():
        for action_id, value in entry.items():
            element = known.get((block_id, action_id))
            if element is None or element["type"] not in FIELDS:
                message = f"no such field: {block_id}/{action_id}"
                raise ValueError(message)
            result.setdefault(block_id, {})[action_id] = taken(element, value)
    return result


def taken(element: Json, value: Json) -> Json:
    """Return what the person entered in one element. Raises ValueError when it was not offered."""
    field, _ = FIELDS[element["type"]]
    entered = value.get(field)
    if isinstance(entered, str) and not entered and field == "value":
        entered = None
    if element["type"] in {"static_select", "multi_static_select", "radio_buttons", "checkboxes"}:
        entered = _offered(element, entered)
    if entered is None and field in _LISTS:
        entered = []
    return {"type": element["type"], field: entered}


def _offered(element: Json, entered: Any) -> Any:
    by_value = {option["value"]: option for option in offered(element)}
    many = isinstance(entered, list)
    found = []
    for option in entered if many else [entered]:
        if option is None:
            return None
        if option.get("value") not in by_value:
            message = f"not an option of {element['action_id']}: {option.get('value')}"
            raise ValueError(message)
        found.append(by_value[option["value"]])
    return found if many else found[0]


def problems(blocks: list[Json], values: Json) -> dict[str, str]:
    """Return what the client refuses to submit: block id → what it says at the field."""
    found: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        field, _ = FIELDS[element["type"]]
        value = values.get(block["block_id"], {}).get(element["action_id"], {}).get(field)
        if value in (None, "", []):
            if not block.get("optional"):
                found[block["block_id"]] = _REQUIRED
            continue
        problem = _problem(element, value)
        if problem:
            found[block["block_id"]] = problem
    return found


def _problem(element: Json, value: Any) -> str | None:
    match element["type"]:
        case "plain_text_input":
            return _length_problem(element, value)
        case "email_text_input" if not _EMAIL.fullmatch(value):
            return "Enter a valid email address."
        case "url_text_input" if not _LINK.fullmatch(value):
            return "Enter a valid URL."
        case "number_input":
            return _number_problem(element, str(value))
        case "multi_static_select" | "multi_users_select" | "multi_external_select":
            most = element.get("max_selected_items")
            return f"Choose at most {most}." if most and len(value) > most else None
        case _:
            return None


def _length_problem(element: Json, value: str) -> str | None:
    least = element.get("min_length", 0)
    most = element.get("max_length", limits.INPUT_LENGTH)
    if len(value) < least:
        return f"Must be at least {least} characters."
    if len(value) > most:
        return f"Must be at most {most} characters."
    return None


def _number_problem(element: Json, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Enter a number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Enter a whole number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and number < float(low):
        return f"Must be at least {low}."
    if high is not None and number > float(high):
        return f"Must be at most {high}."
    return None
