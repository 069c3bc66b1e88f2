"""The whole loop with the mouse alone, in the demo that a newcomer starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.workplace import PATIENCE_MS, Workplace

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
"""Headless browsers are counted as machines, so the reader of the post must not be one."""

FIRST = "How a school from 1962 halved its heating bill"
SECOND = "We are looking for eight field engineers who like ladders"

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


async def approve_everything(work: Workplace) -> int:
    """Approve card after card, as the lead."""
    await work.go("app-messages")
    await expect(work.buttons("Approve")).to_have_count(9, timeout=3 * PATIENCE_MS)
    await work.picture("lead-reviews")
    for left in range(9, 0, -1):
        await work.buttons("Approve").first.click()
        await expect(work.buttons("Approve")).to_have_count(left - 1, timeout=PATIENCE_MS)
    await work.picture("lead-approved")
    return 9


async def opt_in_and_connect(work: Workplace) -> None:
    """Joe's first tap: the question, his yes, and his accounts."""
    await work.buttons("Share").first.click()
    await expect(work.modal).to_contain_text("taking part is voluntary")
    await work.picture("joe-is-asked")
    await work.modal.get_by_label("Show my name on the weekly leaderboard").check()
    await work.submit()
    await expect(work.modal).to_contain_text("Share it yourself")
    await work.picture("joe-may-share-by-link")
    consent = await work.opens(work.modal.get_by_role("link", name="Connect LinkedIn"))
    await expect(consent.get_by_role("main")).to_contain_text("connects an account on LinkedIn")
    await consent.get_by_role("button", name="Continue to LinkedIn").click()
    await consent.get_by_role("button", name="Allow").click()
    await expect(consent.get_by_role("heading", name="LinkedIn is connected")).to_be_visible()
    await consent.close()
    await connect_bluesky(work)
    await work.page.get_by_test_id("modal-close").click()


async def connect_bluesky(work: Workplace) -> None:
    """Make an app password on the network's own page, and type it into ours."""
    ours = await work.opens(work.modal.get_by_role("link", name="Connect Bluesky"))
    theirs = await work.opens(ours.get_by_role("link", name="app-passwords"))
    await theirs.get_by_role("button", name="Make an app password").click()
    made = await theirs.get_by_label("Your new app password").input_value()
    handle = await theirs.get_by_text("@joe").inner_text()
    await theirs.close()
    await ours.get_by_label("Your Bluesky handle").fill(handle)
    await ours.get_by_label("App password").fill(made)
    await ours.get_by_role("button", name="Connect Bluesky").click()
    await expect(ours.get_by_role("heading", name="Bluesky is connected")).to_be_visible()
    await ours.close()


async def share_to_both(work: Workplace) -> None:
    """Share in two taps, with the text that was suggested."""
    await work.buttons("Share").first.click()
    await expect(work.modal).to_contain_text("characters on LinkedIn")
    await expect(work.modal).to_contain_text("I work at Lipa Energija")
    await work.picture("joe-shares")
    await work.submit()
    await expect(work.modal).to_be_hidden()
    await work.go("app-messages")
    result = work.messages("Your post is out on LinkedIn").filter(has_text=FIRST)
    await expect(result).to_be_visible(timeout=PATIENCE_MS)
    other = work.messages("Your post is out on Bluesky").filter(has_text=FIRST)
    await expect(other).to_be_visible(timeout=PATIENCE_MS)
    await work.picture("joe-hears-that-it-is-out")


async def edit_a_caption(work: Workplace) -> None:
    """Choose another of the suggested texts before sharing."""
    await work.go("channel-advocacy")
    await work.buttons("Edit caption").nth(1).click()
    text = work.modal.locator("textarea").first
    before = await text.input_value()
    await work.modal.get_by_label("Suggestions for LinkedIn").click()
    await work.page.get_by_role("option").nth(1).click()
    await expect(work.modal.locator("textarea").first).not_to_have_value(before)
    await work.picture("joe-chooses-another-caption")
    await work.submit()
    await expect(work.modal).to_be_hidden()


async def hide_one(work: Workplace) -> None:
    """Say that an item is not for me."""
    await work.buttons("Not for me").nth(2).click()
    hidden = work.messages("Hidden for you")
    await expect(hidden).to_be_visible(timeout=PATIENCE_MS)
    await work.picture("joe-hides-one")


