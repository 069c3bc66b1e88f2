"""What the app is called and how it describes itself, from the catalogues.

Must not know what a manifest looks like.
"""

from __future__ import annotations

from chat import catalogue
from chat.people import Reader
from chat.say import Text, say, verbatim

NAME = "Glasnik"

FULL_NAME = say("app.full_name")
SHORT = say("app.short")
COMMAND = say("app.command")
SEARCH = say("app.search_title")
SEARCH_ABOUT = say("app.search_about")
SEARCH_WORDS = say("app.search_words")

SLACK = "Slack"
TEAMS = "Microsoft Teams"


def about(chat: str) -> Text:
    """The long description, for the chat of this name."""
    return say("app.about", chat=verbatim(chat))


def plain(text: Text, language: str) -> str:
    """The text in a language of the catalogues."""
    return catalogue.plain(text, Reader(locale=language, zone="UTC"))
