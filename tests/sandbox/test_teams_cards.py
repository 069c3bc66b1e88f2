"""Adaptive Cards are judged as Teams would show them, and the tables are the vendor's."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from sandbox.teams.activity import mention_faults
from sandbox.teams.cards import table, whole
from sandbox.teams.cards.whole import Place
from tests.sandbox.teams_stub import Json, card, execute, field, opens, submit, text

_DEFAULT = Path(__file__).parents[2] / ".." / "shared" / "contracts"
SCHEMA = Path(os.environ.get("GLASNIK_CONTRACTS", str(_DEFAULT))) / "adaptive-card.1.5.json"
OF_TEAMS = {
    "Image": {"msteams"},
    "Action.Submit": {"msteams"},
    "AdaptiveCard": {"msteams", "metadata"},
    "Table": {"firstRowAsHeaders"},
    "Container": {"rtl"},
    "TableCell": {"rtl"},
    "Column": {"height"},
}
"""Properties that Teams or the renderers know and the schema does not."""
CHOICES = [{"title": "LinkedIn", "value": "linkedin"}, {"title": "X", "value": "x"}]
PICTURE = {"type": "Image", "url": "https://lipa.example/a.png", "altText": "A tree"}
VIEW = {"type": "Action.Execute", "verb": "view", "data": {}}

RICH = card(
    text("**Picks** of the [day](https://lipa.example)", size="large", style="heading"),
    PICTURE,
    {
        "type": "ColumnSet",
        "columns": [
            {"type": "Column", "width": "stretch", "items": [text("A")]},
            {"type": "Column", "width": "auto", "items": [text("<at>Joe</at>")]},
        ],
    },
    {"type": "FactSet", "facts": [{"title": "Shares", "value": "12"}]},
    {"type": "RichTextBlock", "inlines": ["a", {"type": "TextRun", "text": "b", "italic": True}]},
    {
        "type": "Chart.VerticalBar",
        "data": [{"x": "W1", "y": 4}],
        "fallback": text("W1: 4"),
    },
    field("caption", isMultiline=True, maxLength=3000, value="Look"),
    field("networks", "Input.ChoiceSet", choices=CHOICES, isMultiSelect=True, value="linkedin,x"),
    field("day", "Input.Date", value="2026-11-24"),
    field("at", "Input.Time", value="09:00"),
    field("tick", "Input.Toggle", title="Yes"),
    {"type": "ActionSet", "actions": [opens("Share", n=1), execute("Not for me")]},
    actions=[
        {"type": "Action.OpenUrl", "title": "Read", "url": "https://lipa.example/a"},
        {"type": "Action.ShowCard", "title": "Why", "card": {"type": "AdaptiveCard", "body": []}},
    ],
    refresh={"action": VIEW, "userIds": ["29:1abc"]},
    msteams={
        "width": "Full",
        "entities": [
            {
                "type": "mention",
                "text": "<at>Joe</at>",
                "mentioned": {"id": "29:1abc", "name": "Joe"},
            }
        ],
    },
)


def test_a_rich_card_is_fine() -> None:
    """Nothing to complain about in a card that uses what Teams has."""
    assert whole.faults(RICH, Place.MESSAGE) == []


@pytest.mark.parametrize(
    ("shown", "complaint"),
    [
        ([], "not an AdaptiveCard"),
        (card(version="latest"), "a card of version"),
        (card(version="1.6"), "Teams shows up to 1.5"),
        (card(text("x"), colour="red"), "no property 'colour'"),
        (card(text("")), "text is empty"),
        (card(text("x", size="huge")), "size is 'huge'"),
        (card(text("a" * 61, wrap=False)), "does not wrap"),
        (card(text("![x](https://a.example/b)")), "a picture in Markdown"),
        (card(text("[x](javascript:1)")), "cannot be opened"),
        (card({"type": "TextBlock"}), "TextBlock has no text"),
        (card({"type": "Shout", "text": "x"}), "element Shout, unknown"),
        (card({"type": "Badge", "text": "x"}), "older clients do not draw"),
        (card({"type": "Badge", "fallback": {"type": "Shout"}}), "in a fallback: element Shout"),
        (card({"type": "Table", "columns": [{}], "rows": [{"cells": []}]}), "Table without"),
        (card({**PICTURE, "url": "ftp://a/b"}), "not an http(s) address"),
        (card({**PICTURE, "url": "data:image/png;base64,x"}), "not an http(s) address"),
        (card({"type": "Image", "url": "https://a.example/b"}), "without altText"),
        (card({"type": "Input.Text", "label": "x"}), "without an id"),
        (card({"type": "Input.Text", "id": "x"}), "has no label"),
        (card(field("a"), field("a")), "2 inputs are named 'a'"),
        (card(field("a", isRequired=True)), "has no errorMessage"),
        (card(field("a", "Input.Date", value="tomorrow")), "is no date"),
        (card(field("a", "Input.Time", value="9h")), "is no time"),
        (card(field("a", "Input.Number", value="1")), "is not a number"),
        (card(field("a", "Input.ChoiceSet", choices=CHOICES, value="y")), "not offered"),
        (card(field("a", "Input.ChoiceSet", choices=[{"title": "x"}])), "titles and values"),
        (card(field("a", "Input.ChoiceSet", choices=CHOICES * 2)), "the same value"),
        (
            card(
                field(
                    "a",
                    "Input.ChoiceSet",
                    isMultiSelect=True,
                    choices=[{"title": "x", "value": "a,b"}],
                )
            ),
            "has a comma",
        ),
        (card({"type": "FactSet", "facts": [{"title": "x"}]}), "not a title and a value"),
        (card({"type": "RichTextBlock", "inlines": [1]}), "with 1 in it"),
        (card(actions=[{"type": "Action.Http", "title": "x"}]), "action Action.Http, unknown"),
        (card(actions=[{**submit("x"), "data": "y"}]), "data is not an object"),
        (card(actions=[{"type": "Action.Submit"}]), "without a title"),
        (card(actions=[submit(str(n)) for n in range(7)]), "7 buttons in a row"),
        (card(actions=[{**execute("x"), "fallback": "keep"}]), "an action that is 'keep'"),
        (card(actions=[{"type": "Action.Execute", "title": "x"}]), "no fallback"),
        (card(actions=[execute("x")], version="1.3"), "needs version 1.4"),
        (
            card(actions=[{"type": "Action.OpenUrl", "title": "x", "url": "mailto:a@b"}]),
            "not an http(s) address",
        ),
        (
            card(
                actions=[{"type": "Action.ToggleVisibility", "title": "x", "targetElements": ["y"]}]
            ),
            "'y': not there",
        ),
        (
            card({**PICTURE, "selectAction": {"type": "Action.ShowCard", "card": {}}}),
            "cannot be Action.ShowCard",
        ),
        (card(text("hi <at>Joe</at>")), "no mention entity"),
        (
            card(
                text("hi"),
                msteams={"entities": [{"type": "mention", "text": "<at>J</at>", "mentioned": {}}]},
            ),
            "is not in the card's text",
        ),
        (card(refresh={"action": submit("x")}), "refresh.action is not"),
        (card(refresh={"action": VIEW}, version="1.3"), "refresh needs version 1.4"),
        (card(refresh={"action": VIEW, "userIds": ["joe"]}), "are not Teams ids"),
        (card(refresh={"action": VIEW, "userIds": ["29:1"] * 61}), "names 61 people"),
        (card(text("x" * 29_000)), "some clients take no more"),
    ],
)
def test_what_teams_would_show_badly(shown: Any, complaint: str) -> None:
    """Each mistake is told in plain words."""
    found = whole.faults(shown, Place.MESSAGE)
    assert any(complaint in each for each in found), found


def test_dialogs_know_less() -> None:
    """Neither Action.Execute nor refresh does anything in a dialog."""
    found = whole.faults(card(actions=[execute("x")], refresh={"action": VIEW}), Place.DIALOG)
    assert [each for each in found if "does nothing in a dialog" in each] == found
    assert len(found) == 2


def test_typed_text_mentions_nobody() -> None:
    """What stands in a field is no mention, whatever it looks like."""
    assert whole.faults(card(field("a", value="<at>Joe</at>")), Place.MESSAGE) == []


def test_a_fallback_may_repeat_an_input() -> None:
    """Only one of the two is ever shown, so that their ids are no doubles."""
    newer = {"type": "Input.Rating", "id": "a", "fallback": field("a")}
    assert whole.faults(card(newer), Place.MESSAGE) == []


@pytest.mark.parametrize(
    ("words", "entities", "complaints"),
    [
        ("hi", [], 0),
        ("<at>Joe</at>", [], 1),
        ("hi", [("<at>Joe</at>", "29:1")], 1),
        ("<at>Joe</at> hi", [("<at>Joe</at>", "29:1")], 0),
        ("<at>Joe</at> hi", [("<at>Joe</at>", "")], 1),
    ],
)
def test_mentions_need_both_parts(
    words: str, entities: list[tuple[str, str]], complaints: int
) -> None:
    """A mention in text stands in the text and among the entities."""
    given = [
        {"type": "mention", "text": at, "mentioned": {"id": who, "name": "Joe"}}
        for at, who in entities
    ]
    assert len(mention_faults(words, given)) == complaints


def _schema() -> Json:
    if not SCHEMA.is_file():
        pytest.skip(f"no vendor contract at {SCHEMA}; set GLASNIK_CONTRACTS")
    schema: Json = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schema


def _properties(definitions: Json, name: str) -> set[str]:
    found: set[str] = set(definitions[name].get("properties", {}))
    for parent in definitions[name].get("allOf", []):
        found |= _properties(definitions, parent["$ref"].rpartition("/")[2])
    return {each.rstrip("?") for each in found}


@pytest.mark.parametrize(
    "name", [*table.ELEMENTS, *table.ACTIONS, "AdaptiveCard"], ids=lambda name: name
)
def test_properties_are_those_of_the_schema(name: str) -> None:
    """Each element and action has the properties that version 1.5 gives it."""
    definitions = _schema()["definitions"]
    everything = {**table.ELEMENTS, **table.ACTIONS, "AdaptiveCard": table.CARD}
    spec = everything[name]
    documented = _properties(definitions, name)
    ours = {*spec.required, *spec.optional, "type"}
    common = {**table.ANY, **table.ANY_ACTION}
    assert ours - OF_TEAMS.get(name, set()) <= documented
    assert documented <= ours | common.keys()


def test_the_rich_card_is_valid_by_the_schema() -> None:
    """What we find nothing wrong with, the vendor's schema takes, what is Teams' own aside."""
    schema = _schema()
    bare = {**RICH, "body": [e for e in RICH["body"] if e["type"] != "Chart.VerticalBar"]}
    del bare["msteams"]
    errors = [error.message for error in Draft7Validator(schema).iter_errors(bare)]
    assert not errors
