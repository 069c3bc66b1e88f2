"""Teams' manifest says what the program does, and nothing else."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from bot.teams import offer
from chat import catalogue
from chat.people import Reader
from chat.say import say
from handlers import registry
from handlers.admin import screens
from manifest import teams
from manifest.teams import Scope, Unfit
from tests.architecture.source import ROOT
from tests.helpers import manifests
from tests.helpers.manifests import ADDRESS, APP_ID, DEVELOPER

# The localisation schema has places for ten commands in each list, each with 128 characters.
LISTED = 10
DESCRIBED = 128


def words(document: dict[str, Any], scope: str) -> list[str]:
    """The commands that are offered somewhere."""
    (bot,) = document["bots"]
    (found,) = [entry for entry in bot["commandLists"] if entry["scopes"] == [scope]]
    return [command["title"] for command in found["commands"]]


def at(document: Any, path: str) -> Any:
    """What stands in the document at a place such as `bots[0].commandLists[1]`."""
    for step in re.findall(r"\w+", path):
        document = document[int(step)] if step.isdecimal() else document[step]
    return document


def test_it_is_valid() -> None:
    """Teams' own schema takes it, but for the newer version that this schema is of."""
    schema = manifests.schema("teams-manifest.1.29.json")
    newest = schema["properties"]["manifestVersion"]["const"]

    # The schema itself isn't checked: some of its patterns are in a dialect that Python has not.
    jsonschema.Draft4Validator(schema).validate({**manifests.built(), "manifestVersion": newest})


def test_its_schema_is_that_of_its_version() -> None:
    """Both places that name the manifest's version name the same, in the texts' files too."""
    document = manifests.built()
    texts = teams.localisation(offer.OFFER, "en")

    for address in (document["$schema"], texts["$schema"]):
        assert f"/teams/v{document['manifestVersion']}/" in address


def test_every_command_is_offered_once_where_it_belongs() -> None:
    """What handlers answer is in some menu, but for what buttons offer."""
    document = manifests.built()
    offered = {word for scope in Scope for word in words(document, scope)}

    assert offered | set(screens.BESIDES) | {""} == set(registry.ALL.commands)
    assert not offered & set(screens.BESIDES)
    for scope in Scope:
        assert len(words(document, scope)) == len(set(words(document, scope)))


def test_each_scope_of_the_bot_has_its_own_menu() -> None:
    """In one's own chat nobody is offered what concerns a place, and the other way round."""
    document = manifests.built()

    assert document["bots"][0]["scopes"] == ["personal", "team", "groupChat"]
    assert "channel" not in words(document, "personal")
    assert "channel" in words(document, "team")
    assert "pause" not in words(document, "team")
    assert words(document, "team") == words(document, "groupChat")
    for scope in Scope:
        assert "help" in words(document, scope)


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_commands_are_described_in_the_words_of_the_help(language: str) -> None:
    """A menu and the overview in chat say the same of a command, in every language."""
    document = manifests.built()
    texts = teams.localisation(offer.OFFER, language)
    reader = Reader(locale=language, zone="UTC")
    for number, scope in enumerate(Scope):
        for index, word in enumerate(words(document, scope)):
            place = f"bots[0].commandLists[{number}].commands[{index}].description"
            assert texts[place] == catalogue.plain(say(f"help.{word}"), reader)


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_texts_fit_where_teams_shows_them(language: str) -> None:
    """No text in any language is longer than Teams' localisation schema allows."""
    most = {
        "name.short": 30,
        "name.full": 100,
        "description.short": 80,
        "description.full": 4000,
        "title": 32,
        "description": DESCRIBED,
    }
    texts = teams.localisation(offer.OFFER, language)
    texts.pop("$schema")
    for place, text in texts.items():
        limit = most.get(place) or most[place.rpartition(".")[2]]
        assert 0 < len(text) <= limit, place
        assert all(int(index) < LISTED for index in re.findall(r"commands\[(\d+)\]", place))


def test_the_default_language_is_what_the_manifest_says() -> None:
    """Each text in the default language's file is the manifest's own, at the place it names."""
    document = manifests.built()
    texts = teams.localisation(offer.OFFER, document["localizationInfo"]["defaultLanguageTag"])
    texts.pop("$schema")

    assert {place: at(document, place) for place in texts} == texts


