"""Journeys to which it makes no difference which database keeps their rows: SQLite alone."""

from __future__ import annotations

import pytest


@pytest.fixture
def store_url(sqlite_url: str) -> str:
    """The address of a fresh SQLite database."""
    return sqlite_url
