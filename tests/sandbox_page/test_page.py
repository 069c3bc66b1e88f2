"""The page as a place: channels, people, clock, networks, narrow screens."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from .desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_a_newcomer_lands_in_the_advocacy_channel(desk: Desk) -> None:
    """Without an address the page shows #advocacy to the suggested person and names both."""
    await desk.go("")
    await expect(desk.page.locator("h1")).to_have_text("advocacy")
    await expect(desk.page.locator("#person")).to_contain_text("Maja Kovač")
    await expect(desk.page).to_have_url(f"{desk.base}/#/c/C2?as=U1")
    await expect(desk.page.locator(".day").last).to_have_text("Today")
    await expect(desk.page.locator(".ephemeral")).to_contain_text("Only visible to you")


async def test_what_is_written_is_sent_and_appears(desk: Desk) -> None:
    """Enter sends the text encoded as Slack's client does, and the channel shows it as typed."""
    await desk.go("c/C1?as=U3")
    await desk.by("composer").fill("Hello <b>@Maja Kovač</b> & <!channel>, see #advocacy")
    await desk.by("composer").press("Enter")
    last = desk.page.locator("[data-ts]").last
    await expect(last).to_contain_text("Hello <b>@Maja Kovač</b> & <!channel>, see #advocacy")
    await expect(last.locator(".mention")).to_have_text(["@Maja Kovač", "#advocacy"])
    await expect(desk.by("composer")).to_have_value("")
    text = "Hello &lt;b&gt;<@U1>&lt;/b&gt; &amp; &lt;!channel&gt;, see <#C2>"
    assert desk.mock.sent("message") == [{"as": "U3", "channel": "C1", "text": text}]


async def test_a_new_message_is_announced_and_kept_in_view(desk: Desk) -> None:
    """News arrive by themselves, are spoken to screen readers, and the end stays visible."""
    await desk.go("c/C2?as=U1")
    await expect(desk.page.locator("[data-ts]")).to_have_count(6)
    desk.mock.say("C2", "A draw is *open*")
    await expect(desk.page.locator("[data-ts]").last).to_be_in_viewport()
    await expect(desk.page.locator("#announcer")).to_have_text("Glasnik: A draw is open")


async def test_reading_above_is_not_disturbed_by_news(desk: Desk) -> None:
    """Somebody who scrolled up stays there and gets a button to the new messages."""
    await desk.go("c/C4?as=U1")
    await desk.page.locator('[data-block-id="hard"]').scroll_into_view_if_needed()
    await desk.page.locator("#scroller").evaluate("(node) => { node.scrollTop = 0; }")
    desk.mock.say("C4", "News")
    await expect(desk.page.locator("#jump")).to_be_visible()
    assert await desk.page.locator("#scroller").evaluate("(node) => node.scrollTop") == 0
    await desk.page.locator("#jump").click()
    await expect(desk.page.locator("[data-ts]").last).to_be_in_viewport()


async def test_the_button_to_news_says_what_they_are(desk: Desk) -> None:
    """Somebody who reads above learns how the message below begins, and that it is private."""
    await desk.go("c/C4?as=U1")
    await desk.page.locator("#scroller").evaluate("(node) => { node.scrollTop = 0; }")
    desk.mock.say("C4", "On its way to *LinkedIn*", ephemeral=True)
    await expect(desk.page.locator("#jump")).to_have_text("Only for you: On its way to LinkedIn")


async def test_the_answer_to_a_command_is_brought_in_view(desk: Desk) -> None:
    """Whoever gives a command while reading above sees what came of it."""
    await desk.go("c/C4?as=U1")
    await desk.page.locator("#scroller").evaluate("(node) => { node.scrollTop = 0; }")
    await desk.by("composer").fill("/advocacy help")
    await desk.by("composer").press("Enter")
    desk.mock.say("C4", "What you can do here")
    await expect(desk.page.locator("[data-ts]").last).to_be_in_viewport()


async def test_an_app_that_takes_no_messages_says_so(desk: Desk) -> None:
    """Where the app's messages are for reading only, a line stands in the composer's place."""
    desk.mock.read_only = True
    await desk.go("messages?as=U1")
    await expect(desk.page.locator("#read-only")).to_contain_text("takes no messages")
    await expect(desk.by("composer")).to_be_hidden()
    await desk.by("channel-general").click()
    await expect(desk.by("composer")).to_be_visible()


