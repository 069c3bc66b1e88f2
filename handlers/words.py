"""Small screens that every feature says the same way. Must not know any feature."""

from __future__ import annotations

from chat.parts import Level, Notice
from chat.say import Say, say
from chat.screens import Post
from programme.errors import RuleError

DIGEST = "digest.picks"
BOARD = "boards.week"
BY_ITSELF = frozenset({DIGEST, BOARD})
"""The names of the posts that the programme sends by itself, at set times."""

CONSENT_LINES = (
    say("welcome.what_happens"),
    say("welcome.your_account"),
    say("welcome.what_is_seen"),
    say("welcome.leave_any_time"),
)
"""The four lines that a person agrees to; kept word for word with their consent."""


def notice(name: str, level: Level, text: Say) -> Post:
    """A post of one notice."""
    return Post(name=name, summary=text, parts=(Notice(level=level, text=text),))


def refusal(error: RuleError) -> Say:
    """The words for what the rules refused."""
    return say(f"refused.{error.code}", **error.args_for_message)
