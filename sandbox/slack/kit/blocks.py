"""The block types, the surfaces they may appear on, and their fields.

Source: docs.slack.dev/reference/block-kit/blocks. Knows nothing of messages or views as a whole.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sandbox.slack.kit import limits
from sandbox.slack.kit.elements import (
    BUTTON,
    IMAGE_ELEMENT,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
)
from sandbox.slack.kit.rich import RICH_TEXT
from sandbox.slack.kit.rules import (
    PLAIN,
    Rule,
    every,
    fail,
    flag,
    integer,
    many,
    number,
    one_of,
    record,
    string,
    text,
    typed,
    url,
)


class Surface(StrEnum):
    """Where blocks are shown."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


_BLOCK_ID: dict[str, Rule] = {"block_id": string(limits.IDENTIFIER)}


def _block(required: dict[str, Rule], optional: dict[str, Rule] | None = None) -> Rule:
    return record(required, _BLOCK_ID | (optional or {}))


def _section_has_words(value: Any, at: str, messages: list[str]) -> None:
    if "text" not in value and "fields" not in value:
        fail(messages, at, "must provide text or fields")


def _image_has_source(value: Any, at: str, messages: list[str]) -> None:
    if ("image_url" in value) == ("slack_file" in value):
        fail(messages, at, "must provide either image_url or slack_file")


def _labels_match(value: Any, at: str, messages: list[str]) -> None:
    """Every series of a chart has one point for each category, and a name of its own."""
    categories = value.get("axis_config", {}).get("categories")
    names = [series.get("name") for series in value.get("series", [])]
    if len(names) != len(set(names)):
        fail(messages, f"{at}/series", "series names must be unique")
    for index, series in enumerate(value.get("series", [])):
        if [point.get("label") for point in series.get("data", [])] != categories:
            fail(messages, f"{at}/series/{index}/data", "labels must match the axis categories")


def _only_if_shaped(whole: Rule, then: Rule) -> Rule:
    """Apply `then` only to what already has the right shape."""

    def rule(value: Any, at: str, messages: list[str]) -> None:
        found: list[str] = []
        whole(value, at, found)
        messages += found
        if not found:
            then(value, at, messages)

    return rule


_LABEL = string(limits.CHART_LABEL)
_POINTS = many(record({"label": _LABEL, "value": number}), 1, limits.CHART_POINTS)
_SERIES_CHART = _only_if_shaped(
    record(
        {
            "series": many(record({"name": _LABEL, "data": _POINTS}), 1, limits.CHART_SERIES),
            "axis_config": record(
                {"categories": many(_LABEL, 1, limits.CHART_POINTS)},
                {"x_label": string(limits.CHART_TITLE), "y_label": string(limits.CHART_TITLE)},
            ),
        }
    ),
    _labels_match,
)
_CHART = typed(
    {
        "pie": record(
            {"segments": many(record({"label": _LABEL, "value": number}), 1, limits.CHART_SERIES)}
        ),
        "bar": _SERIES_CHART,
        "line": _SERIES_CHART,
        "area": _SERIES_CHART,
    }
)
_CELL = typed(
    {
        "raw_text": record({"text": string(limits.SECTION_TEXT, 0)}),
        "raw_number": record({"value": number}, {"text": string(limits.SECTION_TEXT, 0)}),
        "rich_text": RICH_TEXT,
    }
)


def _column(value: Any, at: str, messages: list[str]) -> None:
    if value is not None:
        record({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})(
            value, at, messages
        )


