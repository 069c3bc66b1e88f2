"""Consent, roles and privacy."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme import consent, privacy
from programme.consent import Purpose, Standing, Verdict, WorkingHours
from programme.privacy import NameShown
from programme.roles import ALLOWED, Action, Role, granted, may, may_review

HOURS = WorkingHours(zone=ZoneInfo("Europe/Ljubljana"), country="SI")
TUESDAY_TEN = datetime(2026, 11, 24, 9, tzinfo=UTC)
SINCE = datetime(2026, 1, 5, tzinfo=UTC)
IN = Standing(active=True, opted_in_at=SINCE, left_at=None, paused_until=None)


def verdict(
    standing: Standing,
    purpose: Purpose = Purpose.NUDGE,
    now: datetime = TUESDAY_TEN,
    nudges: tuple[datetime, ...] = (),
) -> Verdict:
    return consent.may_write(standing, purpose, now=now, hours=HOURS, nudges=nudges)


@pytest.mark.parametrize("purpose", [Purpose.DIGEST, Purpose.NUDGE])
@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (IN, Verdict.YES),
        (replace(IN, opted_in_at=None), Verdict.NOT_OPTED_IN),
        (replace(IN, left_at=SINCE + timedelta(days=1)), Verdict.LEFT),
        (replace(IN, left_at=SINCE), Verdict.LEFT),
        (replace(IN, left_at=SINCE - timedelta(days=1)), Verdict.YES),
        (replace(IN, paused_until=TUESDAY_TEN + timedelta(seconds=1)), Verdict.PAUSED),
        (replace(IN, paused_until=TUESDAY_TEN), Verdict.YES),
        (replace(IN, paused_until=consent.UNTIL_RESUMED), Verdict.PAUSED),
        (replace(IN, active=False), Verdict.INACTIVE),
    ],
)
def test_nobody_is_written_to_without_a_standing_yes(
    purpose: Purpose, standing: Standing, expected: Verdict
) -> None:
    """Digests and nudges need consent that was neither withdrawn nor paused."""
    assert verdict(standing, purpose) is expected


def test_an_answer_goes_to_whoever_asked() -> None:
    """Who never opted in still hears what became of their own suggestion, unless they are gone."""
    stranger = replace(IN, opted_in_at=None)

    assert verdict(stranger, Purpose.ANSWER) is Verdict.YES
    assert verdict(replace(stranger, active=False), Purpose.ANSWER) is Verdict.INACTIVE


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 24, 7, 59, tzinfo=UTC), Verdict.OUTSIDE_HOURS),
        (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), Verdict.YES),
        (datetime(2026, 11, 24, 15, 59, tzinfo=UTC), Verdict.YES),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), Verdict.OUTSIDE_HOURS),
        (datetime(2026, 11, 28, 9, 0, tzinfo=UTC), Verdict.DAY_OFF),
        (datetime(2026, 12, 25, 9, 0, tzinfo=UTC), Verdict.DAY_OFF),
    ],
)
def test_nudges_keep_to_the_persons_own_working_hours(now: datetime, expected: Verdict) -> None:
    """A nudge comes from nine to five on the person's clock, on working days."""
    assert verdict(IN, now=now) is expected


def test_digests_keep_to_working_days_but_to_no_hours() -> None:
    """A person may choose to have their digest at seven, but gets none on a Sunday."""
    assert verdict(IN, Purpose.DIGEST, datetime(2026, 11, 24, 6, tzinfo=UTC)) is Verdict.YES
    assert verdict(IN, Purpose.DIGEST, datetime(2026, 11, 22, 9, tzinfo=UTC)) is Verdict.DAY_OFF


@given(st.lists(st.integers(1, 20_000), max_size=6))
def test_never_more_than_two_nudges_in_any_seven_days(minutes_ago: list[int]) -> None:
    """Whatever came before, a third nudge within seven days is refused."""
    nudges = tuple(TUESDAY_TEN - timedelta(minutes=ago) for ago in minutes_ago)
    recent = sum(ago < 7 * 24 * 60 for ago in minutes_ago)

    expected = Verdict.ENOUGH_NUDGES if recent >= 2 else Verdict.YES

    assert verdict(IN, nudges=nudges) is expected


@given(st.integers(0, 2 * 365 * 24 * 60))
def test_the_next_working_moment_is_one(minutes: int) -> None:
    """A nudge put off until work begins is then allowed, and not put off at work."""
    now = SINCE + timedelta(minutes=minutes)
    moment = consent.next_working_moment(now, HOURS)

    assert moment >= now
    assert verdict(IN, now=moment) is Verdict.YES
    assert (moment == now) == (verdict(IN, now=now) is Verdict.YES)


