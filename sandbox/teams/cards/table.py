"""Every element and action of Adaptive Cards 1.5 with its properties, and what Teams adds to them.

Only data. Source: adaptivecards.io/explorer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sandbox.teams.cards import rules
from sandbox.teams.cards.rules import Rule, one_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Spec:
    """An element or action: what it must have and what it may have."""

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)


_COLOUR: Final = one_of("default", "dark", "light", "accent", "good", "warning", "attention")
_SIDE: Final = one_of("left", "center", "right")
_UPRIGHT: Final = one_of("top", "center", "bottom")
_STYLE: Final = one_of("default", "emphasis", "good", "attention", "warning", "accent")
_SPACING: Final = one_of("none", "small", "default", "medium", "large", "extraLarge", "padding")
_SIZES: Final = one_of("auto", "stretch", "small", "medium", "large")

ANY: Final[Mapping[str, Rule]] = {
    "type": rules.words,
    "id": rules.words,
    "isVisible": rules.flag,
    "separator": rules.flag,
    "spacing": _SPACING,
    "height": rules.height,
    "fallback": rules.anything,
    "requires": rules.record,
}
"""What every element may have."""
ANY_ACTION: Final[Mapping[str, Rule]] = {
    "type": rules.words,
    "id": rules.words,
    "title": rules.words,
    "iconUrl": rules.link,
    "style": one_of("default", "positive", "destructive"),
    "fallback": rules.anything,
    "requires": rules.record,
    "tooltip": rules.words,
    "isEnabled": rules.flag,
    "mode": one_of("primary", "secondary"),
}
"""What every action may have."""

_RUN: Final[Mapping[str, Rule]] = {
    "color": _COLOUR,
    "fontType": one_of("default", "monospace"),
    "isSubtle": rules.flag,
    "size": one_of("default", "small", "medium", "large", "extraLarge"),
    "weight": one_of("default", "lighter", "bolder"),
}
_BOX: Final[Mapping[str, Rule]] = {
    "selectAction": rules.record,
    "style": _STYLE,
    "verticalContentAlignment": _UPRIGHT,
    "bleed": rules.flag,
    "backgroundImage": rules.background,
    "minHeight": rules.pixels,
    "rtl": rules.flag,
}
_INPUT: Final[Mapping[str, Rule]] = {
    "label": rules.words,
    "isRequired": rules.flag,
    "errorMessage": rules.words,
}

ELEMENTS: Final[Mapping[str, Spec]] = {
    "TextBlock": Spec(
        required={"text": rules.markdown},
        optional={
            **_RUN,
            "horizontalAlignment": _SIDE,
            "maxLines": rules.number,
            "wrap": rules.flag,
            "style": one_of("default", "heading", "columnHeader"),
        },
    ),
    "RichTextBlock": Spec(
        required={"inlines": rules.many}, optional={"horizontalAlignment": _SIDE}
    ),
    "Image": Spec(
        required={"url": rules.link},
        optional={
            "altText": rules.string,
            "backgroundColor": rules.words,
            "height": rules.height,
            "horizontalAlignment": _SIDE,
            "selectAction": rules.record,
            "size": _SIZES,
            "style": one_of("default", "person"),
            "width": rules.pixels,
            "msteams": rules.record,
        },
    ),
    "ImageSet": Spec(required={"images": rules.many}, optional={"imageSize": _SIZES}),
    "Media": Spec(
        required={"sources": rules.many},
        optional={"poster": rules.link, "altText": rules.words},
    ),
    "ActionSet": Spec(required={"actions": rules.many}),
    "Container": Spec(required={"items": rules.some}, optional=_BOX),
    "ColumnSet": Spec(
        required={"columns": rules.many},
        optional={
            "selectAction": rules.record,
            "style": _STYLE,
            "bleed": rules.flag,
            "minHeight": rules.pixels,
            "horizontalAlignment": _SIDE,
        },
    ),
    "Column": Spec(required={"items": rules.some}, optional={**_BOX, "width": rules.width}),
    "FactSet": Spec(required={"facts": rules.many}),
    "Table": Spec(
        required={"columns": rules.many, "rows": rules.many},
        optional={
            "firstRowAsHeader": rules.flag,
            "firstRowAsHeaders": rules.flag,
            "showGridLines": rules.flag,
            "gridStyle": _STYLE,
            "horizontalCellContentAlignment": _SIDE,
            "verticalCellContentAlignment": _UPRIGHT,
        },
    ),
    "TableRow": Spec(
        required={"cells": rules.many},
        optional={
            "style": _STYLE,
            "horizontalCellContentAlignment": _SIDE,
            "verticalCellContentAlignment": _UPRIGHT,
        },
    ),
    "TableCell": Spec(required={"items": rules.some}, optional=_BOX),
    "Input.Text": Spec(
        optional={
            **_INPUT,
            "isMultiline": rules.flag,
            "maxLength": rules.number,
            "placeholder": rules.string,
            "regex": rules.pattern,
            "style": one_of("text", "tel", "url", "email", "password"),
            "inlineAction": rules.record,
            "value": rules.string,
        }
    ),
    "Input.Number": Spec(
        optional={
            **_INPUT,
            "max": rules.number,
            "min": rules.number,
            "placeholder": rules.string,
            "value": rules.number,
        }
    ),
    "Input.Date": Spec(
        optional={
            **_INPUT,
            "max": rules.day,
            "min": rules.day,
            "placeholder": rules.string,
            "value": rules.day,
        }
    ),
    "Input.Time": Spec(
        optional={
            **_INPUT,
            "max": rules.clock,
            "min": rules.clock,
            "placeholder": rules.string,
            "value": rules.clock,
        }
    ),
    "Input.Toggle": Spec(
        required={"title": rules.words},
        optional={
            **_INPUT,
            "value": rules.string,
            "valueOff": rules.string,
            "valueOn": rules.string,
            "wrap": rules.flag,
        },
    ),
    "Input.ChoiceSet": Spec(
        required={"choices": rules.some},
        optional={
            **_INPUT,
            "isMultiSelect": rules.flag,
            "style": one_of("compact", "expanded", "filtered"),
            "value": rules.string,
            "placeholder": rules.string,
            "wrap": rules.flag,
        },
    ),
}
TEXT_RUN: Final = Spec(
    required={"text": rules.string},
    optional={
        **_RUN,
        "highlight": rules.flag,
        "italic": rules.flag,
        "strikethrough": rules.flag,
        "underline": rules.flag,
        "selectAction": rules.record,
    },
)
_ASSOCIATED: Final = one_of("auto", "none")

ACTIONS: Final[Mapping[str, Spec]] = {
    "Action.OpenUrl": Spec(required={"url": rules.link}),
    "Action.Submit": Spec(
        optional={"data": rules.record, "associatedInputs": _ASSOCIATED, "msteams": rules.record}
    ),
    "Action.Execute": Spec(
        optional={"verb": rules.words, "data": rules.record, "associatedInputs": _ASSOCIATED}
    ),
    "Action.ShowCard": Spec(required={"card": rules.record}),
    "Action.ToggleVisibility": Spec(required={"targetElements": rules.many}),
}
CARD: Final = Spec(
    required={"version": rules.words},
    optional={
        "$schema": rules.string,
        "type": rules.words,
        "body": rules.some,
        "actions": rules.some,
        "refresh": rules.record,
        "authentication": rules.record,
        "metadata": rules.record,
        "selectAction": rules.record,
        "fallbackText": rules.string,
        "backgroundImage": rules.background,
        "minHeight": rules.pixels,
        "rtl": rules.flag,
        "speak": rules.string,
        "lang": rules.words,
        "verticalContentAlignment": _UPRIGHT,
        "msteams": rules.record,
    },
)
ONLY_TEAMS: Final = frozenset(
    {
        *("Badge", "CompoundButton", "Icon", "Rating", "Input.Rating", "ProgressBar"),
        *("ProgressRing", "Carousel", "CarouselPage", "CodeBlock"),
        *("Chart.Donut", "Chart.Pie", "Chart.VerticalBar", "Chart.VerticalBar.Grouped"),
        *("Chart.HorizontalBar", "Chart.HorizontalBar.Stacked", "Chart.Line", "Chart.Gauge"),
    }
)
"""Elements beyond 1.5 that some of Teams' clients draw."""
NEWER: Final = frozenset({"Table"})
"""Elements of 1.5 that Teams on phones may not draw, as it promises 1.2 only."""
