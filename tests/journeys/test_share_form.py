"""The share form keeps up with what a person writes, and comes back with everything typed."""

from __future__ import annotations

from tests.helpers.forms import Form, texts
from tests.helpers.town import Town


async def _open(town: Town) -> Form:
    joe = town.person("Joe")
    digest = await town.morning(items=9)
    await joe.joins(digest=False)
    await joe.connects("linkedin")
    before_product = texts(digest.blocks).partition("about our product")[0]
    await joe.press(digest, "Share", number=before_product.count("Edit caption"))
    return await joe.filled()


async def test_length_preview_and_findings_follow_the_words(town: Town) -> None:
    """While Joe writes, the form counts as LinkedIn counts and shows the post with disclosure."""
    form = await _open(town)
    [caption] = form.names("caption:linkedin")

    outcome = await form.change(caption, "Two heat pumps, one caretaker.")
    assert outcome.ok, outcome
    form = town.person("Joe").form()
    assert "55 of 3,000 characters on LinkedIn, with the disclosure" in form.words
    assert "Two heat pumps, one caretaker.\nI work at Lipa Energija." in form.words
    assert form.value(caption) == "Two heat pumps, one caretaker."


async def test_a_refused_caption_keeps_what_was_typed(town: Town) -> None:
    """A caption with an e-mail address comes back at its field, and nothing goes out."""
    form = await _open(town)
    [caption] = form.names("caption:linkedin")
    typed = "Ask me: joe.baker@example.com"

    outcome = await form.enter({caption: typed})
    assert "e-mail address" in outcome.errors[caption]
    form = town.person("Joe").form()
    assert form.value(caption) == typed
    await town.idle()
    assert town.world.posts() == []
