"""One of every element, input and action of a card, and what no card should hold."""

from __future__ import annotations

from typing import Any

from .canned import Json
from .teams_canned import card, execute, text

HARD_TEXT = (
    "**bold** _italic_ **_both_** *slanted* \\*not bold\\* snake_case_name 2*3*4\r"
    "[a link](https://example.com/a?b=1&amp;c=2) [bad](javascript:alert(1)) &lt;b&gt; 5 < 6\n\n"
    "<b>raw</b> <at>Maja Kovač</at> <at>Nobody</at> <img src=x onerror=alert(1)>\n\n"
    "- one\r- two\n- **three**\n\n1. first\r2. second"
)


def _choices(*names: str) -> list[Json]:
    return [{"title": name, "value": name.lower()} for name in names]


def _input(kind: str, id_: str, **extra: Any) -> Json:
    return {"type": f"Input.{kind}", "id": id_, "label": f"The {id_}", **extra}


def _column(width: str | int, words: str, **extra: Any) -> Json:
    return {"type": "Column", "width": width, "items": [text(words)], **extra}


WORDS = card(
    text("A heading", style="heading", size="ExtraLarge", weight="Bolder"),
    text(HARD_TEXT, id="hard"),
    *(
        text(f"{color} and subtle", color=color, isSubtle=color == "Accent")
        for color in ("Accent", "Good", "Warning", "Attention", "Dark", "Light")
    ),
    text("Small", size="Small"),
    text("Medium, to the right", size="Medium", horizontalAlignment="Right"),
    {"type": "TextBlock", "text": "One line only, " + "however long it may get " * 6, "id": "one"},
    text("Two lines at most. " * 20, maxLines=2, id="two"),
    text("Monospace", fontType="Monospace", separator=True, spacing="Large"),
    text("On {{DATE(2026-11-24T08:00:00Z, LONG)}} at {{TIME(2026-11-24T08:00:00Z)}}", id="date"),
    {
        "type": "RichTextBlock",
        "id": "lines",
        "inlines": [{"type": "TextRun", "text": "First line\nSecond line"}],
    },
    {
        "type": "RichTextBlock",
        "inlines": [
            "Plain, ",
            {"type": "TextRun", "text": "bold", "weight": "Bolder"},
            {"type": "TextRun", "text": " **not** struck", "strikethrough": True},
            {"type": "TextRun", "text": " marked", "highlight": True, "italic": True},
            {
                "type": "TextRun",
                "text": " pressed",
                "selectAction": execute("Pressed", "run"),
            },
        ],
    },
    msteams={
        "entities": [
            {
                "type": "mention",
                "text": "<at>Maja Kovač</at>",
                "mentioned": {"id": "29:U1", "name": "Maja Kovač"},
            }
        ]
    },
)

BOXES = card(
    *(
        {"type": "Container", "style": style, "items": [text(f"{style} container")]}
        for style in ("default", "emphasis", "accent", "good", "warning", "attention")
    ),
    {
        "type": "Container",
        "style": "emphasis",
        "bleed": True,
        "minHeight": "70px",
        "verticalContentAlignment": "Center",
        "items": [text("Bleeds, and stands in the middle", horizontalAlignment="Center")],
    },
    {
        "type": "ColumnSet",
        "columns": [
            _column("auto", "auto"),
            _column("stretch", "stretch", separator=True),
            _column(2, "two parts", style="emphasis"),
            _column("60px", "60 px"),
        ],
    },
    {
        "type": "Container",
        "id": "pressable",
        "style": "emphasis",
        "selectAction": execute("Open the story", "open"),
        "items": [
            text("A box that can be pressed"),
            {"type": "ActionSet", "actions": [execute("Inside", "inside")]},
        ],
    },
    {
        "type": "FactSet",
        "facts": [
            {"title": "Shares", "value": "**12**"},
            {"title": "Something with a long name", "value": "and a long value " * 4},
        ],
    },
    {
        "type": "Table",
        "columns": [{"width": 3}, {"width": 1, "horizontalCellContentAlignment": "Right"}],
        "firstRowAsHeaders": True,
        "gridStyle": "accent",
        "rows": [
            {
                "type": "TableRow",
                "style": "emphasis",
                "cells": [
                    {"type": "TableCell", "items": [text("Colleague")]},
                    {"type": "TableCell", "items": [text("Points")]},
                ],
            },
            *(
                {
                    "type": "TableRow",
                    "cells": [
                        {"type": "TableCell", "items": [text(name)]},
                        {"type": "TableCell", "style": style, "items": [text(points)]},
                    ],
                }
                for name, points, style in (
                    ("Ana Novak", "120", "good"),
                    ("Joe Baker", "97", None),
                    ("Priya Nair", "12", "warning"),
                )
            ),
        ],
    },
    {
        "type": "ImageSet",
        "imageSize": "Medium",
        "images": [
            {"type": "Image", "url": "/img/solar.svg", "altText": "Panels"},
            {"type": "Image", "url": "/img/solar.svg", "altText": "More panels", "style": "Person"},
        ],
    },
    {"type": "Image", "url": "/img/missing.svg", "altText": "A picture that is gone"},
    {"type": "Image", "url": "/img/solar.svg", "altText": "Right", "width": "90px"}
    | {"horizontalAlignment": "Right", "selectAction": execute("Zoom", "zoom")},
    {
        "type": "Container",
        "backgroundImage": {"url": "/img/solar.svg", "fillMode": "Cover"},
        "minHeight": "80px",
        "items": [text("On a picture")],
    },
)

