"""The whole loop: content comes in, is approved, goes out in a digest, is shared and scored."""

from __future__ import annotations

from datetime import timedelta

from tests.helpers.days import FRIDAY, MONDAY
from tests.helpers.forms import elements, texts
from tests.helpers.town import Town, browser
from tests.helpers.waiting import until


async def test_from_feed_to_leaderboard(town: Town) -> None:
    """A feed's entry is approved, delivered, shared to LinkedIn, counted, and on Friday's board."""
    joe, maja = town.person("Joe"), town.person("Maja")
    assert await town.approve() == 9
    await joe.joins()
    assert "LinkedIn is connected" in await joe.connects("linkedin")

    await town.scheduled()
    town.move_to(MONDAY + timedelta(minutes=31))
    digest = await joe.hears("Today's picks", "#advocacy")
    assert len(elements(digest.blocks, "Share")) == 5
    await joe.hears("Today's picks")

    await joe.press(digest, "Share")
    form = await joe.filled()
    [caption] = form.names("caption:linkedin")
    assert form.value("networks") == ["linkedin"]
    suggested = form.value(caption)
    outcome = await form.enter({caption: suggested + " Worth five minutes of your day."})
    assert outcome.ok, outcome
    assert not joe.forms()

    result = await joe.hears("Your post is out on LinkedIn")
    [post] = await until(lambda: town.world.posts("linkedin"), "the post on LinkedIn")
    assert post.person == joe.id
    assert post.link is not None
    assert "Worth five minutes of your day." in post.text
    assert "10 points" in texts(result.blocks)
    async with browser() as reader, reader.get(post.link.url, allow_redirects=False) as hop:
        assert hop.status == 302
        assert "utm_source=linkedin" in hop.headers["Location"]

    async with (
        browser() as own,
        own.get(
            elements(result.blocks, "See it on LinkedIn")[0].element["url"], allow_redirects=False
        ) as looked,
    ):
        assert looked.headers["Location"] == post.url

    town.move_to(FRIDAY)
    board = await maja.hears("Leaderboard of the week", "#advocacy")
    assert "Joe Baker" in texts(board.blocks)
    assert "15 points" in texts(board.blocks)
    await joe.press(board, "My points")
    mine = await joe.hears("You are in place 1 in the week to 27 November 2026", "#advocacy")
    assert mine.ephemeral_for == joe.id
