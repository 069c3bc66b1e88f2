"""The vendors' schemas, where they are, and something to build manifests from."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bot.teams.offer import OFFER
from manifest import teams
from manifest.teams import Developer
from tests.architecture.source import ROOT

CONTRACTS = Path(os.environ.get("GLASNIK_CONTRACTS", ROOT.parent / "shared" / "contracts"))

APP_ID = "3f0c1d2e-1111-4222-8333-abcdefabcdef"
ADDRESS = "https://glasnik.example.com"
DEVELOPER = Developer(
    name="Lipa Energija",
    website=f"{ADDRESS}/about",
    privacy=f"{ADDRESS}/privacy",
    terms=f"{ADDRESS}/terms",
)


def schema(name: str) -> dict[str, Any]:
    """A vendor's schema; the test is skipped where there is none."""
    path = CONTRACTS / name
    if not path.is_file():
        pytest.skip(f"no {name} under {CONTRACTS}")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def built(**changes: Any) -> dict[str, Any]:
    """A Teams manifest of what the program really offers."""
    given: dict[str, Any] = {
        "app_id": APP_ID,
        "base_url": ADDRESS,
        "version": "1.2.3",
        "developer": DEVELOPER,
        "offer": OFFER,
    }
    return teams.build(**{**given, **changes})
