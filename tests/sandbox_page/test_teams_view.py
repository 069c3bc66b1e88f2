"""The Teams side as a place: the switch, chats, channels, writing, searching, renewing."""

from __future__ import annotations

import pytest
from playwright.async_api import ViewportSize, expect

from . import teams_canned
from .canned import BOT, PEOPLE
from .desk import Desk
from .teams_canned import ADVOCACY, GALLERY, GENERAL, chat_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PHONE: ViewportSize = {"width": 390, "height": 844}
MAJA, TOM, JOE = PEOPLE[:3]


async def test_the_switch_leads_from_chat_to_chat_and_back(desk: Desk) -> None:
    """By keyboard too; each chat is found as it was left, and the address remembers which it is."""
    await desk.go("c/C1?as=U1")
    await expect(desk.by("chat-slack")).to_have_attribute("aria-current", "true")
    await desk.by("chat-teams").press("Enter")
    await expect(desk.page.locator("h1")).to_have_text("advocacy")
    await expect(desk.page).to_have_url(f"{desk.base}/#/teams/c/19%3Aadvocacy%40thread.tacv2?as=U1")
    await expect(desk.by("chat-teams")).to_have_attribute("aria-current", "true")
    await expect(desk.by("channel-general")).to_be_hidden()
    await desk.by("chat-slack").press("Enter")
    await expect(desk.page.locator("h1")).to_have_text("general")
    await desk.by("chat-teams").click()
    await expect(desk.page.locator("h1")).to_have_text("advocacy")
    await desk.page.reload()
    await expect(desk.page.locator(".tm-post")).to_have_count(2)


async def test_people_clock_and_networks_are_the_same(desk: Desk) -> None:
    """Who one is stays over the switch, and the networks are there without leaving Teams."""
    await desk.go("c/C2?as=U3")
    await desk.by("chat-teams").click()
    await expect(desk.page.locator("#person")).to_contain_text("Joe Baker")
    await expect(desk.page.locator("#clock-time")).to_have_text("08:59")
    await desk.by("rail-networks").click()
    await expect(desk.page.locator(".post").first).to_contain_text("Lipa Energija")
    await desk.by("network-x").click()
    await expect(desk.page.locator(".post.ex")).to_contain_text("@maja")
    await expect(desk.by("rail-networks")).to_have_attribute("aria-current", "page")
    await expect(desk.page.locator("body")).to_have_attribute("data-chat", "teams")


async def test_the_rail_changes_the_list(desk: Desk) -> None:
    """Chat lists chats, with the app first; Teams lists teams with their channels."""
    await desk.go("teams?as=U1")
    await expect(desk.page.locator("#teams-list h2")).to_have_text(
        ["LELipa Energija", "ECEvery card"]
    )
    await desk.by("rail-chat").click()
    await expect(desk.page.locator("h1")).to_have_text("Glasnik")
    await expect(desk.page.locator("#teams-list a")).to_have_text(["Glasnik", "TFTom Fischer"])
    await desk.by("teams-chat-U2").click()
    await expect(desk.page.locator(".tm-text")).to_have_text("Is the queue *empty*?")
    await desk.by("rail-teams").click()
    await expect(desk.page.locator("h1")).to_have_text("advocacy")


async def test_another_person_sees_their_own_chat(desk: Desk) -> None:
    """Becoming somebody else in a chat leads to their chat with the app, in their language."""
    await desk.go("teams/d/19:U1_U2@unq?as=U1")
    await desk.by("person-menu").click()
    await desk.by("person-U6").click()
    await expect(desk.page.locator("h1")).to_have_text("Glasnik")
    await expect(desk.page.locator(".ac")).to_contain_text("Dobro jutro, Ana!")
    await expect(desk.page.locator(".ac")).to_have_attribute("lang", "sl-SI")


