"""When a version of LinkedIn's API ends, and who hears of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import linkedin
from networks.base import Secret
from networks.linkedin import versions


@pytest.mark.parametrize(
    ("version", "day"),
    [
        ("202511", date(2026, 11, 16)),
        ("202601", date(2027, 1, 15)),
        ("202602", date(2027, 2, 15)),
        ("202603", date(2027, 3, 16)),
        ("202609", date(2027, 9, 15)),
        ("202610", date(2027, 10, 15)),
    ],
)
def test_a_version_ends_as_announced(version: str, day: date) -> None:
    """The announced day counts; of the others it is the middle of their month a year on."""
    assert versions.sunset(version) == day


@given(st.integers(2020, 2090), st.integers(1, 12))
def test_any_month_has_an_end_about_a_year_on(year: int, month: int) -> None:
    """No version ends sooner than a year after its month began, nor much later."""
    lived = versions.sunset(f"{year}{month:02}") - date(year, month, 1)

    assert timedelta(days=365) <= lived <= timedelta(days=385)


@pytest.mark.parametrize("version", ["", "2026", "20260a", "２０２６０９", "202613", "202600"])
def test_what_is_no_month_is_no_version(version: str) -> None:
    """Anything but six digits of a month is a mistake of whoever set it."""
    with pytest.raises(ValueError):  # noqa: PT011 - the library's own words for a bad month
        versions.sunset(version)


@pytest.mark.parametrize(
    ("today", "soon", "over"),
    [
        (date(2027, 7, 16), False, False),
        (date(2027, 7, 17), True, False),
        (date(2027, 9, 14), True, False),
        (date(2027, 9, 15), True, True),
        (date(2028, 1, 1), True, True),
    ],
)
def test_the_end_is_foreseen(today: date, *, soon: bool, over: bool) -> None:
    """Sixty days before its end a version ends soon, and from that day on it is over."""
    assert versions.expires_soon("202609", today) is soon
    assert versions.is_over("202609", today) is over


def test_the_default_is_a_living_one() -> None:
    """The version that is asked for by default had most of its year left when it was chosen."""
    assert not versions.expires_soon(versions.DEFAULT, date(2026, 11, 24))


def test_a_start_is_warned_of_an_ending_version() -> None:
    """The log gets one line that names version and day; nothing where there is no LinkedIn."""
    app = linkedin.App(client_id="c", client_secret=Secret("s"))
    settings = linkedin.Settings(app=app, version="202601")

    assert linkedin.warnings(settings, date(2026, 11, 1)) == ()
    assert linkedin.warnings(None, date(2030, 1, 1)) == ()
    (ending,) = linkedin.warnings(settings, date(2026, 12, 1))
    (ended,) = linkedin.warnings(settings, date(2027, 2, 1))
    for line in (ending, ended):
        assert "202601" in line
        assert "2027-01-15" in line
    assert "ends on" in ending
    assert "ended on" in ended