async def test_unread_messages_are_counted_and_then_read(desk: Desk) -> None:
    """A badge counts what is unread; opening the channel marks the place and clears the badge."""
    await desk.go("c/C1?as=U1")
    await expect(desk.by("channel-advocacy").locator(".badge")).to_contain_text("2")
    await desk.by("channel-advocacy").click()
    await expect(desk.page.locator(".new-line")).to_have_count(1)
    await expect(desk.by("channel-advocacy").locator(".badge")).to_have_count(0)


async def test_slash_commands_are_suggested_and_sent(desk: Desk) -> None:
    """A slash offers the bot's commands with their hint; Enter completes, then sends."""
    await desk.go("c/C2?as=U1")
    await desk.by("composer").press_sequentially("/adv")
    suggestion = desk.page.locator("#suggestions").get_by_role("option")
    await expect(suggestion).to_contain_text("Run the advocacy programme")
    await desk.by("composer").press("Enter")
    await expect(desk.by("composer")).to_have_value("/advocacy ")
    await expect(desk.page.locator("#usage")).to_contain_text("[review | add")
    await desk.by("composer").press_sequentially("review")
    await desk.by("composer").press("Enter")
    await expect(desk.by("modal")).to_be_visible()
    assert desk.mock.sent("command")[0]["text"] == "/advocacy review"


async def test_a_failed_command_is_told_and_kept(desk: Desk) -> None:
    """The reason stands at the composer, and the command can be corrected and sent again."""
    await desk.go("c/C2?as=U1")
    await desk.by("composer").fill("/advocacy fail")
    await desk.by("send").click()
    await expect(desk.page.locator("#compose-fault")).to_contain_text("dispatch_failed")
    await expect(desk.by("composer")).to_have_value("/advocacy fail")
    await desk.by("composer").fill("/nonsense now")
    await desk.by("composer").press("Enter")
    await expect(desk.page.locator("#compose-fault")).to_contain_text("/nonsense isn’t a command")
    assert len(desk.mock.sent("command")) == 1


async def test_becoming_another_person_hides_what_is_not_theirs(desk: Desk) -> None:
    """The switcher changes the address, and a private channel gives way to a public one."""
    await desk.go("c/C5?as=U1")
    await expect(desk.page.locator("h1")).to_have_text("advocacy-leads")
    await desk.by("person-menu").click()
    await desk.by("person-U6").click()
    await expect(desk.page.locator("#person")).to_contain_text("Ana Novak")
    await expect(desk.page.locator("#person .language")).to_have_text("SL")
    await expect(desk.page.locator("h1")).to_have_text("advocacy")
    await expect(desk.by("channel-advocacy-leads")).to_have_count(0)
    await desk.page.reload()
    await expect(desk.page.locator("#person")).to_contain_text("Ana Novak")


async def test_the_clock_moves(desk: Desk) -> None:
    """Tomorrow 9:00 asks the sandbox to move the clock and shows where it is now."""
    await desk.go("c/C2?as=U1")
    await expect(desk.page.locator("#clock-time")).to_have_text("08:59")
    await desk.by("clock-tomorrow_9").click()
    await expect(desk.page.locator("#clock-day")).to_have_text("Wed 25 Nov")
    await expect(desk.page.locator("#clock-time")).to_have_text("09:00")
    assert desk.mock.sent("clock") == [{"to": "tomorrow_9"}]


async def test_times_are_those_of_the_person(desk: Desk) -> None:
    """Someone in New York sees New York times, and both clocks."""
    await desk.go("c/C2?as=U7")
    await expect(desk.page.locator("[data-ts]").last.locator("time")).to_have_text("02:59")
    await expect(desk.page.locator("#clock-mine")).to_have_text("02:59 for you")


async def test_home_is_opened_drawn_and_pressed(desk: Desk) -> None:
    """Opening Home tells the bot; its view is drawn and presses name the view."""
    await desk.go("c/C2?as=U1")
    await desk.by("app-home").click()
    await expect(desk.page.locator("#home h2")).to_have_text("Good morning, Maja")
    await expect(desk.page.locator("#home svg.chart rect")).to_have_count(10)
    await desk.action("pause").click()
    await expect(desk.action("pause")).not_to_have_attribute("aria-busy", "true")
    assert desk.mock.sent("home/open") == [{"as": "U1"}]
    assert desk.mock.sent("press")[0]["container"] == {"type": "view", "view_id": "VHOME"}
    desk.mock.home["blocks"][0]["text"]["text"] = "Good evening, Maja"
    desk.mock.tell(type="home")
    await expect(desk.page.locator("#home h2")).to_have_text("Good evening, Maja")


