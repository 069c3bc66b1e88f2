"""The app as its Teams manifest describes it: its name, its commands, its search.

Reads a manifest; checks nothing.
Source: learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sandbox.values import Json


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A command that the client suggests."""

    title: str
    description: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """The search of the app as message extension: its command and its one parameter."""

    command: str = "search"
    parameter: str = "query"
    initial_run: bool = True


_COMMANDS: Final = (
    Command(title="home", description="Your own page"),
    Command(title="digest", description="What there is to share"),
    Command(title="help", description="What this app does"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class App:
    """What Teams knows of the app."""

    name: str = "Glasnik"
    commands: tuple[Command, ...] = _COMMANDS
    search: Search = Search()


def parse(manifest: Json) -> App:
    """Return the app of a Teams manifest. Raises KeyError when it has no name."""
    return App(
        name=manifest["name"]["short"],
        commands=_commands(manifest),
        search=_search(manifest),
    )


def _commands(manifest: Json) -> tuple[Command, ...]:
    found: dict[str, Command] = {}
    for bot in manifest.get("bots", []):
        for listed in bot.get("commandLists", []):
            for command in listed["commands"]:
                title = command["title"]
                found[title] = Command(title=title, description=command["description"])
    return tuple(found.values())


def _search(manifest: Json) -> Search:
    for extension in manifest.get("composeExtensions", []):
        for command in extension.get("commands", []):
            if command.get("type", "query") == "query":
                parameters: list[Any] = command.get("parameters") or [{"name": "query"}]
                return Search(
                    command=command["id"],
                    parameter=parameters[0]["name"],
                    initial_run=bool(command.get("initialRun")),
                )
    return Search()