EXTRAS = card(
    {
        "type": "Chart.HorizontalBar",
        "title": "Points",
        "data": [
            {"x": "Ana Novak", "y": 120},
            {"x": "Joe Baker", "y": 97},
            {"x": "Priya", "y": 12},
        ],
    },
    {
        "type": "Chart.Line",
        "title": "Weeks",
        "xAxisTitle": "Week",
        "yAxisTitle": "Shares",
        "data": [
            {"legend": "LinkedIn", "values": [{"x": "W1", "y": 3}, {"x": "W2", "y": 9}]},
            {"legend": "X", "values": [{"x": "W1", "y": 1}, {"x": "W2", "y": 4}]},
        ],
    },
    *(
        {
            "type": f"Chart.{kind}",
            "title": kind,
            "data": [{"legend": "LinkedIn", "value": 60}, {"legend": "X", "value": 40}],
        }
        for kind in ("Pie", "Donut")
    ),
    *(
        {"type": "Badge", "text": f"{style} badge", "style": style, "appearance": appearance}
        for style in ("Default", "Informative", "Accent", "Good", "Warning", "Attention")
        for appearance in ("Filled", "Tint")
    ),
    {"type": "ProgressBar", "value": 30, "color": "Good"},
    {"type": "ProgressBar"},
)