async def test_networks_show_posts_with_card_and_known_figures(desk: Desk) -> None:
    """A post shows author, text, link card and figures; an unknown figure is left out, not 0."""
    await desk.go("c/C2?as=U1")
    await desk.by("networks").click()
    first = desk.page.locator(".post").first
    await expect(first).to_contain_text("Grid engineer at Lipa Energija")
    await expect(first.locator(".link-card")).to_contain_text("Our largest solar roof is live")
    await expect(first.locator(".tag")).to_have_text(["#solar", "#LipaEnergija", "#ad"])
    await expect(desk.page.locator(".post").nth(1).locator(".figures li")).to_have_text(
        ["11 reactions", "0 comments"]
    )
    await desk.by("network-x").click()
    await expect(desk.page.locator(".post.ex")).to_contain_text("@maja")


async def test_posts_are_marked_as_their_network_marks_them(desk: Desk) -> None:
    """Only what the network says is a link opens; pictures have words, figures their own names."""
    await desk.go("networks/bluesky?as=U1")
    post = desk.page.locator(".post.sky")
    await expect(post.locator(".post-text a")).to_have_text(["the roof"])
    await expect(post.locator(".tag")).to_have_text("#solar")
    await expect(post.get_by_role("img", name="A roof full of panels")).to_be_visible()
    await expect(post.locator("figcaption")).to_have_text("ALT A roof full of panels")
    await expect(post.locator(".figures li")).to_have_text(["2 replies", "5 reposts", "31 likes"])
    hint = desk.page.locator(".network-hint")
    await expect(hint.get_by_role("link", name="App passwords")).to_be_visible()
    await desk.by("network-mastodon").click()
    await expect(desk.page.locator(".post.tusk .figures li")).to_have_text(
        ["1 boosts", "3 favourites"]
    )
    await expect(desk.page.locator(".post.tusk .link-card")).to_contain_text("Priya Nair")
    await expect(hint).to_be_empty()


async def test_the_bots_calls_can_be_read(desk: Desk) -> None:
    """The drawer lists the bot's API calls, newest first, and can show failures only."""
    await desk.go("c/C2?as=U1")
    await desk.by("inspect").click()
    rows = desk.page.locator("#inspector tbody tr")
    await expect(rows.first).to_contain_text("user_not_in_channel")
    await expect(rows).to_have_count(3)
    await desk.page.get_by_label("Only failures").check()
    await expect(rows).to_have_count(1)
    await desk.page.keyboard.press("Escape")
    await expect(desk.page.locator("#inspector")).to_be_hidden()


async def test_on_a_phone_the_sidebar_is_a_drawer(desk: Desk) -> None:
    """On a narrow screen navigation is out of the way until asked for, and closes after use."""
    await desk.page.set_viewport_size({"width": 390, "height": 844})
    await desk.go("c/C2?as=U1")
    await expect(desk.by("channel-general")).not_to_be_in_viewport()
    await desk.page.get_by_label("Open navigation").click()
    await expect(desk.by("channel-advocacy")).to_be_focused()
    await desk.by("channel-general").click()
    await expect(desk.page.locator("h1")).to_have_text("general")
    await expect(desk.by("channel-general")).not_to_be_in_viewport()
    width = await desk.page.evaluate("document.documentElement.scrollWidth")
    assert width == 390


async def test_a_theme_is_kept(desk: Desk) -> None:
    """The theme button goes from automatic to light to dark and remembers the choice."""
    await desk.go("c/C2?as=U1")
    theme = desk.page.locator("#theme")
    await theme.click()
    await theme.click()
    await expect(theme).to_have_text("Theme: dark")
    await desk.page.reload()
    await expect(desk.page.locator("html")).to_have_attribute("data-theme", "dark")


async def test_a_sandbox_that_is_away_is_told(desk: Desk) -> None:
    """When nothing answers, a line at the top says so and what was typed stays."""
    await desk.go("c/C2?as=U1")
    await desk.page.route("**/ui/api/message", lambda route: route.abort())
    await desk.by("composer").fill("Anybody?")
    await desk.by("send").click()
    await expect(desk.page.locator("#compose-fault")).to_contain_text(
        "The sandbox can’t be reached."
    )
    await expect(desk.by("composer")).to_have_value("Anybody?")
    desk.complaints.clear()  # the browser reports the call that this test broke
