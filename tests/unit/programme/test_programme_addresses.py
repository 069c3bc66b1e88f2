"""Which addresses can show that two accounts are one person's, and how they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme import addresses


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("ana.novak@acme.example", "ana.novak@acme.example"),
        ("  Ana.Novak@ACME.example ", "ana.novak@acme.example"),
        ("o'neil+x@a-b.example", "o'neil+x@a-b.example"),
    ],
)
def test_case_and_blanks_around_do_not_count(written: str, compared: str) -> None:
    """Whatever else is written counts."""
    assert addresses.comparable(written) == compared


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "ana",
        "@acme.example",
        "ana@",
        "ana@acme example",
        "ana novak@acme.example",
        "ana@acme.example@evil.example",
        "ana@acme.example\nbcc@evil.example",
        "ana@-acme.example",
        "žan@acme.example",
        "ana@ačme.example",
        "\u212aana@acme.example",
        "bo\u017fs@acme.example",
        "a" * 250 + "@acme.example",
    ],
)
def test_what_is_no_plain_address_proves_nothing(written: str | None) -> None:
    """Also letters that folding would make into others."""
    assert addresses.comparable(written) is None


@given(st.text(), st.text())
def test_two_that_compare_equal_differ_in_ascii_case_at_most(one: str, other: str) -> None:
    """Whatever is compared equal is the same text but for ASCII case and blanks around."""
    first, second = addresses.comparable(one), addresses.comparable(other)
    if first is not None and first == second:
        assert one.strip().isascii()
        assert one.strip().lower() == other.strip().lower()


@given(st.emails())
def test_upper_case_changes_nothing(address: str) -> None:
    """An address is compared as mail systems compare it."""
    found = addresses.comparable(address)
    assert found is None or addresses.comparable(address.upper()) == found