INPUTS = card(
    _input("Text", "name", placeholder="Your name", isRequired=True, errorMessage="Say who."),
    _input("Text", "code", regex="^[A-Z]{3}$", errorMessage="Three capital letters."),
    _input("Text", "secret", style="Password"),
    _input("Text", "find", inlineAction=execute("Find", "find")),
    _input("Number", "count", min=1, max=5, value=3, errorMessage="One to five."),
    _input("Date", "date", value="2026-11-24", min="2026-11-01"),
    _input("Time", "time", value="09:30"),
    _input("Toggle", "toggle", title="Yes, please"),
    _input("Toggle", "custom", title="On", valueOn="on", valueOff="off", value="on"),
    _input("ChoiceSet", "one", choices=_choices("Red", "Green"), placeholder="Choose"),
    _input("ChoiceSet", "radio", style="expanded", choices=_choices("Tea", "Coffee"), value="tea"),
    _input(
        "ChoiceSet",
        "many",
        style="expanded",
        isMultiSelect=True,
        choices=_choices("Mon", "Tue", "Wed"),
        value="mon,wed",
    ),
    _input(
        "ChoiceSet",
        "who",
        style="filtered",
        choices=_choices("Ana Novak", "Maja Kovač", "Joe Baker"),
    ),
    _input("ChoiceSet", "colleague", choices=[], value="entra-U3")
    | {"choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}},
    text("Hidden until asked for", id="extra", isVisible=False),
    actions=[
        execute("Send", "send", style="positive"),
        execute("Without looking", "skip-check", associatedInputs="None"),
        {"type": "Action.ToggleVisibility", "title": "More", "targetElements": ["extra"]},
        {"type": "Action.OpenUrl", "title": "Read", "url": "https://example.com/x"},
        execute("Off", "off", isEnabled=False, tooltip="Not today"),
        {
            "type": "Action.ShowCard",
            "title": "Comment",
            "card": card(
                _input("Text", "comment", isRequired=True, errorMessage="Say something."),
                actions=[execute("Send comment", "comment")],
            ),
        },
        execute("Seventh", "seventh"),
        execute("Second rank", "second", mode="secondary"),
    ],
)

FALLBACKS = card(
    {"type": "Hologram", "fallback": text("Instead of a hologram", id="instead")},
    {"type": "Hologram", "fallback": "drop"},
    text("Needs the future", requires={"adaptiveCards": "9.0"}, fallback=text("Needs nothing")),
    {
        "type": "Container",
        "items": [{"type": "Hologram"}],
        "fallback": text("Instead of the whole box"),
    },
    {
        "type": "Hologram",
        "fallback": {"type": "Teleporter", "fallback": text("Third choice")},
    },
    actions=[
        {
            "type": "Action.Beam",
            "title": "Beam",
            "fallback": {"type": "Action.Submit", "title": "Walk", "data": {}},
        },
        {"type": "Action.Beam", "title": "Gone", "fallback": "drop"},
    ],
)

_EVIL = "<script>document.title='stolen'</script><img src=x onerror=\"document.title='stolen'\">"

WRONG = [
    card(
        {"type": "Hologram"},
        text("Needs the future", requires={"holograms": "2.0"}),
        {"type": "FactSet", "facts": "none"},
        {"type": "TextBlock"},
        {"type": "Input.Text", "label": "Without id"},
        "just words",  # type: ignore[arg-type]  # the point is that it is no element
        actions=[{"type": "Action.Beam", "title": "Beam"}],
    ),
    {"type": "MessageCard", "text": "An older kind"},
    {"type": "AdaptiveCard", "version": "9.0", "body": []},
    {"type": "AdaptiveCard", "version": "9.0", "body": [], "fallbackText": "Words for old clients"},
    card(
        text(_EVIL),
        text(f"[{_EVIL}](javascript:alert(1))"),
        {"type": "FactSet", "facts": [{"title": _EVIL, "value": _EVIL}]},
        {"type": "Badge", "text": _EVIL, "tooltip": _EVIL},
        {"type": "Image", "url": "javascript:alert(1)", "altText": _EVIL},
        {
            "type": "Container",
            "backgroundImage": '/img/missing") ; background: url("//evil.example/a',
            "items": [text("With a picture from elsewhere")],
            "style": '"><script>',
        },
        {"type": "Input.Text", "id": '"><b>', "label": _EVIL, "value": _EVIL, "placeholder": _EVIL},
        {"type": "Input.ChoiceSet", "id": "c", "label": _EVIL, "choices": _choices(_EVIL)},
        {"type": "RichTextBlock", "inlines": [_EVIL, {"type": "TextRun", "text": _EVIL}]},
        {
            "type": "Chart.Pie",
            "title": _EVIL,
            "data": [{"legend": _EVIL, "value": 1}],
        },
        actions=[
            {"type": "Action.OpenUrl", "title": _EVIL, "url": "javascript:alert(1)"},
            {
                "type": "Action.OpenUrl",
                "title": "In the menu",
                "url": "javascript:document.title='stolen'",
                "mode": "secondary",
            },
            execute(_EVIL, _EVIL, tooltip=_EVIL, iconUrl="javascript:alert(1)"),
        ],
    ),
]

ASKING = card(
    {
        "type": "ActionSet",
        "actions": [
            {
                "type": "Action.ToggleVisibility",
                "title": "Leave",
                "targetElements": [{"elementId": "sure", "isVisible": True}],
            }
        ],
    },
    {
        "type": "Container",
        "id": "sure",
        "isVisible": False,
        "style": "attention",
        "items": [
            text("Really leave?"),
            {
                "type": "ActionSet",
                "actions": [
                    execute("Yes, leave", "leave"),
                    {
                        "type": "Action.ToggleVisibility",
                        "title": "No",
                        "targetElements": [{"elementId": "sure", "isVisible": False}],
                    },
                ],
            },
        ],
    },
)
"""A question that the card itself asks and puts away."""

CARDS = [WORDS, BOXES, EXTRAS, INPUTS, FALLBACKS, ASKING]
