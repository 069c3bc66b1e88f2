"""Every card that we paint, before Microsoft's own renderer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.helpers import teams_cards
from tests.helpers.real_content import Content
from tests.peers.renderer import Renderer

pytestmark = [pytest.mark.peers, pytest.mark.asyncio(loop_scope="module")]

_PIXEL = "https://example.com/picture.png"
_WRONG: dict[str, tuple[Mapping[str, object], str]] = {
    "unknown element": ({"type": "Chart.Pie", "data": []}, "has no fallback"),
    "image without words": ({"type": "Image", "url": _PIXEL}, "an image without words"),
    "unknown value": ({"type": "TextBlock", "text": "a", "size": "huge"}, "InvalidPropertyValue"),
    "field without label": ({"type": "Input.Text", "id": "a"}, "without a label"),
    "no choices": (
        {"type": "Input.ChoiceSet", "id": "a", "label": "A", "choices": []},
        "CollectionCantBeEmpty",
    ),
    "target that is not there": (
        {
            "type": "ActionSet",
            "actions": [
                {"type": "Action.ToggleVisibility", "title": "a", "targetElements": ["gone"]}
            ],
        },
        "which there is not",
    ),
    "too wide": (
        {
            "type": "ColumnSet",
            "columns": [
                {"type": "Column", "width": "200px", "items": [{"type": "TextBlock", "text": "a"}]}
                for _ in range(4)
            ],
        },
        "sticks out",
    ),
}


def _card(element: Mapping[str, object]) -> dict[str, object]:
    return {"type": "AdaptiveCard", "version": "1.5", "body": [element]}


@pytest.mark.parametrize("name", _WRONG)
async def test_the_renderer_notices_what_is_wrong(renderer: Renderer, name: str) -> None:
    """A card with a known mistake is not let through."""
    element, expected = _WRONG[name]
    found = await renderer.problems(_card(element))
    assert any(expected in problem for problem in found), found


async def test_a_right_card_passes(renderer: Renderer) -> None:
    """A card without mistakes has none, also with an element that only Teams knows."""
    chart = {
        "type": "Chart.Pie",
        "data": [],
        "fallback": {"type": "TextBlock", "text": "None yet.", "wrap": True},
    }
    assert await renderer.problems(_card(chart)) == []


@pytest.mark.parametrize("content", Content)
async def test_every_card_is_right(renderer: Renderer, content: Content) -> None:
    """No card has a mistake, sticks out on a phone or is silent to a screen reader."""
    wrong = {
        shown.name: problems
        for shown in teams_cards.all_cards(content)
        if (problems := await renderer.problems(shown.card))
    }
    assert wrong == {}


async def test_pictures_of_the_usual_cards(renderer: Renderer, pictures: Path) -> None:
    """Each card can be looked at, in the width of a narrow window."""
    files = [
        await renderer.picture(shown.card, pictures / f"card-{shown.name}.png")
        for shown in teams_cards.all_cards(Content.USUAL)
        if shown.language == "en"
    ]
    assert all(file.is_file() for file in files)
