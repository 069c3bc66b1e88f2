"""The interactive elements of Block Kit and the objects they are made of.

Source: docs.slack.dev/reference/block-kit/block-elements. Knows nothing of blocks.
"""

from __future__ import annotations

from typing import Any

from sandbox.slack.kit import limits
from sandbox.slack.kit.rich import RICH_TEXT
from sandbox.slack.kit.rules import (
    PLAIN,
    Rule,
    every,
    fail,
    flag,
    integer,
    many,
    matching,
    one_of,
    record,
    string,
    text,
    typed,
    url,
)

ACTION_ID = string(limits.IDENTIFIER)
STYLE = one_of("primary", "danger")
DATE = matching(r"\d{4}-\d{2}-\d{2}", "a date YYYY-MM-DD")
TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time HH:mm")
ANY_ID = matching(r"[A-Z0-9]{2,}", "an encoded id")
PLACEHOLDER = text(limits.PLACEHOLDER, PLAIN)

CONFIRM = record(
    {
        "title": text(limits.CONFIRM_TITLE, PLAIN),
        "text": text(limits.CONFIRM_TEXT),
        "confirm": text(limits.CONFIRM_BUTTON, PLAIN),
        "deny": text(limits.CONFIRM_BUTTON, PLAIN),
    },
    {"style": STYLE},
)
DISPATCH = record(
    {},
    {"trigger_actions_on": many(one_of("on_enter_pressed", "on_character_entered"), 1, 2)},
)
_PLAIN_OPTION = record(
    {"text": text(limits.OPTION_TEXT, PLAIN), "value": string(limits.OPTION_VALUE)},
    {"description": text(limits.OPTION_TEXT, PLAIN)},
)
_RICH_OPTION = record(
    {"text": text(limits.OPTION_TEXT), "value": string(limits.OPTION_VALUE)},
    {"description": text(limits.OPTION_TEXT)},
)
_LINK_OPTION = record(
    {"text": text(limits.OPTION_TEXT, PLAIN), "value": string(limits.OPTION_VALUE)},
    {"description": text(limits.OPTION_TEXT, PLAIN), "url": url},
)
_GROUPS = many(
    record(
        {
            "label": text(limits.OPTION_TEXT, PLAIN),
            "options": many(_PLAIN_OPTION, 1, limits.OPTIONS),
        }
    ),
    1,
    limits.OPTIONS,
)
_FILTER = record(
    {},
    {
        "include": many(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)

SUGGESTIONS = record(
    {}, {"options": many(_PLAIN_OPTION, 0, limits.OPTIONS), "option_groups": _GROUPS}
)
"""The answer to a block_suggestion."""


def _distinct_and_initial(value: Any, at: str, messages: list[str]) -> None:
    """Hold initial options against the options, and the values against each other."""
    listed = offered(value)
    values = [option.get("value") for option in listed]
    if len(values) != len(set(values)):
        fail(messages, at, "option values must be unique")
    chosen = value.get("initial_options") or []
    if value.get("initial_option"):
        chosen = [value["initial_option"]]
    for option in chosen if listed else []:
        if option not in listed:
            fail(messages, at, "initial option must exactly match one of the options")


def offered(element: Any) -> list[dict[str, Any]]:
    """Return the options of an element, those in groups included."""
    listed = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        listed += group.get("options") or []
    return [option for option in listed if isinstance(option, dict)]


def _options_or_groups(value: Any, at: str, messages: list[str]) -> None:
    if ("options" in value) == ("option_groups" in value):
        fail(messages, at, "must provide either options or option_groups")


def _element(required: dict[str, Rule], optional: dict[str, Rule] | None = None) -> Rule:
    return record(required, {"action_id": ACTION_ID} | (optional or {}))


_COMMON: dict[str, Rule] = {"confirm": CONFIRM, "focus_on_load": flag}
_SELECT: dict[str, Rule] = _COMMON | {"placeholder": PLACEHOLDER}
_MULTI: dict[str, Rule] = _SELECT | {"max_selected_items": integer(1, limits.OPTIONS)}
_LISTED: dict[str, Rule] = {
    "options": many(_PLAIN_OPTION, 1, limits.OPTIONS),
    "option_groups": _GROUPS,
}
_RANGE: dict[str, Rule] = {"min_query_length": integer(0, limits.IDENTIFIER)}
_URL_MODE: dict[str, Rule] = {"response_url_enabled": flag}
_IDS = many(ANY_ID, 0, limits.OPTIONS)
_TYPING: dict[str, Rule] = {
    "placeholder": PLACEHOLDER,
    "focus_on_load": flag,
    "dispatch_action_config": DISPATCH,
}
_CHOICES = every(
    _element(
        {"options": many(_RICH_OPTION, 1, limits.CHOICES)},
        _COMMON | {"initial_options": many(_RICH_OPTION, 1, limits.CHOICES)},
    ),
    _distinct_and_initial,
)


def _choice(selected: dict[str, Rule], base: dict[str, Rule]) -> Rule:
    return every(_element({}, base | _LISTED | selected), _options_or_groups, _distinct_and_initial)


IMAGE_ELEMENT = record(
    {"alt_text": string(limits.ALT_TEXT)},
    {"image_url": url, "slack_file": record({}, {"id": ANY_ID, "url": url})},
)
BUTTON = _element(
    {"text": text(limits.BUTTON_TEXT, PLAIN)},
    {
        "url": url,
        "value": string(limits.BUTTON_VALUE),
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": string(limits.ACCESSIBILITY_LABEL),
        "agent_prompt": string(limits.AGENT_PROMPT),
        "visible_to_user_ids": _IDS,
    },
)
_FEEDBACK_BUTTON = record(
    {"text": text(limits.BUTTON_TEXT, PLAIN), "value": string(limits.BUTTON_VALUE)},
    {"accessibility_label": string(limits.ACCESSIBILITY_LABEL)},
)
_ONE_OPTION: dict[str, Rule] = {"initial_option": _PLAIN_OPTION}
_SOME_OPTIONS: dict[str, Rule] = {"initial_options": many(_PLAIN_OPTION, 1, limits.OPTIONS)}

ELEMENTS: dict[str, Rule] = {
    "button": BUTTON,
    "image": IMAGE_ELEMENT,
    "checkboxes": _CHOICES,
    "radio_buttons": every(
        _element(
            {"options": many(_RICH_OPTION, 1, limits.CHOICES)},
            _COMMON | {"initial_option": _RICH_OPTION},
        ),
        _distinct_and_initial,
    ),
    "overflow": every(
        _element({"options": many(_LINK_OPTION, 1, limits.OVERFLOW_OPTIONS)}, {"confirm": CONFIRM}),
        _distinct_and_initial,
    ),
    "datepicker": _element({}, _SELECT | {"initial_date": DATE}),
    "timepicker": _element({}, _SELECT | {"initial_time": TIME, "timezone": string(64)}),
    "datetimepicker": _element({}, _COMMON | {"initial_date_time": integer(10**9, 10**10 - 1)}),
    "static_select": _choice(_ONE_OPTION, _SELECT),
    "multi_static_select": _choice(_SOME_OPTIONS, _MULTI),
    "external_select": _element({}, _SELECT | _RANGE | _ONE_OPTION),
    "multi_external_select": _element({}, _MULTI | _RANGE | _SOME_OPTIONS),
    "users_select": _element({}, _SELECT | {"initial_user": ANY_ID}),
    "multi_users_select": _element({}, _MULTI | {"initial_users": _IDS}),
    "channels_select": _element({}, _SELECT | _URL_MODE | {"initial_channel": ANY_ID}),
    "multi_channels_select": _element({}, _MULTI | {"initial_channels": _IDS}),
    "conversations_select": _element(
        {},
        _SELECT
        | _URL_MODE
        | {
            "initial_conversation": ANY_ID,
            "default_to_current_conversation": flag,
            "filter": _FILTER,
        },
    ),
    "multi_conversations_select": _element(
        {},
        _MULTI
        | {
            "initial_conversations": _IDS,
            "default_to_current_conversation": flag,
            "filter": _FILTER,
        },
    ),
    "plain_text_input": _element(
        {},
        _TYPING
        | {
            "initial_value": string(limits.INPUT_LENGTH, 0),
            "multiline": flag,
            "min_length": integer(0, limits.INPUT_LENGTH),
            "max_length": integer(1, limits.INPUT_LENGTH),
        },
    ),
    "email_text_input": _element({}, _TYPING | {"initial_value": string(limits.INPUT_LENGTH, 0)}),
    "url_text_input": _element({}, _TYPING | {"initial_value": string(limits.URL, 0)}),
    "number_input": _element(
        {"is_decimal_allowed": flag},
        _TYPING
        | {name: matching(r"-?\d+(\.\d+)?", "a number") for name in ("min_value", "max_value")}
        | {"initial_value": matching(r"-?\d+(\.\d+)?", "a number")},
    ),
    "rich_text_input": _element({}, _TYPING | {"initial_value": RICH_TEXT}),
    "file_input": _element(
        {}, {"filetypes": many(string(20), 1, limits.OPTIONS), "max_files": integer(1, 10)}
    ),
    "feedback_buttons": _element(
        {"positive_button": _FEEDBACK_BUTTON, "negative_button": _FEEDBACK_BUTTON}
    ),
    "icon_button": _element(
        {"icon": one_of("trash"), "text": text(limits.BUTTON_TEXT, PLAIN)},
        {
            "value": string(limits.BUTTON_VALUE),
            "confirm": CONFIRM,
            "accessibility_label": string(limits.ACCESSIBILITY_LABEL),
            "visible_to_user_ids": _IDS,
        },
    ),
}

_PICKERS = {"datepicker", "timepicker", "datetimepicker", "radio_buttons", "checkboxes"}
_SELECTS = {f"{kind}_select" for kind in ("static", "external", "users", "channels")} | {
    "conversations_select"
}
_MULTIS = {f"multi_{kind}" for kind in _SELECTS}
_TYPED_IN = {
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
}


def _of(kinds: set[str]) -> Rule:
    return typed({kind: ELEMENTS[kind] for kind in kinds})


IN_SECTION = _of(
    _PICKERS - {"datetimepicker"} | _SELECTS | _MULTIS | {"button", "image", "overflow"}
)
IN_ACTIONS = _of(_PICKERS | _SELECTS | {"button", "overflow"})
IN_INPUT = _of(_PICKERS | _SELECTS | _MULTIS | _TYPED_IN)
IN_CONTEXT_ACTIONS = _of({"feedback_buttons", "icon_button"})