async def test_own_messages_stand_apart_and_the_apps_words_are_markdown(desk: Desk) -> None:
    """In a chat one's own are marked; the app's words are drawn, a person's are as typed."""
    await desk.go("teams/bot?as=U1")
    await expect(desk.page.locator(".tm.own .tm-text")).to_have_text(["hello", "home"])
    await expect(desk.page.locator(".tm:not(.own) strong", has_text="home")).to_be_visible()


async def test_the_app_is_mentioned_with_a_command(desk: Desk) -> None:
    """An at sign offers the app, then its commands; Enter completes, then posts."""
    await desk.go(f"teams/c/{GENERAL}?as=U1")
    await expect(desk.page.locator("#teams-empty")).to_contain_text("Nothing has been written")
    field = desk.by("teams-composer")
    await field.press_sequentially("@Gl")
    await field.press("Enter")
    await expect(field).to_have_value("@Glasnik ")
    options = desk.page.get_by_role("listbox").get_by_role("option")
    await expect(options).to_have_count(4)
    await field.press_sequentially("lib")
    await expect(options).to_have_text(["libraryStories to share"])
    await field.press("Tab")
    await expect(field).to_have_value("@Glasnik library")
    await field.press("Enter")
    await expect(desk.page.locator(".tm-post .mention")).to_have_text("Glasnik")
    assert desk.mock.sent("teams/message") == [
        {"as": "U1", "conversation": GENERAL, "text": "@Glasnik library"}
    ]
    await expect(field).to_have_value("")


async def test_commands_are_found_in_a_menu(desk: Desk) -> None:
    """In the chat with the app its commands are in a menu, and need no mention."""
    await desk.go("teams/bot?as=U1")
    await desk.by("teams-prompts").click()
    await desk.page.get_by_role("menuitem", name="review").click()
    await expect(desk.by("teams-composer")).to_have_value("review")
    await desk.by("teams-send").click()
    await expect(desk.page.locator(".tm.own").last).to_contain_text("review")
    assert desk.mock.sent("teams/message")[0]["conversation"] == chat_of("U1")


async def test_what_could_not_be_sent_is_told_and_kept(desk: Desk) -> None:
    """The reason stands at the field, with the words still in it."""
    await desk.go("teams/bot?as=U1")
    await desk.by("teams-composer").fill("fail")
    await desk.by("teams-composer").press("Enter")
    await expect(desk.page.locator(".tm-fault")).to_have_text("Glasnik could not be reached.")
    await expect(desk.by("teams-composer")).to_have_value("fail")


async def test_what_was_typed_waits_in_its_conversation(desk: Desk) -> None:
    """A draft is there again when one comes back, and not for another person."""
    await desk.go("teams/bot?as=U1")
    await desk.by("teams-composer").fill("half a th")
    await desk.by("rail-teams").click()
    await expect(desk.by("teams-composer")).to_have_value("")
    await desk.by("rail-chat").click()
    await expect(desk.by("teams-composer")).to_have_value("half a th")


async def test_a_reply_goes_to_its_post(desk: Desk) -> None:
    """The reply names the thread, appears below its post, and doesn't move what is read."""
    await desk.go(f"teams/c/{ADVOCACY}?as=U1")
    post = desk.page.locator(".tm-post").first
    await desk.page.locator("#teams-scroller").evaluate("(node) => { node.scrollTop = 0; }")
    await post.get_by_role("button", name="Reply").click()
    await expect(desk.by("teams-reply")).to_be_focused()
    await desk.by("teams-reply").fill("Me too")
    await desk.by("teams-reply").press("Enter")
    await expect(post.locator(".tm-replies > li").last).to_contain_text("Me too")
    root = desk.mock.teams.messages[ADVOCACY][0]["id"]
    (sent,) = desk.mock.sent("teams/message")
    assert sent == {"as": "U1", "conversation": ADVOCACY, "text": "Me too", "thread": root}
    await expect(post).to_be_in_viewport(ratio=0.9)


