"""Whose name and which group may be shown to whom.

Knows sizes and wishes only, never what people shared. Groups that are too small to hide in are
left out, together with whatever would let a reader work them out from a total.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from enum import StrEnum
from typing import TypeVar

MIN_GROUP = 5
"""The smallest group whose figures may be shown: the usual threshold of employee surveys."""

Group = TypeVar("Group", bound=Hashable)


class NameShown(StrEnum):
    """How one person's line on a board appears to one reader."""

    YOU = "you"
    NAME = "name"
    NOBODY = "nobody"


def large_enough(size: int) -> bool:
    """Whether a group's figures may be shown at all."""
    return size >= MIN_GROUP


def shown_groups(sizes: Mapping[Group, int], *, total_shown: bool) -> frozenset[Group]:
    """The groups whose figures may be shown side by side.

    Where a total stands beside them (`total_shown`), a reader can subtract: so if the hidden
    groups together would be a small group, the smallest shown one is hidden with them.
    Empty groups are not shown.
    """
    shown = {group for group, size in sizes.items() if large_enough(size)}
    hidden = sum(size for group, size in sizes.items() if group not in shown)
    if total_shown and shown and 0 < hidden < MIN_GROUP:
        shown.remove(min(shown, key=lambda group: (sizes[group], str(group))))
    return frozenset(shown)


def name_on_board(*, agreed: bool, is_reader: bool, aggregate_only: bool) -> NameShown:
    """How a person's line appears on a leaderboard.

    A person always recognises their own line. Anybody else reads a name only of someone who
    agreed to it, and in a programme that shows aggregates only, none.
    """
    if is_reader:
        return NameShown.YOU
    if agreed and not aggregate_only:
        return NameShown.NAME
    return NameShown.NOBODY
