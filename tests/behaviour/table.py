"""The table of capabilities in the documentation, made of the tests that show them.

`python -m tests.behaviour.table` writes it; a test keeps it as it should be.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.behaviour.conftest import PLATFORMS

PAGE = Path(__file__).parents[2] / "docs" / "capabilities.md"
_DONE = "✓"
_HEAD = """\
# What works where

Each line is a story in `tests/behaviour` that is told once and played on both platforms, by signed
requests and recorded calls. A ✓ means that nothing has to be said; otherwise the cell says how the
platform does it, or what stands in for what it can't do. `python -m tests.behaviour.table` writes
this page.

| Capability | Slack | Teams |
|---|---|---|
"""


def _modules() -> Iterator[ModuleType]:
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        yield importlib.import_module(f"tests.behaviour.{path.stem}")


def _marks(module: ModuleType) -> Iterator[Any]:
    for test in vars(module).values():
        for mark in getattr(test, "pytestmark", []):
            if mark.name == "capability":
                yield mark


def rows() -> list[tuple[str, dict[str, str]]]:
    """Each capability with what is said of it on each platform."""
    return [
        (mark.args[0], {name: mark.kwargs[name] or _DONE for name in PLATFORMS})
        for module in _modules()
        for mark in _marks(module)
    ]


def page() -> str:
    """The page of the documentation."""
    lines = (
        f"| {name} | {' | '.join(said[platform] for platform in PLATFORMS)} |"
        for name, said in sorted(rows())
    )
    return _HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