async def test_news_are_said_and_kept_in_view(desk: Desk) -> None:
    """A new card is spoken as words; who reads above gets a button instead of being moved."""
    await desk.go(f"teams/c/{ADVOCACY}?as=U1")
    await expect(desk.page.locator(".tm-post")).to_have_count(2)
    card = teams_canned.card(teams_canned.text("The **week** is over"))
    desk.mock.teams.say(ADVOCACY, BOT, "", card)
    await expect(desk.page.locator(".tm-post").last).to_be_in_viewport()
    await expect(desk.page.locator("#announcer")).to_have_text("Glasnik: The week is over")
    await desk.page.locator("#teams-scroller").evaluate("(node) => { node.scrollTop = 0; }")
    desk.mock.teams.say(ADVOCACY, JOE, "Cake?")
    await expect(desk.page.locator("#teams-jump")).to_have_text("Cake?")
    assert await desk.page.locator("#teams-scroller").evaluate("(node) => node.scrollTop") == 0
    await desk.page.locator("#teams-jump").click()
    await expect(desk.page.locator(".tm-post").last).to_be_in_viewport()


async def test_unread_is_counted_and_then_read(desk: Desk) -> None:
    """The rail and the list count what is new; opening the channel clears both."""
    desk.mock.teams.unread[GENERAL] = 3
    await desk.go(f"teams/c/{ADVOCACY}?as=U1")
    await expect(desk.by("rail-teams").locator(".badge")).to_contain_text("3")
    await desk.by("teams-channel-General").click()
    await expect(desk.by("rail-teams").locator(".badge")).to_have_count(0)
    await expect(desk.by("teams-channel-General").locator(".badge")).to_have_count(0)


async def test_a_found_story_is_put_in_and_sent(desk: Desk) -> None:
    """The app's search lists stories, narrows by words, and the chosen card goes with a message."""
    await desk.go(f"teams/c/{GENERAL}?as=U1")
    await desk.by("teams-search").press("Enter")
    panel = desk.by("teams-search-panel")
    await expect(panel.get_by_role("status")).to_have_text("3 results")
    await desk.by("teams-search-field").fill("solar")
    await expect(panel.get_by_role("status")).to_have_text("1 result")
    await desk.page.keyboard.press("ArrowDown")
    await desk.page.keyboard.press("Enter")
    await expect(panel).to_have_count(0)
    await expect(desk.by("teams-composer")).to_be_focused()
    await expect(desk.page.locator(".tm-attached")).to_contain_text("12,000 panels")
    await desk.by("teams-composer").fill("Look")
    await desk.by("teams-composer").press("Enter")
    await expect(desk.page.locator(".tm-post .ac")).to_contain_text("12,000 panels")
    await expect(desk.page.locator(".tm-attached")).to_be_hidden()
    assert [kind for kind, _ in desk.mock.received][-2:] == ["teams/message", "teams/insert"]
    assert desk.mock.sent("teams/insert")[0]["card"]["type"] == "AdaptiveCard"
    assert [body["text"] for body in desk.mock.sent("teams/search")] == ["", "solar"]


async def test_nothing_found_is_said(desk: Desk) -> None:
    """A search without results says so, and Escape gives the focus back."""
    await desk.go("teams/bot?as=U1")
    await desk.by("teams-search").click()
    await desk.by("teams-search-field").fill("unicorn")
    await expect(desk.by("teams-search-panel").get_by_role("status")).to_have_text("Nothing found")
    await desk.page.keyboard.press("Escape")
    await expect(desk.by("teams-search")).to_be_focused()


