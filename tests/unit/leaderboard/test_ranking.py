"""Boards: ties, rookies, the most improved, and whose name may be read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leaderboard import ranking
from programme.roles import Role
from programme.values import Member, WeekScore

NOW = datetime(2026, 11, 27, 15, tzinfo=UTC)
WEEK = date(2026, 11, 27)


def member(number: int, *, named: bool = True) -> Member:
    return Member(
        id=number,
        name=f"Person {number:03}",
        title="",
        locale=None,
        zone=None,
        role=Role.MEMBER,
        active=True,
        opted_in_at=NOW,
        left_at=None,
        paused_until=None,
        direct_digest=False,
        digest_at=None,
        name_on_board=named,
    )


def score(
    number: int, points: int, *, before: int = 0, named: bool = True, new: bool = False
) -> WeekScore:
    return WeekScore(
        member=member(number, named=named),
        week=WEEK,
        points=points,
        shares=points // 10,
        joined_at=NOW - timedelta(days=3 if new else 300),
        points_before=before,
    )


def test_equal_points_share_a_place_and_the_next_is_skipped() -> None:
    """1, 2, 2, 4."""
    ranked = ranking.rank([score(1, 30), score(2, 20), score(3, 20), score(4, 10)])

    assert [s.place for s in ranked] == [1, 2, 2, 4]


def test_nobody_without_points_is_ranked() -> None:
    """Who did not share is on no list."""
    assert ranking.rank([score(1, 0)]) == ()


def test_hidden_people_keep_their_places() -> None:
    """A name does not move up because the people above it stay unnamed."""
    board = ranking.board([score(1, 30, named=False), score(2, 20)], now=NOW, length=10)

    assert [(s.place, s.score.member.id) for s in board.standings] == [(2, 2)]
    assert board.unnamed == 1


def test_a_tie_at_the_end_of_the_board_is_not_cut() -> None:
    """Everyone who shares the last place is shown."""
    board = ranking.board([score(1, 30), score(2, 20), score(3, 20)], now=NOW, length=2)

    assert len(board.standings) == 3


def test_a_rookie_is_somebody_new() -> None:
    """The best of those who joined within the last month."""
    board = ranking.board([score(1, 50), score(2, 10, new=True)], now=NOW, length=10)

    assert board.rookie is not None
    assert board.rookie.score.member.id == 2


def test_the_most_improved_has_a_week_to_improve_on() -> None:
    """The greatest step up from a week with points, and not just the first week."""
    board = ranking.board(
        [score(1, 50, before=5), score(2, 30, before=10), score(3, 40)], now=NOW, length=10
    )

    assert board.improved is not None
    assert board.improved.score.member.id == 2


def test_the_leader_of_the_board_gets_no_second_place_on_it() -> None:
    """Whoever is first already is neither the rookie nor the most improved."""
    board = ranking.board([score(1, 50, before=10, new=True)], now=NOW, length=10)

    assert board.rookie is None
    assert board.improved is None


def test_honours_need_consent_too() -> None:
    """Nobody is named as a rookie who did not agree to be named."""
    board = ranking.board([score(1, 20), score(2, 10, new=True, named=False)], now=NOW, length=10)

    assert board.rookie is None


@given(st.lists(st.integers(min_value=0, max_value=30), max_size=20))
def test_places_follow_the_points(points: list[int]) -> None:
    """A place is one more than the number of people with more points, in any order of input."""
    ranked = ranking.rank([score(i, p) for i, p in enumerate(points)])

    for standing in ranked:
        better = sum(1 for p in points if p > standing.score.points)
        assert standing.place == better + 1