def test_every_language_has_a_file_with_every_text() -> None:
    """All languages of the catalogues are there, and none leaves a text to another."""
    information = manifests.built()["localizationInfo"]
    tags = [
        information["defaultLanguageTag"],
        *(more["languageTag"] for more in information["additionalLanguages"]),
    ]
    places = {tag: set(teams.localisation(offer.OFFER, tag)) for tag in tags}

    assert set(tags) == set(catalogue.LANGUAGES)
    assert len(set(map(frozenset, places.values()))) == 1
    assert teams.localisation(offer.OFFER, "en") != teams.localisation(offer.OFFER, "sl")


def test_commands_stay_as_they_are_typed() -> None:
    """No language translates a command's word: Teams would send the translation."""
    assert not [
        place
        for place in teams.localisation(offer.OFFER, "sl")
        if place.startswith("bots") and place.endswith("title")
    ]


def test_the_search_is_the_librarys() -> None:
    """The message extension names its search and its one parameter as requests will."""
    (extension,) = manifests.built()["composeExtensions"]
    (command,) = extension["commands"]

    assert len(registry.ALL.searches) == 1
    assert extension["botId"] == APP_ID
    assert (command["id"], command["type"]) == (offer.SEARCH.command, "query")
    assert [parameter["name"] for parameter in command["parameters"]] == [offer.SEARCH.parameter]


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://glasnik.example.com", "glasnik.example.com"),
        ("https://example.com:8443/glasnik", "example.com:8443"),
    ],
)
def test_the_only_domain_is_the_programs(address: str, domain: str) -> None:
    """Nothing but the program's own host may be shown inside Teams, and no pattern of hosts."""
    assert manifests.built(base_url=address)["validDomains"] == [domain]


def test_it_asks_for_nothing_of_the_directory() -> None:
    """Without sign-in and without reading messages, it needs no Entra permission and no consent."""
    document = manifests.built()

    assert "webApplicationInfo" not in document
    assert "authorization" not in document
    assert document["permissions"] == ["identity", "messageTeamMembers"]


def test_the_same_bot_is_the_same_app() -> None:
    """A new package of the same bot replaces the old one; another bot is another app."""
    other = "00000000-1111-4222-8333-abcdefabcdef"

    assert teams.package_id(APP_ID) == teams.package_id(APP_ID.upper())
    assert teams.package_id(APP_ID) != teams.package_id(other)
    assert manifests.built()["id"] == teams.package_id(APP_ID) != APP_ID


def test_the_version_is_three_numbers() -> None:
    """What follows a version's numbers is left out; a version without them is refused."""
    released = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    assert manifests.built(version=released)["version"] == released
    assert manifests.built(version="1.2.3rc1")["version"] == "1.2.3"
    with pytest.raises(Unfit):
        manifests.built(version="unknown")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"app_id": "glasnik"}, "GUID"),
        ({"app_id": ""}, "GUID"),
        ({"base_url": "http://glasnik.example.com"}, "base URL"),
        ({"base_url": "https://"}, "base URL"),
        ({"developer": replace(DEVELOPER, name="x" * 33)}, "32"),
        ({"developer": replace(DEVELOPER, name="")}, "32"),
        ({"developer": replace(DEVELOPER, website="example.com")}, "website"),
        ({"developer": replace(DEVELOPER, privacy="http://example.com")}, "privacy URL"),
        ({"developer": replace(DEVELOPER, terms="")}, "terms URL"),
    ],
)
def test_what_teams_would_refuse_is_named(changes: dict[str, Any], said: str) -> None:
    """Something that can't stand in a manifest is said at once, not by Teams' upload."""
    with pytest.raises(Unfit, match=said):
        manifests.built(**changes)


def test_the_longest_name_fits() -> None:
    """A developer's name of exactly the length that Teams takes is taken."""
    longest = replace(DEVELOPER, name="x" * 32, website=f"{ADDRESS}/about")

    assert manifests.built(developer=longest)["developer"]["name"] == "x" * 32
