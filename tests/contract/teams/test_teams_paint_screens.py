"""The product's own screens as cards: right by the schema, in both languages, always equal."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import card_schema, teams_cards
from tests.helpers.real_content import Content

GOLDEN = Path(__file__).parent / "golden"
CARDS = {shown.name: shown for shown in teams_cards.all_cards()}
USUAL = sorted(name for name, shown in CARDS.items() if shown.content is Content.USUAL)


@pytest.mark.parametrize("name", sorted(CARDS))
def test_every_screen_is_a_right_card(name: str) -> None:
    """Each screen keeps schema, size and manners, with usual, longest and emptiest content."""
    shown = CARDS[name]
    assert card_schema.faults(shown.card, 9_000 if shown.shown == "result" else 24_000) == []


@pytest.mark.parametrize("name", [n for n in USUAL if n.endswith("-en") and "share_edit" not in n])
def test_the_schema_as_published_agrees(name: str) -> None:
    """The quick reading of the schema, which decides by type, hides nothing."""
    assert card_schema.by_original_schema(CARDS[name].card) == []


@pytest.mark.parametrize("name", sorted(teams_cards.GOLDEN))
def test_cards_look_as_they_did(name: str) -> None:
    """A change of how screens look is seen: `python -m tests.helpers.teams_cards --golden`."""
    kept = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    assert CARDS[name].card == kept


def test_the_same_screen_is_always_the_same_card() -> None:
    """Nothing of a card depends on when or how often it is painted."""
    again = {shown.name: shown.card for shown in teams_cards.all_cards(Content.USUAL)}
    assert json.dumps(again) == json.dumps({name: CARDS[name].card for name in again})


@pytest.mark.parametrize(
    "mutation",
    [
        lambda card: card["body"][0].update(colour="red"),
        lambda card: card["body"][0].pop("text"),
        lambda card: card["body"][0].update(type="Heading"),
        lambda card: card["body"][0].update(wrap=False),
        lambda card: card["actions"][0].pop("title"),
        lambda card: card["actions"][0].update(style="loud"),
        lambda card: card["actions"][0].pop("fallback"),
        lambda card: card["actions"][0]["fallback"].update(verb="x"),
        lambda card: card["body"].append({"type": "ProgressBar", "value": 1}),
        lambda card: card["body"].append({"type": "FactSet", "facts": [{"title": "x"}]}),
        lambda card: card["body"].append({**card["body"][1]}),
        lambda card: card["body"][1].pop("label"),
        lambda card: card.update(body=[]),
        lambda card: card.pop("speak"),
        lambda card: card["body"].append({"type": "Image", "url": "https://e.si/a.png"}),
        lambda card: card["body"].append(_text(" \u2060")),
        lambda card: card["body"].append(_text("x" * 25_000)),
    ],
)
def test_a_wrong_card_is_found_out(mutation: Any) -> None:
    """Each of these mistakes is one that the checks of this file see."""
    card = copy.deepcopy(CARDS["preferences-inline-usual-en"].card)
    assert card_schema.faults(card) == []
    mutation(card)
    assert card_schema.faults(card) != []


def _text(text: str) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text}]}