async def share_by_link(work: Workplace) -> None:
    """Priya connects nothing: she posts on X herself and says so."""
    await work.be("Priya Nair")
    await work.go("channel-advocacy")
    await work.buttons("Share").first.click()
    await work.submit()
    await expect(work.modal).to_contain_text("Share it yourself")
    composer = await work.opens(work.modal.get_by_role("link", name="Open X"))
    await expect(composer.locator("textarea")).to_contain_text("/s/")
    await work.picture("priya-posts-herself")
    await composer.get_by_role("button", name="Post").click()
    await composer.close()
    await work.modal.get_by_role("button", name="I posted it").nth(1).click()
    await expect(work.modal).to_contain_text("X: noted", timeout=PATIENCE_MS)
    await work.picture("priya-says-so")
    await work.page.get_by_test_id("modal-close").click()


async def follow_the_link(work: Workplace, browser: Browser) -> None:
    """Somebody outside reads Joe's post and follows its link to the article."""
    await work.go("nav-bluesky")
    posts = work.page.get_by_role("article")
    await expect(posts.filter(has_text=FIRST)).to_be_visible(timeout=PATIENCE_MS)
    await expect(posts.locator("img").first).to_be_visible()
    await work.picture("bluesky")
    await work.go("nav-linkedin")
    await expect(work.page.get_by_role("article")).to_have_count(2, timeout=PATIENCE_MS)
    await work.picture("linkedin")
    post = work.page.get_by_role("article").filter(has_text=FIRST)
    card = post.locator("a[href*='/s/']").first
    address = await card.get_attribute("href")
    assert address is not None
    outside = await browser.new_context(user_agent=FIREFOX)
    article = await outside.new_page()
    answer = await article.goto(address)
    assert answer is not None
    assert answer.status == 200
    assert "utm_source=linkedin" in article.url
    await expect(article.get_by_role("heading", name=FIRST)).to_be_visible()
    await outside.close()


async def see_the_leaderboard(work: Workplace) -> None:
    """Friday, four o'clock."""
    await work.be("Joe Baker")
    await work.clock("friday_16")
    await work.go("channel-advocacy")
    board = work.messages("Leaderboard of the week")
    await expect(board).to_be_visible(timeout=PATIENCE_MS)
    await expect(board).to_contain_text("Joe Baker")
    await board.scroll_into_view_if_needed()
    await work.picture("leaderboard")
    await board.get_by_role("button", name="My points").click()
    mine = work.messages("You are in place 1")
    await expect(mine).to_be_visible(timeout=PATIENCE_MS)
    await expect(mine).to_contain_text("for the first click")
    await work.picture("joe-sees-his-points")


async def read_it_in_slovene(work: Workplace) -> None:
    """Ana's Slack is in Slovene, and so is her page."""
    await work.be("Ana Novak")
    await work.go("app-home")
    await expect(work.page.get_by_role("main")).to_contain_text("Da, sodelujem")
    await work.picture("ana-reads-slovene")


async def test_the_loop_with_the_mouse_alone(demo: str, chromium: Browser, pictures: Path) -> None:
    """From the feed to Friday's leaderboard, without a key or a command."""
    context = await chromium.new_context(viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    work = Workplace(page, pictures)
    await page.goto(demo)
    await approve_everything(work)
    await work.clock("tomorrow_9")
    await work.go("channel-advocacy")
    await expect(work.buttons("Share")).to_have_count(5, timeout=PATIENCE_MS)
    await work.picture("digest")
    await work.be("Joe Baker")
    await work.go("channel-advocacy")
    await opt_in_and_connect(work)
    await share_to_both(work)
    await edit_a_caption(work)
    await hide_one(work)
    await share_by_link(work)
    await follow_the_link(work, chromium)
    await see_the_leaderboard(work)
    await read_it_in_slovene(work)
    await work.be("Joe Baker")
    await work.go("app-home")
    await expect(page.get_by_role("main")).to_contain_text("1 click")
    await work.picture("joe-at-home")
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.emulate_media(color_scheme="dark")
    await work.picture("phone-in-the-dark")
    await context.close()
