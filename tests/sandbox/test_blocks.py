"""Block Kit is checked as Slack checks it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.slack.kit import limits, whole
from tests.sandbox.stub import actions, button, field_of, modal, section

Json = dict[str, Any]
PLAIN = {"type": "plain_text", "text": "x"}
OPTION = {"text": PLAIN, "value": "a"}
CHART: Json = {
    "type": "data_visualization",
    "title": "Shares",
    "chart": {
        "type": "bar",
        "series": [{"name": "now", "data": [{"label": "Mon", "value": 1}]}],
        "axis_config": {"categories": ["Mon"]},
    },
}

GOOD: list[Json] = [
    section("hi", accessory=button("a", url="https://lipa.example/x")),
    {"type": "divider"},
    {"type": "header", "text": PLAIN},
    {"type": "image", "image_url": "https://lipa.example/a.png", "alt_text": "a"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}]},
    actions({"type": "static_select", "action_id": "s", "options": [OPTION]}),
    actions({"type": "overflow", "action_id": "o", "options": [OPTION]}),
    field_of("caption", max_length=3000, multiline=True),
    {"type": "markdown", "text": "**x**"},
    {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]},
    CHART,
    {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]},
        ],
    },
    {
        "type": "carousel",
        "elements": [{"type": "card", "title": PLAIN, "actions": [button("c")]}],
    },
    {"type": "container", "child_blocks": [section("x")]},
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: str(block["type"]))
def test_what_the_documents_show_is_taken(block: Json) -> None:
    """Every block in its documented shape passes."""
    assert whole.message_faults([block]) == []


BAD: dict[str, Json] = {
    "unknown block": {"type": "banner", "text": PLAIN},
    "null block": {},
    "empty section": {"type": "section"},
    "long section": section("x" * 3001),
    "empty text": section(""),
    "long field": {"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2001}]},
    "eleven fields": {"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11},
    "long header": {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}},
    "mrkdwn header": {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
    "image without alt": {"type": "image", "image_url": "https://lipa.example/a.png"},
    "image without source": {"type": "image", "alt_text": "a"},
    "image with a path": {"type": "image", "image_url": "/a.png", "alt_text": "a"},
    "long button": actions(button("a", text="x" * 76)),
    "mrkdwn button": actions(button("a") | {"text": {"type": "mrkdwn", "text": "x"}}),
    "long url": actions(button("a", url="https://lipa.example/" + "x" * 3000)),
    "long value": actions(button("a", value="x" * 2001)),
    "odd style": actions(button("a", style="green")),
    "invented property": actions(button("a", colour="green")),
    "26 buttons": actions(*(button(f"a{i}") for i in range(26))),
    "no buttons": actions(),
    "same action": actions(button("a"), button("a")),
    "long action id": actions(button("a" * 256)),
    "input in actions": actions({"type": "plain_text_input", "action_id": "a"}),
    "eleven in context": {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11},
    "101 options": actions(
        {
            "type": "static_select",
            "action_id": "s",
            "options": [{"text": PLAIN, "value": str(i)} for i in range(101)],
        }
    ),
    "same option": actions(
        {"type": "static_select", "action_id": "s", "options": [OPTION, OPTION]}
    ),
    "foreign initial option": actions(
        {
            "type": "static_select",
            "action_id": "s",
            "options": [OPTION],
            "initial_option": {"text": PLAIN, "value": "b"},
        }
    ),
    "six in overflow": actions(
        {
            "type": "overflow",
            "action_id": "o",
            "options": [{"text": PLAIN, "value": str(i)} for i in range(6)],
        }
    ),
    "long confirm": actions(
        button(
            "a",
            confirm={
                "title": {"type": "plain_text", "text": "x" * 101},
                "text": PLAIN,
                "confirm": PLAIN,
                "deny": PLAIN,
            },
        )
    ),
    "alert in a message": {"type": "alert", "text": PLAIN},
    "labels off": CHART
    | {"chart": CHART["chart"] | {"axis_config": {"categories": ["Mon", "Tue"]}}},
    "long chart title": CHART | {"title": "x" * 51},
    "101 rows": {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101},
}


@pytest.mark.parametrize("block", BAD.values(), ids=BAD.keys())
def test_what_slack_refuses_is_refused(block: Json) -> None:
    """One fault anywhere in a block is enough, and the message says where."""
    faults = whole.message_faults([block])
    assert faults
    assert all(fault.startswith("[ERROR] ") and "[json-pointer:/" in fault for fault in faults)


def test_a_message_has_at_most_fifty_blocks() -> None:
    """The fifty-first block is too many."""
    assert whole.message_faults([{"type": "divider"}] * 50) == []
    assert whole.message_faults([{"type": "divider"}] * 51)


def test_block_ids_are_unique() -> None:
    """Two blocks of a message cannot share an identifier."""
    assert whole.message_faults([section("x", block_id="a"), section("y", block_id="a")])


def test_a_message_shows_at_most_two_charts() -> None:
    """The third chart is too many."""
    assert whole.message_faults([CHART, CHART]) == []
    assert whole.message_faults([CHART, CHART, CHART])


VIEWS: dict[str, Json] = {
    "long title": modal(section("x")) | {"title": {"type": "plain_text", "text": "x" * 25}},
    "no title": {"type": "modal", "blocks": []},
    "input without submit": {k: v for k, v in modal(field_of("a")).items() if k != "submit"},
    "long metadata": modal(section("x"), private_metadata="x" * 3001),
    "101 blocks": modal(*({"type": "divider"} for _ in range(101))),
    "titled home": {"type": "home", "title": PLAIN, "blocks": []},
    "markdown in a modal": modal({"type": "markdown", "text": "x"}),
    "two in focus": modal(field_of("a", focus_on_load=True), field_of("b", focus_on_load=True)),
    "unknown surface": {"type": "sheet", "blocks": []},
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS.keys())
def test_a_view_has_its_own_rules(view: Json) -> None:
    """Titles, inputs, metadata and surfaces of views are checked too."""
    assert whole.view_faults(view)


@given(st.integers(min_value=0, max_value=limits.SECTION_TEXT + 50))
def test_the_limit_of_a_section_is_exact(length: int) -> None:
    """A section takes 1 to 3000 characters, no more and no fewer."""
    fits = 1 <= length <= limits.SECTION_TEXT
    assert (whole.message_faults([section("x" * length)]) == []) is fits


def test_missing_identifiers_are_given() -> None:
    """Slack names blocks and elements that the app has not named, cards too."""
    count = iter(range(100))
    blocks = whole.identified(
        [
            {"type": "actions", "elements": [{"type": "button", "text": PLAIN}]},
            {
                "type": "carousel",
                "elements": [{"type": "card", "actions": [{"type": "button", "text": PLAIN}]}],
            },
        ],
        lambda: f"id{next(count)}",
    )
    names = [block["block_id"] for block in blocks]
    pressed = [
        (block["block_id"], element["action_id"]) for block, element in whole.elements(blocks)
    ]
    assert len(set(names)) == 2
    assert len(set(pressed)) == 2
