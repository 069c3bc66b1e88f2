"""The tables of errors are whole: what a network documents is known, and nothing else is."""

from __future__ import annotations

from sandbox.catalogue import CATALOGUE
from tests.helpers.error_tables import ADVICE, AFTERWARDS, CONNECTING, PUBLISHING


def test_every_documented_answer_stands_in_one_table() -> None:
    """None is forgotten, none is invented, none stands in two."""
    assert sorted([*PUBLISHING, *CONNECTING, *AFTERWARDS]) == sorted(CATALOGUE)


def test_every_reason_has_its_advice() -> None:
    """Whatever the tables let a share fail for, they say what its person is told."""
    assert {ends.why for ends in PUBLISHING.values() if ends.why} == set(ADVICE)
