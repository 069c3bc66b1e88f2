"""The overview of commands, and what a word that is none of them is answered."""

from __future__ import annotations

import pytest
import pytest_asyncio

import handlers.admin.actions  # noqa: F401 - imported for what it registers
from chat.parts import Prose
from chat.replies import Whisper
from chat.say import Command
from content_store.unit import Store
from handlers.admin.routes import routes as admin
from tests.helpers import company as companies
from tests.helpers.company import Company, message_of
from tests.helpers.databases import ManualClock


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await companies.found(store, clock, admin)


async def first_words(company: Company, words: str) -> tuple[str, dict[str, object]]:
    """What stands above the overview: the message and its arguments."""
    reply = await company.say(await company.person("Ana"), words)
    assert isinstance(reply, Whisper)
    found = reply.post.parts[0]
    if not isinstance(found, Prose):
        return "", {}
    said = message_of(found.text)
    return said.key, dict(said.args)


@pytest.mark.parametrize("words", ["", "help", "HELP", "  "])
async def test_help_just_helps(company: Company, words: str) -> None:
    """Whoever asks for help, or for nothing, is not told that they made a mistake."""
    assert await first_words(company, words) == ("", {})


@pytest.mark.parametrize(
    ("words", "meant"), [("leaderbord", "leaderboard"), ("disconect x", "disconnect")]
)
async def test_a_slip_of_the_finger_is_understood(company: Company, words: str, meant: str) -> None:
    """A word that is nearly a command is answered with that command, listed or not."""
    key, args = await first_words(company, words)
    assert key == "help.unknown"
    assert args["word"] == Command(words=meant)


async def test_a_word_like_no_command_is_not_asked_back(company: Company) -> None:
    """Nobody is asked whether they meant the very word that is not known."""
    key, _ = await first_words(company, "xyzzy")
    assert key == "help.unknown_word"


async def test_nobody_is_sent_to_a_command_that_is_not_theirs(company: Company) -> None:
    """Commands of leads are not suggested to anybody else."""
    _, args = await first_words(company, "revieww")
    assert args["word"] != Command(words="review")
