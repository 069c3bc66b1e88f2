"""The table of capabilities is made of the tests, and has no empty cell."""

from __future__ import annotations

import inspect
from collections import Counter

from tests.behaviour import table
from tests.behaviour.conftest import PLATFORMS


def test_the_page_is_what_the_tests_show() -> None:
    """The documentation's table is the one that the tests make."""
    assert table.PAGE.read_text(encoding="utf-8") == table.page()


def test_every_capability_is_told_once_and_on_every_platform() -> None:
    """No cell is empty, and no capability stands there twice."""
    found = table.rows()
    assert Counter(name for name, _ in found).most_common(1)[0][1] == 1
    for _, said in found:
        assert all(said[platform].strip() for platform in PLATFORMS)


def test_every_story_names_its_capability() -> None:
    """Each test that plays in the company shows up in the table."""
    for module in table._modules():
        for name, test in vars(module).items():
            if name.startswith("test_") and "company" in inspect.signature(test).parameters:
                marks = [mark.name for mark in getattr(test, "pytestmark", [])]
                assert "capability" in marks, name
