"""Cards as the Teams side draws them: one of every element, and what no card should hold."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from . import teams_canned
from .desk import Desk
from .teams_canned import ADVOCACY, GALLERY, WRONG

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def gallery(desk: Desk, place: str = GALLERY) -> Locator:
    """Open a channel full of cards; its posts in order."""
    await desk.go(f"teams/c/{place}?as=U1")
    await expect(desk.page.locator(".ac").first).to_be_visible()
    return desk.page.locator(".tm-post")


async def test_markdown_is_the_little_that_teams_knows(desk: Desk) -> None:
    """Bold, italics, lists and links are drawn; escapes, HTML and bad links stay words."""
    text = (await gallery(desk)).first.locator('[data-card-id="hard"]')
    await expect(text.locator("strong")).to_have_text(["bold", "both", "three"])
    await expect(text.locator("em").first).to_have_text("italic")
    await expect(text).to_contain_text("*not bold* snake_case_name")
    await expect(text).to_contain_text("<b> 5 < 6")
    await expect(text).to_contain_text("<b>raw</b>")
    await expect(text.locator("ul li")).to_have_text(["one", "two", "three"])
    await expect(text.locator("ol li")).to_have_text(["first", "second"])
    link = text.get_by_role("link", name="a link")
    assert await link.get_attribute("href") == "https://example.com/a?b=1&c=2"
    assert await text.get_by_role("link", name="bad").count() == 0


async def test_only_a_known_mention_becomes_one(desk: Desk) -> None:
    """A name in an at tag is a mention when the card says who it is, and else the tag is seen."""
    text = (await gallery(desk)).first.locator('[data-card-id="hard"]')
    await expect(text.locator(".mention")).to_have_text(["Maja Kovač"])
    await expect(text).to_contain_text("<at>Nobody</at>")


async def test_text_that_may_not_wrap_is_cut(desk: Desk) -> None:
    """Without wrap a text is one line, and maxLines ends it after that many."""
    first = (await gallery(desk)).first
    one, two = (first.locator(f'[data-card-id="{i}"]') for i in ("one", "two"))
    heights = [(await n.bounding_box() or {"height": 0})["height"] for n in (one, two)]
    assert heights[0] < 25 < heights[1] < 45


async def test_a_line_end_in_a_text_run_is_one(desk: Desk) -> None:
    """Text runs know no Markdown: where a line ends in them, it ends."""
    run = (await gallery(desk)).first.locator(".ac-run", has_text="First line")
    lines = "run => new Set(Array.from(run.getClientRects(), box => box.top)).size"
    assert await run.evaluate(lines) == 2


async def test_a_heading_is_one_and_dates_are_those_of_the_reader(desk: Desk) -> None:
    """A TextBlock of style heading is a heading; DATE and TIME are filled in."""
    first = (await gallery(desk)).first
    await expect(first.get_by_role("heading", name="A heading")).to_be_visible()
    await expect(first.locator('[data-card-id="date"]')).to_have_text(
        "On Tuesday, 24 November 2026 at 09:00"
    )


async def test_columns_have_the_widths_they_ask_for(desk: Desk) -> None:
    """A column of pixels has them, one of two parts is twice a stretched one."""
    columns = (await gallery(desk)).nth(1).locator(".ac-columns").first.locator("> .ac-column")
    boxes = [await columns.nth(i).bounding_box() or {"width": 0} for i in range(4)]
    _, stretch, two, sixty = (box["width"] for box in boxes)
    assert sixty == pytest.approx(60, abs=1)
    assert two == pytest.approx(2 * stretch, rel=0.25)


async def test_a_table_is_one_for_screen_readers(desk: Desk) -> None:
    """Rows, column headings and cells are told as such."""
    table = (await gallery(desk)).nth(1).get_by_role("table")
    await expect(table.get_by_role("columnheader")).to_have_text(["Colleague", "Points"])
    await expect(table.get_by_role("row")).to_have_count(4)
    await expect(table.get_by_role("cell", name="120")).to_be_visible()


async def test_a_box_can_be_pressed_and_so_can_what_is_in_it(desk: Desk) -> None:
    """Each of the two sends its own action."""
    post = (await gallery(desk)).nth(1)
    box = post.locator('[data-card-id="pressable"]')
    for press in (
        post.get_by_role("button", name="Inside").click(),
        box.click(position={"x": 250, "y": 14}),
    ):
        async with desk.page.expect_response("**/teams/action"):
            await press
    verbs = [body["action"]["verb"] for body in desk.mock.sent("teams/action")]
    assert verbs == ["inside", "open"]


async def test_charts_are_drawn_with_their_numbers(desk: Desk) -> None:
    """Every chart has its numbers as a table for those who can't see it."""
    post = (await gallery(desk)).nth(2)
    await expect(post.locator("figure")).to_have_count(4)
    await expect(post.locator("table")).to_have_count(4)
    await expect(post.locator(".bar-value")).to_have_text(["120", "97", "12"])
    await expect(post.locator("table").nth(1)).to_contain_text("W2")
    await expect(post.locator("svg.chart .line")).to_have_count(2)


