"""The tables that the manifest is made from are equal to what the code does."""

from __future__ import annotations

import ast
import json
import os
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import scopes

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "bot" / "slack"
CONTRACTS = Path(os.environ.get("GLASNIK_CONTRACTS", ROOT.parent / "shared" / "contracts"))


def _called() -> set[str]:
    """The names of the SDK's methods that stand after a dot anywhere in the package."""
    names = {
        node.attr
        for path in PACKAGE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }
    families = ("apps_", "auth_", "chat_", "conversations_", "users_", "views_")
    return {name for name in names if name.startswith(families) and hasattr(AsyncWebClient, name)}


def test_every_method_called_is_in_the_table() -> None:
    """What the package calls and what the table lists are the same."""
    listed = {method.replace(".", "_") for method in scopes.METHODS_USED}
    assert _called() == listed


def test_the_scopes_are_those_of_the_tables() -> None:
    """The token asks for nothing that no method, event or command needs."""
    assert scopes.bot_scopes() == (
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "im:write",
        "users:read",
    )


def test_addresses_are_asked_for_only_to_link_people() -> None:
    """The scope for e-mail addresses is asked for only where people are linked by them."""
    linking = scopes.bot_scopes(link_by_email=True)

    assert set(linking) - set(scopes.bot_scopes()) == {"users:read.email"}
    assert set(scopes.bot_scopes()) < set(linking)
    assert list(linking) == sorted(linking)


@pytest.mark.parametrize("method", sorted(scopes.METHODS_USED))
def test_the_table_agrees_with_slacks_documentation(method: str) -> None:
    """Every scope in the table is one that Slack lists for the method, and none is missing."""
    page = CONTRACTS / "slack-methods" / f"{method}.json"
    if not page.exists():
        pytest.skip(f"no stored page of {method} under {CONTRACTS}")
    documented = json.loads(page.read_text("utf-8")).get("scope", {}).get("bot", [])
    assert scopes.SCOPES[method] <= set(documented)
    assert bool(scopes.SCOPES[method]) == bool(documented)
