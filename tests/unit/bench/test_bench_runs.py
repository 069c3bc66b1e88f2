"""The measurements themselves keep working."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT


def test_a_short_run_measures_the_program(tmp_path: Path) -> None:
    """A run of hardly any time starts everything, gets right answers, and keeps its numbers."""
    kept = tmp_path / "numbers.json"
    command = [sys.executable, "-m", "bench", "share", "links", "pure", "queue", "tokens"]
    options = ["--scale", "0.01", "--database", "sqlite", "--json", str(kept)]
    done = subprocess.run(  # noqa: S603 - our own program
        [*command, *options], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    suites = json.loads(kept.read_text(encoding="utf-8"))["suites"]
    assert {name: suite["wrong"] for name, suite in suites.items()} == {
        "pure": 0,
        "queue": 0,
        "share": 0,
        "links": 0,
        "tokens": 0,
    }
