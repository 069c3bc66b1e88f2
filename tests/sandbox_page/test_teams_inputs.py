"""Inputs of cards: what the client refuses, and what it sends, always as strings."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from .canned import Json
from .desk import Desk
from .teams_canned import GALLERY

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def form(desk: Desk) -> Locator:
    """The card with one of every input."""
    await desk.go(f"teams/c/{GALLERY}?as=U1")
    card = desk.page.locator(".tm-post").nth(3).locator(".ac").first
    await expect(card).to_be_visible()
    return card


async def sent(desk: Desk, card: Locator, name: str) -> Json:
    """Press a button and give what the page sent."""
    before = len(desk.mock.sent("teams/action"))
    async with desk.page.expect_response("**/teams/action"):
        await card.get_by_role("button", name=name, exact=True).click()
    bodies = desk.mock.sent("teams/action")
    assert len(bodies) == before + 1
    return bodies[-1]


async def test_every_value_is_a_string_and_empty_ones_are_left_out(desk: Desk) -> None:
    """Toggles are their words, several choices are joined by commas, what is empty isn't there."""
    card = await form(desk)
    await card.get_by_label("The name").fill("Maja")
    body = await sent(desk, card, "Send")
    assert body["inputs"] == {
        "name": "Maja",
        "count": "3",
        "date": "2026-11-24",
        "time": "09:30",
        "toggle": "false",
        "custom": "on",
        "radio": "tea",
        "many": "mon,wed",
        "colleague": "entra-U3",
    }
    assert body["as"] == "U1"
    assert body["conversation"] == GALLERY
    assert body["message"] == desk.mock.teams.messages[GALLERY][3]["id"]
    assert body["action"]["type"] == "Action.Execute"
    assert body["action"]["data"]["glasnik"]["name"] == "send"


async def test_what_a_person_changes_is_sent(desk: Desk) -> None:
    """Ticks, radios, selects, a filtered choice, numbers and dates arrive as they were set."""
    card = await form(desk)
    await card.get_by_label("The name").fill("Maja & <b>")
    await card.get_by_label("The count").fill("5")
    await card.get_by_label("The date").fill("2026-12-01")
    await card.get_by_label("Yes, please").check()
    await card.get_by_role("checkbox", name="The custom On").uncheck()
    await card.get_by_label("The one").select_option("Green")
    await card.get_by_label("Coffee").check()
    await card.get_by_label("Tue").check()
    await card.get_by_label("Mon").uncheck()
    await card.get_by_role("combobox", name="The who").click()
    await desk.page.keyboard.type("kovac")
    await desk.page.keyboard.press("ArrowDown")
    await desk.page.keyboard.press("Enter")
    inputs = (await sent(desk, card, "Send"))["inputs"]
    assert inputs["name"] == "Maja & <b>"
    assert (inputs["count"], inputs["date"]) == ("5", "2026-12-01")
    assert (inputs["toggle"], inputs["custom"]) == ("true", "off")
    assert (inputs["one"], inputs["radio"]) == ("green", "coffee")
    assert (inputs["many"], inputs["who"]) == ("tue,wed", "maja kovač")


async def test_a_colleague_is_found_by_name(desk: Desk) -> None:
    """A choice out of the directory shows names and sends the directory's id; it can be emptied."""
    card = await form(desk)
    await card.get_by_label("The name").fill("Maja")
    field = card.get_by_role("combobox", name="The colleague")
    await expect(field).to_have_value("Joe Baker")
    await field.fill("nov")
    options = desk.page.get_by_role("listbox").get_by_role("option")
    await expect(options).to_have_text(["Ana Novak"])
    await desk.page.keyboard.press("ArrowDown")
    await desk.page.keyboard.press("Enter")
    assert (await sent(desk, card, "Send"))["inputs"]["colleague"] == "entra-U6"
    await field.fill("")
    await field.blur()
    assert "colleague" not in (await sent(desk, card, "Send"))["inputs"]