@pytest.mark.parametrize(
    ("submitted", "expected"),
    [
        # Tuesday 14:20 → Wednesday 14:20
        (datetime(2026, 11, 24, 13, 20, tzinfo=UTC), datetime(2026, 11, 25, 13, 20, tzinfo=UTC)),
        # Friday 14:20 → Monday 14:20
        (datetime(2026, 11, 27, 13, 20, tzinfo=UTC), datetime(2026, 11, 30, 13, 20, tzinfo=UTC)),
        # Saturday → end of Monday
        (datetime(2026, 11, 28, 13, 20, tzinfo=UTC), datetime(2026, 11, 30, 16, 0, tzinfo=UTC)),
        # Tuesday 06:00 → end of Tuesday; Tuesday 20:00 → end of Wednesday
        (datetime(2026, 11, 24, 5, 0, tzinfo=UTC), datetime(2026, 11, 24, 16, 0, tzinfo=UTC)),
        (datetime(2026, 11, 24, 19, 0, tzinfo=UTC), datetime(2026, 11, 25, 16, 0, tzinfo=UTC)),
    ],
)
def test_an_escalation_comes_one_working_day_later(submitted: datetime, expected: datetime) -> None:
    """A review that waits is escalated after a whole working day, never over a weekend."""
    assert consent.next_escalation(submitted, HOURS) == expected


def test_working_hours_run_forward() -> None:
    """Hours that end before they start are a mistake of whoever set them."""
    with pytest.raises(ValueError, match="end after"):
        WorkingHours(zone=ZoneInfo("UTC"), start=time(17), end=time(9))


def test_every_wider_role_may_all_that_the_narrower_one_may() -> None:
    """Owner, lead, champion, member: each includes the next."""
    roles = list(Role)

    assert roles == [Role.OWNER, Role.LEAD, Role.CHAMPION, Role.MEMBER]
    for wider, narrower in itertools.pairwise(roles):
        assert ALLOWED[wider] > ALLOWED[narrower]
    assert ALLOWED[Role.OWNER] == frozenset(Action)


def test_only_leads_review_and_only_owners_change_settings() -> None:
    """A champion writes content but does not approve it; a lead does not hand out roles."""
    assert may(Role.CHAMPION, Action.SUBMIT_ITEM)
    assert not may(Role.CHAMPION, Action.REVIEW_ITEM)
    assert may(Role.LEAD, Action.REVIEW_ITEM)
    assert not may(Role.LEAD, Action.MANAGE_ROLES)
    assert not may(Role.MEMBER, Action.SUBMIT_ITEM)


@pytest.mark.parametrize(
    ("role", "is_author", "leads", "expected"),
    [
        (Role.LEAD, False, 3, True),
        (Role.LEAD, True, 3, False),
        (Role.OWNER, True, 2, False),
        (Role.LEAD, True, 1, True),
        (Role.MEMBER, False, 1, False),
    ],
)
def test_an_author_reviews_their_own_item_only_when_alone(
    role: Role, is_author: bool, leads: int, expected: bool
) -> None:
    """Four eyes wherever there are two people."""
    assert may_review(role, is_author=is_author, leads=leads) is expected


def test_groups_under_five_are_hidden() -> None:
    """Four people cannot hide in a group; five can."""
    assert privacy.shown_groups({"a": 4, "b": 5, "c": 0}, total_shown=False) == {"b"}


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 30), max_size=8))
def test_a_total_never_gives_a_small_group_away(sizes: dict[str, int]) -> None:
    """Subtracting what is shown from the total leaves nobody, or at least five people."""
    shown = privacy.shown_groups(sizes, total_shown=True)
    rest = sum(size for group, size in sizes.items() if group not in shown)

    assert all(sizes[group] >= privacy.MIN_GROUP for group in shown)
    assert not shown or rest == 0 or rest >= privacy.MIN_GROUP


@pytest.mark.parametrize(
    ("agreed", "is_reader", "aggregate_only", "expected"),
    [
        (True, False, False, NameShown.NAME),
        (False, False, False, NameShown.NOBODY),
        (False, True, False, NameShown.YOU),
        (True, False, True, NameShown.NOBODY),
        (True, True, True, NameShown.YOU),
    ],
)
def test_names_on_boards_need_agreement(
    agreed: bool, is_reader: bool, aggregate_only: bool, expected: NameShown
) -> None:
    """Others see a name only by agreement, and none where only aggregates are shown."""
    shown = privacy.name_on_board(agreed=agreed, is_reader=is_reader, aggregate_only=aggregate_only)

    assert shown is expected


@pytest.mark.parametrize(
    ("chats", "present", "role"),
    [
        ((), Role.OWNER, Role.MEMBER),
        ((Role.MEMBER, Role.OWNER), Role.MEMBER, Role.OWNER),
        ((Role.LEAD, Role.MEMBER), Role.OWNER, Role.LEAD),
        ((Role.MEMBER,), Role.CHAMPION, Role.CHAMPION),
        ((Role.MEMBER, Role.LEAD), Role.CHAMPION, Role.LEAD),
        ((), Role.CHAMPION, Role.CHAMPION),
    ],
)
def test_the_widest_role_that_is_given_counts(
    chats: tuple[Role, ...], present: Role, role: Role
) -> None:
    """What nobody gives any more is lost, but no chat knows who is a champion."""
    assert granted(chats, present) is role
