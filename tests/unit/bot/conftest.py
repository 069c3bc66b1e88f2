"""Nothing that the tests' own environment sets reaches the program's settings."""

from __future__ import annotations

import os

import pytest

from bot.settings import PREFIX


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
