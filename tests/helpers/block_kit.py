"""A second opinion on what Slack accepts: written from its documentation, not from the painters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_TEXTS = {
    # where a text object stands: (kinds allowed, longest)
    "section.text": ({"plain_text", "mrkdwn"}, 3000),
    "section.fields": ({"plain_text", "mrkdwn"}, 2000),
    "header.text": ({"plain_text"}, 150),
    "context.elements": ({"plain_text", "mrkdwn"}, 3000),
    "input.label": ({"plain_text"}, 2000),
    "input.hint": ({"plain_text"}, 2000),
    "button.text": ({"plain_text"}, 75),
    "option.text": ({"plain_text", "mrkdwn"}, 75),
    "option.description": ({"plain_text", "mrkdwn"}, 75),
    "group.label": ({"plain_text"}, 75),
    "confirm.title": ({"plain_text"}, 100),
    "confirm.text": ({"plain_text", "mrkdwn"}, 300),
    "confirm.confirm": ({"plain_text"}, 30),
    "confirm.deny": ({"plain_text"}, 30),
    "placeholder": ({"plain_text"}, 150),
    "view.title": ({"plain_text"}, 24),
    "view.submit": ({"plain_text"}, 24),
    "view.close": ({"plain_text"}, 24),
}
_SURFACES = {
    "section": {"message", "modal", "home"},
    "divider": {"message", "modal", "home"},
    "header": {"message", "modal", "home"},
    "context": {"message", "modal", "home"},
    "actions": {"message", "modal", "home"},
    "rich_text": {"message", "modal", "home"},
    "input": {"modal"},
    "data_visualization": {"message", "home"},
}
_INPUTS = {
    "plain_text_input",
    "static_select",
    "multi_static_select",
    "radio_buttons",
    "checkboxes",
    "datepicker",
    "timepicker",
    "number_input",
    "users_select",
    "conversations_select",
}


def length(text: str) -> int:
    """Characters as JavaScript counts them."""
    return len(text.encode("utf-16-le")) // 2


def message_faults(message: dict[str, Any]) -> list[str]:
    """Why Slack would refuse this message; empty when it would not."""
    blocks = message["blocks"]
    faults = list(_blocks(blocks, "message", 50))
    if not message.get("text") or length(message["text"]) > 4000:
        faults.append("text: missing or too long")
    total = sum(length(text) for block in blocks for text in _strings(block))
    if total > 13_200:
        faults.append(f"message: {total} characters")
    return faults


def view_faults(view: dict[str, Any]) -> list[str]:
    """Why Slack would refuse this modal or home page; empty when it would not."""
    kind = view["type"]
    faults = list(_blocks(view["blocks"], kind, 100))
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    if kind == "modal":
        faults += _text(view.get("title"), "view.title")
        faults += [
            f for key in ("submit", "close") if key in view for f in _text(view[key], f"view.{key}")
        ]
    if inputs and "submit" not in view:
        faults.append("view: inputs without submit")
    names = [block.get("block_id") for block in inputs]
    if len(set(names)) != len(names) or not all(names):
        faults.append("view: block ids")
    if length(view.get("private_metadata", "")) > 3000 or length(view.get("callback_id", "")) > 255:
        faults.append("view: metadata")
    return faults


def all_texts(value: Any) -> list[str]:
    """Every text that people see, in order."""
    return list(_strings(value))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and key in {"text", "alt_text", "title", "label", "name"}:
                yield inner
            else:
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _blocks(blocks: list[dict[str, Any]], surface: str, most: int) -> Iterator[str]:
    if not 1 <= len(blocks) <= most:
        yield f"{len(blocks)} blocks"
    charts = 0
    for block in blocks:
        kind = block.get("type", "")
        if surface not in _SURFACES.get(kind, set()):
            yield f"{kind} on {surface}"
            continue
        charts += kind == "data_visualization"
        yield from _block(block)
    if charts > 2:
        yield f"{charts} charts"


def _block(block: dict[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "section":
            yield from _section(block)
        case "header":
            yield from _text(block.get("text"), "header.text")
        case "context":
            yield from _count(block.get("elements", []), 10, "context")
            for element in block.get("elements", []):
                yield from _text(element, "context.elements")
        case "actions":
            yield from _actions(block.get("elements", []))
        case "input":
            yield from _input(block)
        case "rich_text":
            yield from _count(block.get("elements", []), 100, "rich_text")
        case "data_visualization":
            yield from _chart(block)


def _actions(elements: list[dict[str, Any]]) -> Iterator[str]:
    yield from _count(elements, 25, "actions")
    ids = [element.get("action_id") for element in elements]
    if len(set(ids)) != len(ids):
        yield "actions: action ids"
    for element in elements:
        yield from _button(element)


def _section(block: dict[str, Any]) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield "section: empty"
    if "text" in block:
        yield from _text(block["text"], "section.text")
    if "fields" in block:
        yield from _count(block["fields"], 10, "fields")
        for field in block["fields"]:
            yield from _text(field, "section.fields")
    image = block.get("accessory")
    if image is not None:
        if not image.get("image_url", "").startswith("http") or length(image["image_url"]) > 3000:
            yield "image: url"
        if not 1 <= length(image.get("alt_text", "")) <= 2000:
            yield "image: alt text"


def _button(button: dict[str, Any]) -> Iterator[str]:
    yield from _text(button.get("text"), "button.text")
    if length(button.get("value", "")) > 2000 or length(button.get("url", "")) > 3000:
        yield "button: value or url"
    if not 1 <= length(button["action_id"]) <= 255:
        yield "button: action id"
    if "accessibility_label" in button and not 1 <= length(button["accessibility_label"]) <= 75:
        yield "button: accessibility label"
    if button.get("style", "primary") not in {"primary", "danger"}:
        yield "button: style"
    for key in ("title", "text", "confirm", "deny"):
        if "confirm" in button:
            yield from _text(button["confirm"].get(key), f"confirm.{key}")


def _input(block: dict[str, Any]) -> Iterator[str]:
    yield from _text(block.get("label"), "input.label")
    if "hint" in block:
        yield from _text(block["hint"], "input.hint")
    element = block["element"]
    if element["type"] not in _INPUTS:
        yield f"input: {element['type']}"
    if "placeholder" in element:
        yield from _text(element["placeholder"], "placeholder")
    if element["type"] == "plain_text_input":
        most = element["max_length"]
        if not 1 <= most <= 3000 or length(element.get("initial_value", "")) > most:
            yield "input: length"
    yield from _options(element)


def _options(element: dict[str, Any]) -> Iterator[str]:
    kind = element["type"]
    if kind not in {"static_select", "multi_static_select", "radio_buttons", "checkboxes"}:
        return
    groups = element.get("option_groups", [element])
    yield from _count(groups, 100, "option groups")
    if "option_groups" in element and kind in {"radio_buttons", "checkboxes"}:
        yield f"{kind}: groups"
    offered: list[Any] = []
    for group in groups:
        options = group.get("options", [])
        offered += options
        yield from _count(options, 10 if kind in {"radio_buttons", "checkboxes"} else 100, kind)
        if group is not element:
            yield from _text(group.get("label"), "group.label")
        for option in options:
            yield from _text(option.get("text"), "option.text")
            if "description" in option:
                yield from _text(option["description"], "option.description")
            if not 1 <= length(option["value"]) <= 150:
                yield "option: value"
    chosen = element.get(
        "initial_options", [element["initial_option"]] if "initial_option" in element else None
    )
    if chosen is not None and (not chosen or any(option not in offered for option in chosen)):
        yield f"{kind}: initial option is not offered"


def _chart(block: dict[str, Any]) -> Iterator[str]:
    chart = block["chart"]
    if not 1 <= length(block["title"]) <= 50:
        yield "chart: title"
    if chart["type"] == "pie":
        yield from _count(chart["segments"], 12, "segments")
        labels = [segment["label"] for segment in chart["segments"]]
    else:
        labels = chart["axis_config"]["categories"]
        yield from _count(labels, 20, "points")
        for series in chart["series"]:
            if [point["label"] for point in series["data"]] != labels:
                yield "chart: labels do not match"
            if not 1 <= length(series["name"]) <= 20:
                yield "chart: series name"
    if len(set(labels)) != len(labels) or any(not 1 <= length(label) <= 20 for label in labels):
        yield "chart: labels"


def _count(items: list[Any], most: int, where: str) -> Iterator[str]:
    if not 1 <= len(items) <= most:
        yield f"{where}: {len(items)} items"


def _text(text: Any, where: str) -> Iterator[str]:
    kinds, most = _TEXTS[where]
    if not isinstance(text, dict) or text.get("type") not in kinds:
        yield f"{where}: no text of the right kind"
        return
    if not text["text"].strip() or length(text["text"]) > most:
        yield f"{where}: {length(text['text'])} characters"
    if text["type"] == "plain_text" and text.get("emoji") is not False:
        yield f"{where}: emoji names would be replaced"
    if text["type"] == "mrkdwn" and text.get("verbatim") is not True:
        yield f"{where}: Slack would look for links and mentions"