async def test_progress_is_told(desk: Desk) -> None:
    """A bar tells its value; one without a value tells none."""
    bars = (await gallery(desk)).nth(2).get_by_role("progressbar")
    await expect(bars.first).to_have_attribute("aria-valuenow", "30")
    assert await bars.last.get_attribute("aria-valuenow") is None


async def test_what_is_unknown_gives_way_to_its_fallback(desk: Desk) -> None:
    """A fallback stands in for an element, an action or the box around; drop leaves nothing."""
    card = (await gallery(desk)).nth(4).locator(".ac")
    await expect(card.locator(".ac-text")).to_have_text(
        ["Instead of a hologram", "Needs nothing", "Instead of the whole box", "Third choice"]
    )
    await expect(card.get_by_role("button")).to_have_text(["Walk"])


async def test_what_cant_be_drawn_is_named(desk: Desk) -> None:
    """Unknown elements, actions, kinds and versions are said, never left out."""
    await gallery(desk, WRONG)
    await expect(desk.page.locator(".unknown")).to_have_text(
        [
            "Unknown element: Hologram",
            "TextBlock needs holograms 2.0, which Teams doesn’t have",
            "FactSet is not made as it should be",
            "TextBlock is not made as it should be",
            "This input has no id: what is typed here is not sent.",
            'Unknown element: "just words"',
            "Unknown action: Action.Beam",
            "Unknown card: MessageCard",
            "This card is of version 9.0; Teams shows up to 1.5",
        ]
    )
    await expect(desk.page.locator(".ac", has_text="Words for old clients")).to_be_visible()


async def test_nothing_a_card_says_becomes_markup(desk: Desk) -> None:
    """Script and handlers in every text, address and name of a card stay words."""
    evil = (await gallery(desk, WRONG)).last
    await evil.scroll_into_view_if_needed()
    assert await evil.locator("script, [onerror], [src^='javascript'], b").count() == 0
    hrefs = await evil.locator("a").evaluate_all("(all) => all.map((a) => a.href)")
    assert all(href.startswith(("http", "mailto")) for href in hrefs)
    await expect(evil.locator(".ac-text").first).to_contain_text("<script>document.title=")
    await evil.get_by_role("button", name="More actions").click()
    await desk.page.get_by_role("menuitem", name="In the menu").click()
    assert desk.page.context.pages == [desk.page]
    await expect(desk.page).to_have_title("wrong · Lipa Energija")
    await expect(evil.get_by_role("button", name="<script>").first).to_be_disabled()


