"""Every card that our painter makes, drawn by the sandbox's page."""

from __future__ import annotations

import json
import re

import pytest
from playwright.async_api import expect

from tests.helpers import teams_cards

from .canned import BOT, Json
from .desk import Desk
from .teams_canned import GENERAL, message

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


PICTURE = re.compile(r'(?<="type": "Image", "url": ")[^"]+')


def drawable(shown: teams_cards.Shown) -> Json:
    """The card with a picture that this page may load."""
    card: Json = json.loads(PICTURE.sub("/img/solar.svg", json.dumps(shown.card)))
    return card


async def test_every_card_of_ours_is_drawn_whole(desk: Desk) -> None:
    """None has an element that the page doesn't know, none is wider than a phone."""
    shown = list(teams_cards.all_cards())
    desk.mock.teams.messages[GENERAL] = [
        message(i, BOT, card.name, format="plain", cards=[drawable(card)])
        for i, card in enumerate(shown)
    ]
    await desk.page.set_viewport_size({"width": 390, "height": 844})
    await desk.go(f"teams/c/{GENERAL}?as=U6")
    await expect(desk.page.locator(".tm-cards > .tm-card > .ac")).to_have_count(len(shown))
    assert await desk.page.locator(".unknown").all_inner_texts() == []
    too_wide = """(cards) => cards.filter((n) => n.scrollWidth > n.clientWidth + 1)
        .map((n) => n.closest('.tm-main').querySelector('.tm-text').textContent)"""
    assert await desk.page.locator(".tm-card > .ac").evaluate_all(too_wide) == []
