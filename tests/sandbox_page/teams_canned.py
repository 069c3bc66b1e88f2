"""Canned JSON of the Teams side: teams, channels, chats, and cards as an app would send them.

Knows nothing of the page or of the real sandbox; only the shapes that the two agreed on.
"""

from __future__ import annotations

from typing import Any

from .canned import BOT, NOW, PEOPLE, Json

ADVOCACY = "19:advocacy@thread.tacv2"
GENERAL = "19:general@thread.tacv2"
GALLERY = "19:gallery@thread.tacv2"
WRONG = "19:wrong@thread.tacv2"
CHANNELS = {ADVOCACY: "advocacy", GENERAL: "General", GALLERY: "gallery", WRONG: "wrong"}


def chat_of(person: str) -> str:
    """The chat of one person with the app."""
    return f"a:chat-{person}"


def workplace(me: str) -> Json:
    """GET /ui/api/teams/workplace."""
    person = next(p for p in PEOPLE if p["id"] == me)
    return {
        "me": {"id": me, "name": person["name"]},
        "bot": {"id": BOT["id"], "name": "Glasnik", "installed": True},
        "people": [
            {"id": p["id"], "name": p["name"], "entra": f"entra-{p['id']}"}
            for p in PEOPLE
            if not p["is_bot"]
        ],
        "teams": [
            {
                "id": "19:lipa@thread.tacv2",
                "name": "Lipa Energija",
                "channels": [_channel(GENERAL), _channel(ADVOCACY)],
            },
            {
                "id": "19:cards@thread.tacv2",
                "name": "Every card",
                "channels": [_channel(GALLERY), _channel(WRONG)],
            },
        ],
        "chats": [
            {"id": chat_of(me), "with": {"id": BOT["id"], "name": "Glasnik"}, "unread": 0},
            *(
                {"id": f"19:{me}_{p['id']}@unq", "with": {"id": p["id"], "name": p["name"]}}
                | {"unread": 0}
                for p in PEOPLE
                if p["id"] == "U2" != me
            ),
        ],
        "commands": [
            {"title": "home", "description": "Your page: what is new, results, settings"},
            {"title": "library", "description": "Stories to share"},
            {"title": "review", "description": "Decide what may be shared"},
            {"title": "help", "description": "What I understand"},
        ],
    }


def _channel(id_: str) -> Json:
    return {"id": id_, "name": CHANNELS[id_], "unread": 0}


def message(n: int, author: Json, text: str = "", *, at: str = NOW, **extra: Any) -> Json:
    """One message of a conversation."""
    keys = ("id", "name", "initials", "color", "is_bot")
    return {
        "id": f"17954{n:08}",
        "at": at,
        "author": {k: author[k] for k in keys},
        "text": text,
        "edited": False,
        "cards": [],
        "replies": [],
        **extra,
    }


def card(*body: Json, actions: list[Json] | None = None, **extra: Any) -> Json:
    """An Adaptive Card of the version that Teams shows."""
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": list(body),
        **({"actions": actions} if actions else {}),
        **extra,
    }


def text(words: str, **extra: Any) -> Json:
    """A TextBlock that wraps."""
    return {"type": "TextBlock", "text": words, "wrap": True, **extra}


def execute(title: str, verb: str, **extra: Any) -> Json:
    """A button that the app answers in the card."""
    data = {"glasnik": {"do": "press", "name": verb, "args": {}}}
    fallback = {"type": "Action.Submit", "title": title, "data": data}
    return {
        "type": "Action.Execute",
        "title": title,
        "verb": verb,
        "data": data,
        "fallback": fallback,
        **extra,
    }


def opens(title: str, name: str, **extra: Any) -> Json:
    """A button that opens a dialog."""
    data = {"msteams": {"type": "task/fetch"}, "glasnik": {"do": "press", "name": name}}
    return {"type": "Action.Submit", "title": title, "data": data, **extra}


def story(title: str, words: str, facts: str, *, picture: bool = True) -> Json:
    """One story of the digest."""
    words_of = [
        text(f"[{title}](https://example.com/solar)", weight="Bolder", size="Medium"),
        text(words, spacing="Small"),
        text(facts, isSubtle=True, size="Small", spacing="Small"),
    ]
    image = {
        "type": "Column",
        "width": "96px",
        "items": [
            {
                "type": "Image",
                "url": "/img/solar.svg",
                "altText": "Rows of panels under a low sun",
                "size": "Stretch",
            }
        ],
    }
    columns = [{"type": "Column", "width": "stretch", "items": words_of}]
    return {
        "type": "Container",
        "separator": True,
        "spacing": "Large",
        "items": [
            {"type": "ColumnSet", "columns": [*columns, *([image] if picture else [])]},
            {
                "type": "ActionSet",
                "actions": [
                    opens("Share", "share", id="share", style="positive"),
                    opens("Edit caption", "edit"),
                    execute("Not for me", "skip"),
                    execute("Guidelines", "guide", mode="secondary"),
                    execute("Report a problem", "report", mode="secondary"),
                ],
            },
        ],
    }


DIGEST = card(
    text("Three stories for today", style="heading", size="Large", weight="Bolder"),
    story(
        "Our largest solar roof is live",
        "12,000 panels on one warehouse in Celje, and what we learned on the way.",
        "Product news · 3 captions · fresh",
    ),
    story(
        "We’re hiring: grid engineers in Ljubljana",
        "Know somebody who likes transformers? Share it.",
        "Hiring · 2 captions",
        picture=False,
    ),
    text(
        "You get this because you joined. [Pause or leave](https://example.com/help)",
        size="Small",
        isSubtle=True,
        separator=True,
    ),
    refresh={"action": execute("Refresh", "view")},
)

