"""Somebody who uses Slack in Slovene sees Slovene, from the first page to the last result."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any

from babel.messages.pofile import read_po

from tests.helpers.days import DIGEST, FRIDAY
from tests.helpers.forms import texts
from tests.helpers.town import Citizen, Town
from tests.helpers.waiting import until

WORDS = "Šola iz leta 1962 greje dvakrat bolje, hišnik pa ima nov stolpec v zvezku."
FORBIDDEN = "Toplotna črpalka je naložba brez tveganja, pravi naš hišnik."
_HOLE = re.compile(r"\\\{\w+\\\}")


def _messages(language: str) -> dict[str, tuple[str, ...]]:
    source = resources.files("chat").joinpath(f"locales/{language}/messages.po").read_bytes()
    found: dict[str, tuple[str, ...]] = {}
    for message in read_po(BytesIO(source), locale=language):
        name = message.id[0] if isinstance(message.id, tuple) else message.id
        said = message.string
        found[str(name)] = tuple(said) if isinstance(said, (tuple, list)) else (str(said),)
    return found


@cache
def english() -> tuple[re.Pattern[str], ...]:
    """Everything that the program can say in English and says otherwise in Slovene."""
    slovene = _messages("sl")
    only = [
        said
        for name, forms in _messages("en").items()
        for said in forms
        if said not in slovene[name] and re.search(r"[a-z]{3}", re.sub(r"\{\w+\}", "", said))
    ]
    return tuple(
        re.compile(_HOLE.sub(".+", re.escape(said.replace("**", ""))), re.DOTALL) for said in only
    )


def leaks(seen: Any) -> list[str]:
    """The English sentences among what somebody sees."""
    lines = [line.replace("*", "") for line in texts(seen).splitlines()]
    lines = [re.sub(r"^\W+ ", "", line).strip() for line in lines]
    return [line for line in lines if any(known.fullmatch(line) for known in english())]


def test_english_would_be_noticed() -> None:
    """The check finds sentences with and without names in them, and lets Slovene pass."""
    said = {"text": "✅ Your post is out on LinkedIn: “Šola”\nNot for me\nDeli\nStrinjam se."}
    assert len(leaks(said)) == 2


async def everything(ana: Citizen) -> list[str]:
    """English sentences anywhere before Ana's eyes that are meant for her alone."""
    town = ana.town
    town_home = town.world.home(ana.id)
    whispers = [m for m in ana.sees("#advocacy") if m.ephemeral_for == ana.id]
    pages = [form.view.content for form in ana.forms()]
    if town_home is not None:
        pages.append(town_home.content)
    return leaks([*pages, *(m.blocks for m in (*whispers, *ana.direct()))])


async def test_ana_sees_slovene_everywhere(town: Town) -> None:
    """Home, consent, digest, form, refusal, result, points, pause: not one English sentence."""
    ana = town.person("Ana")
    await town.idle()
    await ana.home()
    assert await everything(ana) == []
    await ana.joins(named=True)
    await connects(ana)
    await town.morning(3)
    digest = await ana.hears("Današnji izbor")
    assert await everything(ana) == []

    await ana.press(digest, "Deli")
    form = await ana.filled()
    assert form.title == "Deli"
    assert await everything(ana) == []
    [caption] = form.names("caption:x")
    outcome = await form.enter({caption: FORBIDDEN})
    refusal = " ".join([*outcome.errors.values(), ana.form().words])
    assert "z majhnim tveganjem" in refusal
    assert leaks([{"text": words} for words in outcome.errors.values()]) == []
    assert await everything(ana) == []
    form = await ana.filled()
    outcome = await form.enter({form.names("caption:x")[0]: WORDS})
    assert outcome.ok, outcome
    result = await ana.hears("10 točk")
    assert "X" in texts(result.blocks)

    await ana.press(digest, "Smernice")
    assert await everything(ana) == []
    for said in ("me", "leaderboard", "connect", "help", "pause", "resume", "xyz", "review"):
        assert (await ana.says(f"/advocacy {said}")).ok
    await ana.home()
    await town.idle()
    assert await everything(ana) == []
    assert len([m for m in ana.sees("#advocacy") if m.ephemeral_for == ana.id]) >= 8

    town.world.faults.add("x.tweets", "error", status=403, body={"detail": "Forbidden"})
    await ana.press(digest, "Deli", 1)
    form = await ana.filled()
    await form.enter({form.names("caption:x")[0]: "Druga zgodba, druge besede, ista jeza."})
    await ana.hears("ista jeza")
    town.move_to(DIGEST + timedelta(hours=2))
    await town.idle()
    assert await everything(ana) == []

    town.move_to(FRIDAY)
    board = await town.person("Maja").hears("Leaderboard of the week", "#advocacy")
    await ana.press(board, "My points")
    await until(lambda: "točk" in texts(ana.sees("#advocacy")[-1].blocks), "Ana's points")
    assert await everything(ana) == []


async def connects(ana: Citizen) -> None:
    """Connect X, and read the page at the end in Slovene, too."""
    page = await ana.connects("x")
    assert "X je povezan" in page or "povezan" in page
