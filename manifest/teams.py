"""The app's description for Microsoft Teams: its manifest and the texts in other languages.

Fields: learn.microsoft.com/microsoft-365/extensibility/schema; the texts' file:
learn.microsoft.com/microsoftteams/platform/resources/schema/localization-schema. Commands and the
search are passed in by whoever knows what the code answers.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from chat import catalogue
from chat.say import Text
from manifest import words
from manifest.icons import herald

VERSION = "1.19"
"""The oldest that has all that is used here: a file for the default language too, and `groupChat`
spelled so everywhere. Clients and admin centres that lag behind take it; nothing that came later
(slash triggers, targeted messages, private and shared channels) is used."""

_SCHEMAS = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams"
_SCHEMA = f"{_SCHEMAS}.schema.json"
_TEXTS_SCHEMA = f"{_SCHEMAS}.Localization.schema.json"

_GUID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DEVELOPER_MAX = 32

COLOUR_ICON = "color.png"
OUTLINE_ICON = "outline.png"


class Unfit(ValueError):
    """Something given can't stand in a manifest; the message says what and how it must be."""


class Scope(StrEnum):
    """Where the bot can be talked to."""

    PERSONAL = "personal"
    TEAM = "team"
    GROUP = "groupChat"


@dataclass(frozen=True, kw_only=True, slots=True)
class Developer:
    """Who stands behind the app, and the pages that say so."""

    name: str
    website: str
    privacy: str
    terms: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A word that the bot understands, and what it does."""

    word: str
    does: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """The message extension's search, as its requests name it."""

    command: str
    parameter: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """What the app offers to people."""

    commands: Mapping[Scope, Sequence[Command]]
    search: Search


def build(
    *, app_id: str, base_url: str, version: str, developer: Developer, offer: Offer
) -> dict[str, object]:
    """The manifest of the bot `app_id`, whose own pages are under `base_url`.

    `version` is the program's; Teams takes three numbers, so what follows them is left out.
    Raises Unfit.
    """
    _check(app_id, base_url, developer)
    texts = dict(_texts(offer, catalogue.FALLBACK))
    return {
        "$schema": _SCHEMA,
        "manifestVersion": VERSION,
        "version": _numbers(version),
        "id": package_id(app_id),
        "developer": {
            "name": developer.name,
            "websiteUrl": developer.website,
            "privacyUrl": developer.privacy,
            "termsOfUseUrl": developer.terms,
        },
        "localizationInfo": _languages(),
        "name": {"short": texts["name.short"], "full": texts["name.full"]},
        "description": {"short": texts["description.short"], "full": texts["description.full"]},
        "icons": {"color": COLOUR_ICON, "outline": OUTLINE_ICON},
        "accentColor": herald.GROUND,
        "bots": [_bot(app_id, offer, texts)],
        "composeExtensions": [_extension(app_id, offer.search, texts)],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        # It reads who is in a team, and writes to those who agreed.
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(base_url).netloc],
    }


def _check(app_id: str, base_url: str, developer: Developer) -> None:
    addresses = {
        "base URL": base_url,
        "website": developer.website,
        "privacy URL": developer.privacy,
        "terms URL": developer.terms,
    }
    for what, address in addresses.items():
        parts = urlsplit(address)
        if parts.scheme != "https" or not parts.hostname:
            raise Unfit(f"The {what} must be an https address; {address!r} is none.")
    if not _GUID.fullmatch(app_id):
        raise Unfit(
            f"The app id must be the bot's GUID, as Azure shows it, and {app_id!r} is none."
        )
    if not 0 < len(developer.name) <= _DEVELOPER_MAX:
        raise Unfit(f"The developer's name must have 1 to {_DEVELOPER_MAX} characters.")


def package_id(app_id: str) -> str:
    """The app's id in Teams: always the same for the same bot, and not the bot's own id."""
    return str(uuid.uuid5(uuid.UUID(app_id), "glasnik"))


def localisation(offer: Offer, language: str) -> dict[str, str]:
    """The texts' file of one language."""
    return {"$schema": _TEXTS_SCHEMA, **dict(_texts(offer, language))}


def file_of(language: str) -> str:
    """The name of a language's file."""
    return f"{language}.json"


def _numbers(version: str) -> str:
    found = re.match(r"\d+\.\d+\.\d+", version)
    if found is None:
        raise Unfit(f"The version {version!r} doesn't begin with three numbers.")
    return found[0]


def _languages() -> dict[str, object]:
    default = catalogue.FALLBACK
    return {
        "defaultLanguageTag": default,
        "defaultLanguageFile": file_of(default),
        "additionalLanguages": [
            {"languageTag": language, "file": file_of(language)}
            for language in catalogue.LANGUAGES
            if language != default
        ],
    }


def _texts(offer: Offer, language: str) -> Iterator[tuple[str, str]]:
    """Every text that is translated, by the place where it stands in the manifest.

    The commands' words are not among them: Teams would send the translated word.
    """

    def text(of: Text) -> str:
        return words.plain(of, language)

    yield "name.short", words.NAME
    yield "name.full", text(words.FULL_NAME)
    yield "description.short", text(words.SHORT)
    yield "description.full", text(words.about(words.TEAMS))
    for number, commands in enumerate(offer.commands.values()):
        for index, command in enumerate(commands):
            yield _place_of(number, index), text(command.does)
    yield "composeExtensions[0].commands[0].title", text(words.SEARCH)
    yield "composeExtensions[0].commands[0].description", text(words.SEARCH_ABOUT)
    yield "composeExtensions[0].commands[0].parameters[0].title", text(words.SEARCH)
    yield "composeExtensions[0].commands[0].parameters[0].description", text(words.SEARCH_WORDS)


def _place_of(list_: int, command: int) -> str:
    return f"bots[0].commandLists[{list_}].commands[{command}].description"


def _bot(app_id: str, offer: Offer, texts: Mapping[str, str]) -> dict[str, object]:
    return {
        "botId": app_id,
        "scopes": [scope.value for scope in offer.commands],
        "supportsFiles": False,
        "isNotificationOnly": False,
        "commandLists": [
            {
                "scopes": [scope.value],
                "commands": [
                    {"title": command.word, "description": texts[_place_of(number, index)]}
                    for index, command in enumerate(commands)
                ],
            }
            for number, (scope, commands) in enumerate(offer.commands.items())
        ],
    }


def _extension(app_id: str, search: Search, texts: Mapping[str, str]) -> dict[str, object]:
    at = "composeExtensions[0].commands[0]"
    return {
        "botId": app_id,
        "commands": [
            {
                "id": search.command,
                "type": "query",
                "title": texts[f"{at}.title"],
                "description": texts[f"{at}.description"],
                "initialRun": True,
                "context": ["compose", "commandBox"],
                "parameters": [
                    {
                        "name": search.parameter,
                        "inputType": "text",
                        "title": texts[f"{at}.parameters[0].title"],
                        "description": texts[f"{at}.parameters[0].description"],
                    }
                ],
            }
        ],
    }