async def test_the_client_refuses_what_the_card_forbids(desk: Desk) -> None:
    """A missing, malformed or too large value is named at its input and nothing is sent."""
    card = await form(desk)
    await card.get_by_label("The code").fill("ab")
    await card.get_by_label("The count").fill("9")
    await card.get_by_role("button", name="Send", exact=True).click()
    await expect(card.locator(".field-error:not(:empty)")).to_have_text(
        ["Say who.", "Three capital letters.", "One to five."]
    )
    name = card.get_by_label("The name")
    await expect(name).to_be_focused()
    await expect(name).to_have_attribute("aria-invalid", "true")
    await expect(name).to_have_accessible_description("Say who.")
    assert not desk.mock.sent("teams/action")
    await name.fill("Maja")
    await expect(name).not_to_have_attribute("aria-invalid", "true")
    await expect(card.locator(".field-error:not(:empty)")).to_have_count(2)


async def test_an_action_without_inputs_asks_for_none(desk: Desk) -> None:
    """With associatedInputs none nothing is checked and nothing is taken along."""
    card = await form(desk)
    assert (await sent(desk, card, "Without looking"))["inputs"] == {}


async def test_a_shown_card_sends_its_own_inputs_and_those_around(desk: Desk) -> None:
    """Its button takes both; the outer card's button leaves the shown card's inputs alone."""
    card = await form(desk)
    await card.get_by_label("The name").fill("Maja")
    opener = card.get_by_role("button", name="Comment", exact=True)
    await expect(opener).to_have_attribute("aria-expanded", "false")
    await opener.click()
    await expect(opener).to_have_attribute("aria-expanded", "true")
    assert "comment" not in (await sent(desk, card, "Send"))["inputs"]
    await card.get_by_role("button", name="Send comment").click()
    await expect(card.get_by_text("Say something.")).to_be_visible()
    await card.get_by_label("The comment").fill("Well done")
    inputs = (await sent(desk, card, "Send comment"))["inputs"]
    assert (inputs["comment"], inputs["name"]) == ("Well done", "Maja")
    await opener.click()
    await expect(card.get_by_label("The comment")).to_be_hidden()


async def test_buttons_are_what_they_say(desk: Desk) -> None:
    """A disabled one can't be pressed, a link is one, the rest waits in a menu, Toggle shows."""
    card = await form(desk)
    await expect(card.get_by_role("button", name="Off")).to_be_disabled()
    link = card.get_by_role("link", name="Read")
    assert await link.get_attribute("href") == "https://example.com/x"
    assert await link.get_attribute("rel") == "noopener noreferrer"
    await expect(card.locator('[data-card-id="extra"]')).to_be_hidden()
    await card.get_by_role("button", name="More", exact=True).click()
    await expect(card.locator('[data-card-id="extra"]')).to_be_visible()
    await card.get_by_role("button", name="More actions").press("Enter")
    menu = desk.page.get_by_role("menu")
    await expect(menu.get_by_role("menuitem")).to_have_text(["Seventh", "Second rank"])
    await card.get_by_label("The name").fill("Maja")
    await card.get_by_role("button", name="More actions").press("Enter")
    await desk.page.keyboard.press("End")
    async with desk.page.expect_response("**/teams/action"):
        await desk.page.keyboard.press("Enter")
    assert desk.mock.sent("teams/action")[-1]["action"]["verb"] == "second"


async def test_enter_presses_the_button_beside_a_field(desk: Desk) -> None:
    """An inline action is pressed by Enter in its field."""
    card = await form(desk)
    await card.get_by_label("The name").fill("Maja")
    await card.get_by_label("The find").fill("roof")
    async with desk.page.expect_response("**/teams/action"):
        await card.get_by_label("The find").press("Enter")
    body = desk.mock.sent("teams/action")[-1]
    assert body["action"]["verb"] == "find"
    assert body["inputs"]["find"] == "roof"


async def test_what_is_typed_stays_while_the_card_is_the_same(desk: Desk) -> None:
    """News elsewhere in the conversation don't touch what somebody is typing in a card."""
    card = await form(desk)
    name = card.get_by_label("The name")
    await name.fill("Half a na")
    desk.mock.teams.say(GALLERY, text="News")
    await expect(desk.page.locator(".tm-post").last).to_contain_text("News")
    await expect(name).to_have_value("Half a na")
    await expect(name).to_be_focused()
