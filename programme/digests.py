"""Which items go into one digest, for one channel or one person.

Pure: candidates, the clock and what was shown before are passed in. Nothing to show gives an
empty digest; nothing is ever filled up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

DIGEST_SIZE = 5
"""Items in a digest unless the workspace says otherwise."""

EVERGREEN_REST = timedelta(days=30)
"""How long an evergreen item rests between two showings in the same place: ours."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An item as seen from the channel or person that the digest is for."""

    item: int
    live: bool
    """Approved, not recalled, and not for a pilot group that the reader is outside of."""
    live_since: datetime
    """When it became ready to be shown."""
    topics: frozenset[int] = frozenset()
    """None belongs to everybody."""
    evergreen: bool = False
    expires_at: datetime | None = None
    embargo_until: datetime | None = None
    last_shown_at: datetime | None = None
    """There, in an earlier digest."""
    hidden: bool = False
    """This person said "not for me"."""
    done: bool = False
    """This person has already shared it."""


def choose(
    candidates: Iterable[Candidate],
    *,
    now: datetime,
    topics: frozenset[int] = frozenset(),
    size: int = DIGEST_SIZE,
    rest: timedelta = EVERGREEN_REST,
) -> tuple[int, ...]:
    """The items of a digest, at most `size` of them.

    New items come first, the newest on top; then evergreen ones that have rested for `rest`, the
    longest rested first. `topics` are those the reader follows; none means all.
    """
    fitting = {
        candidate.item: candidate for candidate in candidates if _fits(candidate, now, topics, rest)
    }
    ordered = sorted(fitting.values(), key=_freshness)
    return tuple(candidate.item for candidate in ordered[: max(size, 0)])


def _fits(candidate: Candidate, now: datetime, topics: frozenset[int], rest: timedelta) -> bool:
    if not is_showable(candidate, now) or candidate.hidden or candidate.done:
        return False
    if topics and candidate.topics and not topics & candidate.topics:
        return False
    if candidate.last_shown_at is None:
        return True
    return candidate.evergreen and now - candidate.last_shown_at >= rest


def is_showable(candidate: Candidate, now: datetime) -> bool:
    """Whether anybody may see the item at `now`."""
    if not candidate.live or candidate.live_since > now:
        return False
    if candidate.expires_at is not None and candidate.expires_at <= now:
        return False
    return candidate.embargo_until is None or candidate.embargo_until <= now


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _freshness(candidate: Candidate) -> tuple[bool, timedelta, int]:
    """Sorts new items by age from the youngest, then shown ones by rest from the longest."""
    shown = candidate.last_shown_at
    if shown is None:
        return False, _EPOCH - candidate.live_since, candidate.item
    return True, shown - _EPOCH, candidate.item