async def test_a_card_renews_itself_once_a_minute_at_most(desk: Desk) -> None:
    """Coming into view asks for this person's card; again only when a minute has passed."""
    await desk.page.clock.install()
    await desk.go(f"teams/c/{ADVOCACY}?as=U1")
    asked = desk.mock.teams.messages[ADVOCACY][1]["id"]
    await expect(desk.page.locator(".ac")).to_be_in_viewport()
    body = {"as": "U1", "conversation": ADVOCACY, "message": asked}

    async def look_again() -> None:
        await desk.by("teams-channel-General").click()
        await expect(desk.page.locator("#teams-empty")).to_be_visible()
        await desk.by("teams-channel-advocacy").click()
        await expect(desk.page.locator(".ac")).to_be_in_viewport()
        await desk.page.evaluate("() => new Promise((go) => requestIdleCallback(go))")

    await look_again()
    assert desk.mock.sent("teams/refresh") == [body]
    await desk.page.clock.run_for(61_000)
    async with desk.page.expect_response("**/teams/refresh"):
        await look_again()
    assert desk.mock.sent("teams/refresh") == [body, body]


async def test_cards_without_refresh_are_left_alone(desk: Desk) -> None:
    """Only cards that ask for it are renewed."""
    await desk.go(f"teams/c/{GALLERY}?as=U1")
    await expect(desk.page.locator(".ac").last).to_be_in_viewport()
    await desk.page.evaluate("() => new Promise((go) => requestIdleCallback(go))")
    assert not desk.mock.sent("teams/refresh")


async def test_on_a_phone_the_lists_are_a_drawer(desk: Desk) -> None:
    """The rail changes the list within the drawer, a place closes it, nothing is too wide."""
    await desk.page.set_viewport_size(PHONE)
    await desk.go("teams/bot?as=U6")
    await desk.page.get_by_label("Open navigation").click()
    await desk.by("rail-teams").click()
    await expect(desk.by("teams-channel-General")).to_be_in_viewport()
    await desk.by("teams-channel-General").click()
    await expect(desk.page.locator("h1")).to_have_text("General")
    await expect(desk.by("teams-channel-General")).not_to_be_in_viewport()
    for place in ("teams/bot?as=U6", f"teams/c/{GALLERY}?as=U1"):
        await desk.go(place)
        await expect(desk.page.locator(".ac").first).to_be_visible()
        assert await desk.page.evaluate("document.documentElement.scrollWidth") == 390
        wide = "(n) => n.scrollWidth - n.clientWidth"
        assert await desk.page.locator("#teams-scroller").evaluate(wide) == 0
    await expect(desk.by("chat-slack")).to_be_in_viewport()


async def test_a_place_that_is_not_there_gives_way(desk: Desk) -> None:
    """An address of no channel leads to the first one that there is."""
    await desk.go("teams/c/19:gone@thread.tacv2?as=U1")
    await expect(desk.page.locator("h1")).to_have_text("advocacy")


async def test_where_the_app_is_not_it_can_be_added(desk: Desk) -> None:
    """Without the app its chat offers to add it, and then there is one; a channel does so too."""
    desk.mock.teams.installed.discard("U1")
    desk.mock.teams.without.add(GENERAL)
    await desk.go("teams/bot?as=U1")
    await expect(desk.page.locator("#teams-missing")).to_contain_text("Glasnik isn’t here yet.")
    await expect(desk.by("teams-composer")).to_have_count(0)
    await desk.by("teams-add").press("Enter")
    await expect(desk.page.locator(".tm.own").first).to_contain_text("hello")
    await expect(desk.by("teams-add")).to_be_hidden()
    await desk.by("rail-teams").click()
    await expect(desk.by("teams-add")).to_be_hidden()
    await desk.by("teams-channel-General").click()
    await desk.by("teams-add").click()
    await expect(desk.by("teams-add")).to_be_hidden()
    assert desk.mock.sent("teams/install") == [
        {"as": "U1"},
        {"as": "U1", "conversation": GENERAL},
    ]


async def test_plain_words_of_the_app_keep_their_lines(desk: Desk) -> None:
    """Words that the app calls plain are no Markdown and keep their line ends."""
    await desk.go("teams/bot?as=U1")
    words = "One **star**\nTwo"
    desk.mock.teams.say(chat_of("U1"), BOT, words, format="plain")
    last = desk.page.locator(".tm-text").last
    await expect(last).to_contain_text("**star**")
    assert await last.inner_text() == words