async def test_a_question_in_a_card_is_said_and_put_away(desk: Desk) -> None:
    """What a button makes appear is spoken; when it goes away, the focus is at that button."""
    card = (await gallery(desk)).nth(5).locator(".ac")
    await card.get_by_role("button", name="Leave", exact=True).press("Enter")
    await expect(card.get_by_text("Really leave?")).to_be_in_viewport()
    await expect(desk.page.locator("#announcer")).to_contain_text("Really leave?")
    await card.get_by_role("button", name="No").press("Enter")
    await expect(card.get_by_text("Really leave?")).to_be_hidden()
    await expect(card.get_by_role("button", name="Leave", exact=True)).to_be_focused()
    assert not desk.mock.sent("teams/action")


async def test_valid_cards_are_drawn_without_complaint(desk: Desk) -> None:
    """Nothing of the gallery is unknown or not made as it should be."""
    await gallery(desk)
    await expect(desk.page.locator(".unknown")).to_have_count(0)


async def test_a_picture_that_is_gone_shows_its_words(desk: Desk) -> None:
    """A broken picture is replaced by what it would have shown."""
    post = (await gallery(desk)).nth(1)
    await post.locator(".ac-picture").nth(2).scroll_into_view_if_needed()
    await expect(post.locator(".broken-image")).to_have_text("A picture that is gone")


async def test_an_answer_changes_only_the_card_it_is_for(desk: Desk) -> None:
    """After an update the other posts are the same nodes, and the message says it was edited."""
    await desk.go(f"teams/c/{ADVOCACY}?as=U1")
    posts = desk.page.locator(".tm-post")
    await posts.first.evaluate("(node) => { node.kept = true; }")
    await desk.page.get_by_role("button", name="Not for me").first.click()
    await expect(posts.last).to_contain_text("Noted.")
    await expect(posts.last.locator(".edited").first).to_have_text("Edited")
    assert desk.page.context.pages == [desk.page], "no tab is opened without an address"
    assert await posts.first.evaluate("(node) => node.kept")


async def test_a_note_of_the_app_stands_below_its_card(desk: Desk) -> None:
    """What an action is answered is shown and said; the next action takes it away."""
    await desk.go(f"teams/c/{ADVOCACY}?as=U1")
    more = desk.page.get_by_role("button", name="More actions").first
    await more.click()
    await desk.page.get_by_role("menuitem", name="Guidelines").click()
    note = desk.page.locator(".tm-note.note")
    await expect(note).to_have_text("I’ve answered in our chat.")
    await expect(more).to_be_focused()
    await expect(desk.page.locator("#announcer")).to_contain_text("I’ve answered in")
    desk.mock.teams.answer = {"ok": False, "error": "Unable to reach app. Please try again."}
    await desk.page.get_by_role("button", name="Not for me").first.click()
    await expect(desk.page.get_by_role("alert").filter(has_text="Unable to reach")).to_be_visible()
    await expect(note).to_have_count(0)


async def test_an_address_in_the_answer_is_opened(desk: Desk) -> None:
    """What the client is told to open comes up in a tab of its own."""
    desk.mock.teams.answer = {"ok": True, "url": "/img/solar.svg"}
    await desk.go(f"teams/c/{ADVOCACY}?as=U1")
    async with desk.page.context.expect_page() as opened:
        await desk.page.get_by_role("button", name="Not for me").first.click()
    assert (await opened.value).url == f"{desk.base}/img/solar.svg"


async def test_a_second_press_waits_for_the_first(desk: Desk) -> None:
    """While the app is working the card is busy and takes no other action."""
    desk.mock.teams.messages[ADVOCACY][1]["cards"] = [
        teams_canned.card(actions=[teams_canned.execute("Slow", "slow")])
    ]
    await desk.go(f"teams/c/{ADVOCACY}?as=U1")
    slow = desk.page.get_by_role("button", name="Slow")
    await slow.click()
    await expect(desk.page.locator(".ac")).to_have_attribute("aria-busy", "true")
    await slow.press("Enter")
    desk.mock.teams.released.set()
    await expect(desk.page.locator(".ac")).not_to_have_attribute("aria-busy", "true")
    assert len(desk.mock.sent("teams/action")) == 1