_CARD = _block(
    {},
    {
        "hero_image": typed({"image": IMAGE_ELEMENT}),
        "icon": typed({"image": IMAGE_ELEMENT}),
        "title": text(limits.CARD_TEXT),
        "subtitle": text(limits.CARD_TEXT),
        "body": text(limits.CARD_BODY),
        "actions": many(typed({"button": BUTTON}), 1, limits.CARD_ACTIONS),
    },
)
_TASK = _block(
    {
        "task_id": string(limits.IDENTIFIER),
        "title": string(limits.CARD_TEXT),
        "status": one_of("pending", "in_progress", "complete", "error"),
    },
    {"details": RICH_TEXT, "output": RICH_TEXT},
)
_SIMPLE: dict[str, Rule] = {
    "section": every(
        _block(
            {},
            {
                "text": text(limits.SECTION_TEXT),
                "fields": many(text(limits.FIELD_TEXT), 1, limits.SECTION_FIELDS),
                "accessory": IN_SECTION,
                "expand": flag,
            },
        ),
        _section_has_words,
    ),
    "divider": _block({}),
    "header": _block({"text": text(limits.HEADER, PLAIN)}, {"level": integer(1, 4)}),
    "image": every(
        _block(
            {"alt_text": string(limits.ALT_TEXT)},
            {
                "image_url": url,
                "slack_file": record({}, {"id": string(limits.IDENTIFIER), "url": url}),
                "title": text(limits.IMAGE_TITLE, PLAIN),
            },
        ),
        _image_has_source,
    ),
    "actions": _block({"elements": many(IN_ACTIONS, 1, limits.ACTIONS_ELEMENTS)}),
    "context": _block(
        {
            "elements": many(
                typed(
                    {
                        "image": IMAGE_ELEMENT,
                        "plain_text": text(limits.SECTION_TEXT),
                        "mrkdwn": text(limits.SECTION_TEXT),
                    }
                ),
                1,
                limits.CONTEXT_ELEMENTS,
            )
        }
    ),
    "input": _block(
        {"label": text(limits.INPUT_LABEL, PLAIN), "element": IN_INPUT},
        {"hint": text(limits.INPUT_HINT, PLAIN), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": RICH_TEXT,
    "video": _block(
        {
            "alt_text": string(limits.ALT_TEXT),
            "title": text(limits.VIDEO_TITLE, PLAIN),
            "thumbnail_url": url,
            "video_url": url,
        },
        {
            "author_name": string(limits.VIDEO_AUTHOR),
            "description": text(limits.ALERT_TEXT, PLAIN),
            "provider_icon_url": url,
            "provider_name": string(limits.VIDEO_AUTHOR),
            "title_url": url,
        },
    ),
    "markdown": _block({"text": string(limits.MARKDOWN)}),
    "table": _block(
        {"rows": many(many(_CELL, 1, limits.TABLE_CELLS), 1, limits.TABLE_ROWS)},
        {"column_settings": many(_column, 1, limits.TABLE_CELLS)},
    ),
    "context_actions": _block({"elements": many(IN_CONTEXT_ACTIONS, 1, limits.CONTEXT_ACTIONS)}),
    "task_card": _TASK,
    "plan": _block(
        {"title": string(limits.CARD_TEXT)},
        {"tasks": many(typed({"task_card": _TASK}), 1, limits.BLOCKS_PER_MESSAGE)},
    ),
    "card": _CARD,
    "carousel": _block({"elements": many(typed({"card": _CARD}), 1, limits.CAROUSEL_CARDS)}),
    "alert": _block(
        {"text": text(limits.ALERT_TEXT)},
        {"level": one_of("default", "info", "warning", "error", "success")},
    ),
    "data_visualization": _block({"title": string(limits.CHART_TITLE), "chart": _CHART}),
    "data_table": _block(
        {"rows": many(many(_CELL, 1, limits.TABLE_CELLS), 2, limits.DATA_ROWS)},
        {
            "caption": string(limits.CARD_TEXT),
            "page_size": integer(1, limits.DATA_PAGE),
            "row_header_column_index": integer(0, limits.TABLE_CELLS),
        },
    ),
    "auth_provider": _block(
        {
            "value": string(limits.OPTION_VALUE),
            "name": text(limits.OPTION_TEXT, PLAIN),
            "is_connected": flag,
        },
        {
            "description": text(limits.CARD_BODY, PLAIN),
            "icon_url": url,
            "auth_url": url,
            "disconnect_url": url,
            "connected_identity": text(limits.OPTION_TEXT, PLAIN),
            "connected_context": text(limits.OPTION_TEXT, PLAIN),
            "accessory": IN_SECTION,
        },
    ),
}
_CHILDREN = typed({kind: _SIMPLE[kind] for kind in _SIMPLE.keys() - {"input", "carousel", "plan"}})
_ALL: dict[str, Rule] = _SIMPLE | {
    "container": _block(
        {"child_blocks": many(_CHILDREN, 1, limits.CONTAINER_BLOCKS)},
        {
            "title": text(limits.CARD_TEXT, PLAIN),
            "rich_text_title": RICH_TEXT,
            "subtitle": text(limits.CARD_TEXT),
            "icon": typed({"image": IMAGE_ELEMENT}),
            "width": string(limits.OPTION_TEXT),
            "is_collapsible": flag,
            "default_collapsed": flag,
            "has_header_divider": flag,
        },
    )
}

_EVERYWHERE = {
    "section",
    "divider",
    "header",
    "image",
    "actions",
    "context",
    "input",
    "rich_text",
    "video",
    "card",
}
_ALSO: dict[Surface, set[str]] = {
    Surface.MESSAGE: {
        "markdown",
        "table",
        "context_actions",
        "task_card",
        "plan",
        "carousel",
        "container",
        "data_table",
        "data_visualization",
    },
    Surface.MODAL: {"alert"},
    Surface.HOME: {
        "table",
        "carousel",
        "container",
        "auth_provider",
        "data_table",
        "data_visualization",
    },
}


def rule(surface: Surface) -> Rule:
    """Return the rule that a block on this surface must fit."""
    return typed({kind: _ALL[kind] for kind in _EVERYWHERE | _ALSO[surface]})
