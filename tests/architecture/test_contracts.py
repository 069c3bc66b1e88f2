"""Each import contract is seen to fail when the line that it forbids is written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGES, ROOT

BROKEN = {
    "1 Layers": ("content_store/audit.py", "import handlers.words"),
    "2 Features do not know each other": ("handlers/boards/service.py", "import handlers.digest"),
    "3 Networks do not know each other": ("networks/x/errors.py", "import networks.linkedin"),
    "4 Chat SDKs stay at the edge": ("handlers/words.py", "import slack_sdk"),
    "5 SQL stays in the store": ("handlers/words.py", "import sqlalchemy"),
    "6 Nothing below imports the program": ("programme/states.py", "import bot.settings"),
    "7 Painters and screens are pure": (
        "handlers/boards/screens.py",
        "import content_store.queries.people",
    ),
    "8 Only tasks reach a network": ("handlers/boards/actions.py", "import networks.http"),
    "9 The sandbox stands alone: nobody imports it": ("bot/demo.py", "import sandbox.world"),
    "10 The sandbox stands alone: it imports nobody": ("sandbox/clock.py", "import chat.say"),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source that may be spoilt."""
    folder = tmp_path_factory.mktemp("source")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def _lint(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    return done.stdout


def test_all_contracts_are_kept(copy: Path) -> None:
    """The source as it is breaks none of them, and each is in force."""
    report = _lint(copy)

    assert "0 broken" in report
    for contract in BROKEN:
        assert f"{contract} KEPT" in report


@pytest.mark.parametrize("contract", BROKEN)
def test_a_forbidden_import_is_caught(copy: Path, contract: str) -> None:
    """One bad line breaks the contract that is meant for it."""
    name, line = BROKEN[contract]
    module = copy / name
    source = module.read_text(encoding="utf-8")
    try:
        module.write_text(f"{source}\n{line}\n", encoding="utf-8")
        report = _lint(copy)
    finally:
        module.write_text(source, encoding="utf-8")

    assert f"{contract} BROKEN" in report
