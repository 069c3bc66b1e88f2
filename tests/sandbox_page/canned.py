"""Canned JSON for the page's tests: a small workplace and one of every block and element.

Knows nothing of the page or of the real sandbox; only the shapes that the two agreed on.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

NOW = "2026-11-24T08:59:00+01:00"
BOT = {"id": "U0BOT", "name": "Glasnik", "initials": "GL", "color": "1d6b57", "is_bot": True}


def _person(
    id_: str, name: str, title: str, color: str, *, locale: str = "en-GB", tz: str = ""
) -> Json:
    initials = "".join(word[0] for word in name.split())
    return {
        "id": id_,
        "name": name,
        "title": title,
        "locale": locale,
        "tz": tz or "Europe/Ljubljana",
        "initials": initials,
        "color": color,
        "is_bot": False,
        "about": "",
    }


PEOPLE = [
    _person("U1", "Maja Kovač", "Advocacy lead", "2e7d6b"),
    _person("U2", "Tom Fischer", "Communications, Berlin", "4a6fa5", tz="Europe/Berlin"),
    _person("U3", "Joe Baker", "Accounting", "b0632f"),
    _person("U4", "Priya Nair", "Grid engineer", "8a4f9e"),
    _person("U5", "Luka Zupan", "New in sales", "3d7ea6"),
    _person("U6", "Ana Novak", "Odnosi s kupci", "c2506b", locale="sl-SI"),
    _person("U7", "Grace Kim", "Partnerships, New York", "6b7a1f", tz="America/New_York"),
    {**BOT, "title": "App", "locale": "en-GB", "tz": "Europe/Ljubljana", "about": ""},
]

CHANNELS = [
    ("C1", "general", "Everything for everybody", False, 84, 0),
    ("C2", "advocacy", "Stories worth sharing, every working day at 9", False, 41, 2),
    ("C3", "engineering", "Grids, meters and code", False, 23, 0),
    ("C4", "gallery", "One of every block", False, 3, 0),
    ("C5", "advocacy-leads", "Plans and reviews", True, 2, 0),
]


STEPS = [
    {
        "id": "review",
        "title": "Approve what came in",
        "text": "Read it, and press Approve.",
        "link": {"label": "Open Maja’s messages", "place": "messages", "as": "U1"},
    },
    {
        "id": "share",
        "title": "Share as Joe",
        "text": "Press Share on something.",
        "link": {"label": "Be Joe", "place": "c/C2", "as": "U3", "clock": "tomorrow_9"},
    },
]
"""What to try first."""


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Json:
    """A mrkdwn text object."""
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str, description: str = "") -> Json:
    """An option of a select, an overflow or a group of ticks."""
    return {
        "text": plain(text),
        "value": value,
        **({"description": plain(description)} if description else {}),
    }


def button(text: str, action_id: str, **extra: Any) -> Json:
    """A button with its action id as value."""
    return {
        "type": "button",
        "text": plain(text),
        "action_id": action_id,
        "value": action_id,
        **extra,
    }


def field(label: str, block_id: str, element: Json, **extra: Any) -> Json:
    """An input block."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element,
        **extra,
    }


def workplace(me: str) -> Json:
    """GET /ui/api/workplace."""
    return {
        "company": {"name": "Lipa Energija"},
        "me": me,
        "people": PEOPLE,
        "bot": {"id": BOT["id"], "name": "Glasnik", "installed": True, "has_home": True},
        "channels": [
            dict(
                zip(
                    ("id", "name", "topic", "is_private", "member_count", "unread"),
                    row,
                    strict=True,
                )
            )
            for row in CHANNELS
            if not row[3] or me in {"U1", "U2"}
        ],
        "dms": [
            {"id": f"D{i}{me}", "with": {"id": person["id"], "name": person["name"]}, "unread": 0}
            for i, person in enumerate(PEOPLE)
            if person["id"] in {"U2", "U4", BOT["id"]} and person["id"] != me
        ],
        "commands": [
            {
                "command": "/advocacy",
                "description": "Run the advocacy programme",
                "usage_hint": "[review | add | campaign | board | help]",
            }
        ],
        "clock": {"now": NOW, "zone": "Europe/Ljubljana", "running": True},
        "networks": [
            {"name": "linkedin", "label": "LinkedIn", "posts": 2},
            {"name": "x", "label": "X", "posts": 1},
            {
                "name": "bluesky",
                "label": "Bluesky",
                "posts": 1,
                "hint": {
                    "text": "Maja connects with an app password.",
                    "link": "App passwords",
                    "url": "/bluesky/settings/app-passwords?person=U1",
                },
            },
            {"name": "mastodon", "label": "Mastodon", "posts": 1, "hint": None},
        ],
    }


