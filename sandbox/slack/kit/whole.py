"""Whole messages and whole views: what no single block can know.

Counts, unique identifiers, total length, what a modal needs. Also gives blocks and elements the
identifiers that Slack gives them when the app has not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from sandbox.slack.kit import limits
from sandbox.slack.kit.blocks import Surface, rule
from sandbox.slack.kit.rules import PLAIN, Rule, fail, flag, many, record, string, text, typed
from sandbox.values import Json

_VIEW_COMMON: dict[str, Rule] = {
    "callback_id": string(limits.IDENTIFIER, 0),
    "private_metadata": string(limits.PRIVATE_METADATA, 0),
    "external_id": string(limits.IDENTIFIER, 0),
}


def _view_rule(surface: Surface) -> Rule:
    blocks = many(rule(surface), 0, limits.BLOCKS_PER_VIEW)
    if surface is Surface.HOME:
        return record({"blocks": blocks}, _VIEW_COMMON)
    return record(
        {"blocks": blocks, "title": text(limits.VIEW_TITLE, PLAIN)},
        _VIEW_COMMON
        | {
            "submit": text(limits.VIEW_TITLE, PLAIN),
            "close": text(limits.VIEW_TITLE, PLAIN),
            "clear_on_close": flag,
            "notify_on_close": flag,
            "submit_disabled": flag,
        },
    )


_VIEW = typed(
    {
        "modal": _view_rule(Surface.MODAL),
        "home": _view_rule(Surface.HOME),
    }
)
_MESSAGE = many(rule(Surface.MESSAGE), 0, limits.BLOCKS_PER_MESSAGE)


def message_faults(blocks: Any) -> list[str]:
    """Return what is wrong with the blocks of a message, in Slack's words."""
    messages: list[str] = []
    _MESSAGE(blocks, "/blocks", messages)
    if not messages:
        _unique(blocks, "/blocks", messages)
        charts = [block for block in blocks if block["type"] == "data_visualization"]
        if len(charts) > limits.CHARTS_PER_MESSAGE:
            fail(messages, "/blocks", f"no more than {limits.CHARTS_PER_MESSAGE} charts allowed")
        _long_text(blocks, messages)
    return messages


def view_faults(view: Any) -> list[str]:
    """Return what is wrong with a modal or a Home tab, in Slack's words."""
    messages: list[str] = []
    _VIEW(view, "/view", messages)
    if messages:
        return messages
    blocks = view["blocks"]
    _unique(blocks, "/view/blocks", messages)
    inputs = any(block["type"] == "input" for block in blocks)
    if inputs and view["type"] == "modal" and "submit" not in view:
        fail(messages, "/view", "missing required field: submit (the view has an input block)")
    focused = [element for _, element in elements(blocks) if element.get("focus_on_load")]
    if len(focused) > 1:
        fail(messages, "/view/blocks", "only one element may have focus_on_load")
    return messages


def view_size(view: Json) -> int:
    """Return the length of the view's JSON in bytes."""
    return len(json.dumps(view, ensure_ascii=False).encode())


def text_total(blocks: Any) -> int:
    """Return the characters of all text in these blocks."""
    if isinstance(blocks, list):
        return sum(text_total(each) for each in blocks)
    if not isinstance(blocks, dict):
        return 0
    total = 0
    for name, value in blocks.items():
        if name in {"text", "alt_text", "title"} and isinstance(value, str):
            total += len(value)
        else:
            total += text_total(value)
    return total


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield every interactive element with its block, those inside cards included."""
    for block in blocks:
        for element in (block.get("element"), block.get("accessory")):
            if isinstance(element, dict):
                yield block, element
        for key in ("elements", "actions"):
            for element in block.get(key) or []:
                if element.get("type") == "card":
                    yield from elements([element])
                elif block["type"] in {"actions", "context_actions", "card"}:
                    yield block, element
        yield from elements(block.get("child_blocks") or [])


def identified(blocks: list[Json], fresh: Callable[[], str]) -> list[Json]:
    """Return a copy in which every block and interactive element has an identifier."""
    copy = deepcopy(blocks)
    _identify(copy, fresh)
    for _, element in elements(copy):
        if element["type"] != "image":
            element.setdefault("action_id", fresh())
    return copy


def _identify(blocks: list[Json], fresh: Callable[[], str]) -> None:
    for block in blocks:
        block.setdefault("block_id", fresh())
        _identify(block.get("child_blocks") or [], fresh)
        _identify([each for each in block.get("elements") or [] if _is_card(each)], fresh)


def _is_card(value: Json) -> bool:
    return value.get("type") == "card"


def _unique(blocks: list[Json], at: str, messages: list[str]) -> None:
    named = [block["block_id"] for block in blocks if "block_id" in block]
    for name in sorted({name for name in named if named.count(name) > 1}):
        fail(messages, at, f"block_id already exists: {name}")
    for index, block in enumerate(blocks):
        actions = [each["action_id"] for _, each in elements([block]) if "action_id" in each]
        for action in sorted({action for action in actions if actions.count(action) > 1}):
            fail(messages, f"{at}/{index}", f"action_id already exists: {action}")


def _long_text(blocks: list[Json], messages: list[str]) -> None:
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > limits.MARKDOWN:
        fail(messages, "/blocks", f"markdown text must be less than {limits.MARKDOWN + 1}")
    for index, block in enumerate(blocks):
        if block["type"] == "data_table" and text_total(block) > limits.DATA_TABLE_TEXT:
            fail(messages, f"/blocks/{index}", "data_table is too long")