SLOVENE = card(
    text(
        "Dobro jutro, Ana! Danes so tu tri zgodbe", style="heading", size="Large", weight="Bolder"
    ),
    {
        "type": "Container",
        "items": [
            text(
                "[Najdaljša besedna zveza o elektroenergetskem samooskrbnem povezovanju "
                "gospodinjskih odjemalcev v Zgornjesavski dolini](https://example.com/sl)",
                weight="Bolder",
                size="Medium",
            ),
            text(
                "Kako smo s sosedi v Kranjski Gori, Mojstrani in Gozdu Martuljku v enem letu "
                "postavili skupnostno sončno elektrarno, kaj je šlo narobe in zakaj bi jo znova.",
                spacing="Small",
            ),
            {
                "type": "FactSet",
                "facts": [
                    {"title": "Odobril(a)", "value": "Maja Kovač, vodja zagovorništva znamke"},
                    {"title": "Veljavno do", "value": "petek, 27. november 2026"},
                    {"title": "Deljenj do zdaj", "value": "1.284"},
                ],
            },
            {
                "type": "ActionSet",
                "actions": [
                    opens("Deli s svojim omrežjem", "share", style="positive"),
                    opens("Uredi besedilo objave", "edit"),
                    execute("Tega ne bi delila", "skip"),
                    execute("Smernice za objavljanje", "guide", mode="secondary"),
                ],
            },
        ],
    },
)

FORM = card(
    text("Our largest solar roof is live", weight="Bolder"),
    {
        "type": "Input.Text",
        "id": "caption",
        "label": "Caption",
        "isMultiline": True,
        "isRequired": True,
        "errorMessage": "Write a caption.",
        "maxLength": 120,
        "value": "Proud of the team behind this roof.",
    },
    {
        "type": "Input.ChoiceSet",
        "id": "networks",
        "label": "Networks",
        "isMultiSelect": True,
        "isRequired": True,
        "errorMessage": "Choose at least one network.",
        "style": "expanded",
        "choices": [
            {"title": "LinkedIn, as Maja Kovač", "value": "linkedin"},
            {"title": "X, as @majak", "value": "x"},
        ],
    },
    {
        "type": "Input.Date",
        "id": "day",
        "label": "Publish on",
        "value": "2026-11-25",
        "min": "2026-11-24",
    },
    {"type": "Input.Toggle", "id": "disclose", "title": "Say that I work here", "value": "true"},
    actions=[
        {
            "type": "Action.Submit",
            "title": "Share",
            "style": "positive",
            "data": {"glasnik": {"do": "submit", "form": "share"}},
        },
        {
            "type": "Action.Submit",
            "title": "Guidelines",
            "associatedInputs": "None",
            "data": {"glasnik": {"do": "press", "name": "guide"}},
        },
    ],
)

HOME = card(
    text("Good morning, Maja", style="heading", size="Large", weight="Bolder"),
    {
        "type": "ColumnSet",
        "columns": [
            {
                "type": "Column",
                "width": "stretch",
                "style": "emphasis",
                "items": [
                    text(number, size="ExtraLarge", weight="Bolder", horizontalAlignment="Center"),
                    text(
                        name,
                        size="Small",
                        isSubtle=True,
                        spacing="None",
                        horizontalAlignment="Center",
                    ),
                ],
            }
            for number, name in (("4", "shares"), ("120", "points"), ("37", "clicks"))
        ],
    },
    {
        "type": "Chart.VerticalBar",
        "title": "Clicks on your links",
        "xAxisTitle": "Day",
        "yAxisTitle": "Clicks",
        "data": [
            {"x": day, "y": value}
            for day, value in zip(
                ["Mon", "Tue", "Wed", "Thu", "Fri"], (4, 9, 7, 12, 5), strict=True
            )
        ],
        "fallback": text("Mon: 4"),
    },
    {"type": "ProgressBar", "value": 62, "max": 100},
    text("62 of 100 points to the next level", size="Small", isSubtle=True, spacing="Small"),
    actions=[
        execute("Find a story", "library", style="positive"),
        opens("Settings", "settings"),
        {
            "type": "Action.ShowCard",
            "title": "Leave the programme",
            "style": "destructive",
            "card": card(
                text("Leave the programme? Your points are kept for 30 days."),
                actions=[
                    execute("Leave", "leave", style="destructive"),
                    execute("Stay", "stay"),
                ],
            ),
        },
    ],
    refresh={"action": execute("Refresh", "home"), "userIds": ["29:U1"]},
)

FOUND: list[Json] = [
    {
        "card": {
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": card(text(title, weight="Bolder"), text(words)),
        },
        "preview": {
            "contentType": "application/vnd.microsoft.card.thumbnail",
            "content": {"title": title, "text": words, "images": [{"url": "/img/solar.svg"}]},
        },
    }
    for title, words in (
        ("Our largest solar roof is live", "12,000 panels on one warehouse in Celje."),
        ("We’re hiring: grid engineers", "Know somebody who likes transformers?"),
        ("How a heat pump behaves at −15 °C", "Three winters of numbers from Pohorje."),
    )
]