def message(n: int, author: Json, at: str, text: str, **extra: Any) -> Json:
    """One message of a conversation."""
    keys = ("id", "name", "initials", "color", "is_bot")
    return {
        "ts": f"179540{n:04}.000100",
        "at": at,
        "author": {k: author[k] for k in keys},
        "text": text,
        "blocks": [],
        "ephemeral": False,
        "edited": False,
        **extra,
    }


DIGEST = [
    {"type": "header", "block_id": "head", "text": plain("Three stories for today :sunny:")},
    {
        "type": "section",
        "block_id": "item-1",
        "text": mrkdwn(
            "*<https://example.com/solar|Our largest solar roof is live>*\n"
            "12,000 panels on one warehouse in Celje, and what we learned on the way.\n"
            "_Product news · 3 captions · fresh_"
        ),
        "accessory": {
            "type": "image",
            "image_url": "/img/solar.svg",
            "alt_text": "Rows of panels under a low sun",
        },
    },
    {
        "type": "actions",
        "block_id": "item-1-actions",
        "elements": [
            button("Share", "share", style="primary"),
            button("Edit caption", "edit"),
            button("Not for me", "skip"),
            {
                "type": "overflow",
                "action_id": "more",
                "options": [option("Guidelines", "guide"), option("Report a problem", "report")],
            },
        ],
    },
    {"type": "divider", "block_id": "line"},
    {
        "type": "section",
        "block_id": "item-2",
        "text": mrkdwn(
            "*We’re hiring: grid engineers in Ljubljana* :rocket:\nKnow somebody? Share it."
        ),
        "accessory": button("Share", "share-2"),
    },
    {
        "type": "context",
        "block_id": "foot",
        "elements": [
            mrkdwn("You get this because you joined. <https://example.com/help|Pause or leave>")
        ],
    },
]

SHARE_FORM = {
    "type": "modal",
    "callback_id": "share",
    "title": plain("Share this story"),
    "submit": plain("Share"),
    "close": plain("Not now"),
    "blocks": [
        {
            "type": "section",
            "block_id": "what",
            "text": mrkdwn("*Our largest solar roof is live*"),
        },
        field(
            "Caption",
            "caption",
            {
                "type": "plain_text_input",
                "action_id": "text",
                "multiline": True,
                "max_length": 120,
                "initial_value": "Proud of the team behind this roof.",
                "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
            },
            hint=plain("In your own words is best."),
            dispatch_action=True,
        ),
        field(
            "Networks",
            "networks",
            {
                "type": "checkboxes",
                "action_id": "pick",
                "options": [
                    option("LinkedIn", "linkedin", "As Maja Kovač"),
                    option("X", "x", "As @majak"),
                ],
            },
        ),
        field(
            "Colleague to mention",
            "who",
            {"type": "external_select", "action_id": "colleague", "min_query_length": 1},
            optional=True,
        ),
        {
            "type": "actions",
            "block_id": "more",
            "elements": [button("Guidelines", "push")],
        },
    ],
}

GUIDELINES = {
    "type": "modal",
    "title": plain("Guidelines"),
    "close": plain("Back"),
    "blocks": [
        {"type": "section", "block_id": "g", "text": mrkdwn("Be yourself. Be kind. Disclose.")}
    ],
}

HOME = {
    "type": "home",
    "blocks": [
        {"type": "header", "block_id": "h", "text": plain("Good morning, Maja")},
        {
            "type": "section",
            "block_id": "f",
            "fields": [
                mrkdwn("*Shares this month*\n4"),
                mrkdwn("*Points*\n120"),
                mrkdwn("*Verified clicks*\n37"),
                mrkdwn("*Impressions*\nunknown"),
            ],
        },
        {
            "type": "actions",
            "block_id": "a",
            "elements": [
                button("Find a story", "library", style="primary"),
                button("Pause", "pause"),
            ],
        },
        {"type": "divider", "block_id": "d"},
        {
            "type": "data_visualization",
            "block_id": "chart",
            "title": "Clicks on your links",
            "chart": {
                "type": "bar",
                "series": [
                    {
                        "name": "LinkedIn",
                        "data": [
                            {"label": d, "value": v}
                            for d, v in zip(
                                ["Mon", "Tue", "Wed", "Thu", "Fri"], (4, 9, 7, 12, 5), strict=True
                            )
                        ],
                    },
                    {
                        "name": "X",
                        "data": [
                            {"label": d, "value": v}
                            for d, v in zip(
                                ["Mon", "Tue", "Wed", "Thu", "Fri"], (1, 3, 0, 2, 6), strict=True
                            )
                        ],
                    },
                ],
                "axis_config": {
                    "categories": ["Mon", "Tue", "Wed", "Thu", "Fri"],
                    "y_label": "Clicks",
                },
            },
        },
    ],
}
