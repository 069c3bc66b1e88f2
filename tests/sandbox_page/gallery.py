"""One of every block and element, with the texts that are hard to draw right."""

from __future__ import annotations

from .canned import Json, button, mrkdwn, option, plain

HARD_TEXT = (
    "*bold* _italic_ ~gone~ `code *not bold*` *_both_* snake_case_name 2*3*4\n"
    "<@U1> and <@U3> in <#C2> see <https://example.com/a?b=1&amp;c=2|the *story*> :tada:\n"
    "<!channel> is loud, &lt;!channel&gt; is not, 5 &lt; 6 &amp; 7 &gt; 2\n"
    "&gt; quoted\n• one\n• two\n<javascript:alert(1)|not a link>\n"
    "<!date^1795507200^{date_num} {time}|some time> :no_such_emoji: <b>raw</b>\n"
    "```pre <x>\n  fine```"
)

_CATEGORIES = ["Mon", "Tue", "Wed"]
_SERIES = [
    {
        "name": "Shares",
        "data": [{"label": c, "value": v} for c, v in zip(_CATEGORIES, (3, 8, 5), strict=True)],
    }
]
_IMAGE = {"type": "image", "image_url": "/img/solar.svg", "alt_text": "Panels"}
_THREE = [option("One", "1"), option("Two", "2", "The second"), option("Three", "3")]


def _section(block_id: str, accessory: Json) -> Json:
    return {
        "type": "section",
        "block_id": block_id,
        "text": mrkdwn(f"*{block_id}*"),
        "accessory": accessory,
    }


def _chart(kind: str, **chart: object) -> Json:
    return {
        "type": "data_visualization",
        "block_id": f"chart-{kind}",
        "title": f"A {kind}",
        "chart": {"type": kind, **chart},
    }


RICH = {
    "type": "rich_text",
    "block_id": "rich",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "bold ", "style": {"bold": True, "italic": True}},
                {"type": "user", "user_id": "U2"},
                {"type": "emoji", "name": "wave"},
                {"type": "link", "url": "https://example.com", "text": "link"},
                {"type": "broadcast", "range": "here"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "first"}]}
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "pre"}]},
    ],
}

TABLES = [
    {
        "type": "table",
        "block_id": "table",
        "column_settings": [{}, {"align": "right"}],
        "rows": [
            [{"type": "raw_text", "text": "Team"}, {"type": "raw_text", "text": "Average"}],
            [{"type": "raw_text", "text": "Grid"}, {"type": "raw_number", "value": 12.5}],
        ],
    },
    {
        "type": "data_table",
        "block_id": "data",
        "caption": "Board",
        "page_size": 3,
        "rows": [
            [{"type": "raw_text", "text": "Name"}, {"type": "raw_text", "text": "Points"}],
            *[
                [
                    {"type": "raw_text", "text": f"Person {i}"},
                    {"type": "raw_number", "value": (i * 7) % 11},
                ]
                for i in range(1, 8)
            ],
        ],
    },
]

CARD = {
    "type": "card",
    "block_id": "card",
    "hero_image": _IMAGE,
    "title": mrkdwn("*A card*"),
    "subtitle": plain("Subtitle"),
    "body": plain("Body"),
    "actions": [button("Open", "card-open")],
}

BOXES = [
    {"type": "alert", "block_id": "alert", "level": "warning", "text": mrkdwn("Read *this*")},
    CARD,
    {
        "type": "carousel",
        "block_id": "carousel",
        "elements": [{**CARD, "block_id": f"card-{i}"} for i in range(3)],
    },
    {
        "type": "container",
        "block_id": "box",
        "title": plain("A box"),
        "is_collapsible": True,
        "child_blocks": [{"type": "section", "text": mrkdwn("inside")}],
    },
    {
        "type": "video",
        "block_id": "video",
        "title": plain("A film"),
        "alt_text": "A film about roofs",
        "video_url": "https://example.com/v",
        "thumbnail_url": "/img/solar.svg",
    },
    {
        "type": "markdown",
        "block_id": "md",
        "text": "# Title\n**bold** and [link](https://example.com)\n\n- a\n- b",
    },
    {**_IMAGE, "block_id": "image", "title": plain("A picture")},
    {
        **_IMAGE,
        "block_id": "image-gone",
        "image_url": "/img/missing.png",
        "alt_text": "A picture that is gone",
    },
    {"type": "hologram", "block_id": "unknown"},
    {"type": "actions", "block_id": "odd", "elements": [{"type": "teleporter", "action_id": "t"}]},
]

CHARTS = [
    _chart("pie", segments=[{"label": "LinkedIn", "value": 12}, {"label": "X", "value": 5}]),
    _chart("line", series=_SERIES, axis_config={"categories": _CATEGORIES}),
    _chart("area", series=_SERIES, axis_config={"categories": _CATEGORIES, "x_label": "Day"}),
]

CONTROLS = [
    _section(
        "static",
        {
            "type": "static_select",
            "action_id": "s",
            "options": _THREE,
            "placeholder": plain("Pick"),
        },
    ),
    _section(
        "multi",
        {
            "type": "multi_static_select",
            "action_id": "ms",
            "max_selected_items": 2,
            "initial_options": [_THREE[0]],
            "options": _THREE,
        },
    ),
    _section("user", {"type": "users_select", "action_id": "u", "placeholder": plain("A person")}),
    _section("ticks", {"type": "checkboxes", "action_id": "c", "options": _THREE}),
    _section(
        "radio",
        {"type": "radio_buttons", "action_id": "r", "options": _THREE, "initial_option": _THREE[1]},
    ),
    {
        "type": "actions",
        "block_id": "acts",
        "elements": [
            button(
                "Danger",
                "danger",
                style="danger",
                confirm={
                    "title": plain("Sure?"),
                    "text": mrkdwn("There is *no way back*."),
                    "confirm": plain("Do it"),
                    "deny": plain("Stop"),
                    "style": "danger",
                },
            ),
            button("Open site", "url", url="https://example.com/x"),
            button("Fails", "fail"),
            button("Slow", "slow"),
            {"type": "datepicker", "action_id": "dp", "initial_date": "2026-11-24"},
            {"type": "timepicker", "action_id": "tp"},
            {"type": "datetimepicker", "action_id": "dtp", "initial_date_time": 1795507200},
            {"type": "conversations_select", "action_id": "cs"},
        ],
    },
]

MESSAGES = [
    [{"type": "section", "block_id": "hard", "text": mrkdwn(HARD_TEXT)}, RICH],
    TABLES,
    CHARTS,
    BOXES,
    CONTROLS,
]
