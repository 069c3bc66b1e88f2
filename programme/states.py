"""Which states an item and a share can be in, and which moves between them are allowed."""

from __future__ import annotations

from enum import StrEnum

from programme.errors import Conflict


class ItemState(StrEnum):
    """The life of a content item. A live item is an approved one whose time has come."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    EXPIRED = "expired"
    RECALLED = "recalled"


class ShareState(StrEnum):
    """The life of one person's share of one item on one network."""

    OPENED = "opened"
    CONFIRMED = "confirmed"
    QUEUED = "queued"
    ARMED = "armed"
    PUBLISHED = "published"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    CANCELLED = "cancelled"


ITEM_MOVES: dict[ItemState, frozenset[ItemState]] = {
    ItemState.DRAFT: frozenset({ItemState.IN_REVIEW}),
    ItemState.IN_REVIEW: frozenset({ItemState.APPROVED, ItemState.RETURNED, ItemState.RECALLED}),
    ItemState.RETURNED: frozenset({ItemState.IN_REVIEW}),
    ItemState.APPROVED: frozenset({ItemState.EXPIRED, ItemState.RECALLED, ItemState.IN_REVIEW}),
    ItemState.EXPIRED: frozenset({ItemState.IN_REVIEW}),
    ItemState.RECALLED: frozenset(),
}

SHARE_MOVES: dict[ShareState, frozenset[ShareState]] = {
    ShareState.OPENED: frozenset({ShareState.CONFIRMED, ShareState.QUEUED, ShareState.CANCELLED}),
    # Confirmed by the person after using a share link; there is nothing left to do.
    ShareState.CONFIRMED: frozenset({ShareState.CANCELLED}),
    ShareState.QUEUED: frozenset({ShareState.ARMED, ShareState.FAILED, ShareState.CANCELLED}),
    # Back to queued only when the network said that it did nothing.
    ShareState.ARMED: frozenset(
        {
            ShareState.PUBLISHED,
            ShareState.UNCONFIRMED,
            ShareState.FAILED,
            ShareState.QUEUED,
        }
    ),
    ShareState.PUBLISHED: frozenset(),
    # The person answers whether it went out.
    ShareState.UNCONFIRMED: frozenset(
        {ShareState.PUBLISHED, ShareState.CONFIRMED, ShareState.CANCELLED}
    ),
    ShareState.FAILED: frozenset({ShareState.QUEUED, ShareState.CONFIRMED, ShareState.CANCELLED}),
    ShareState.CANCELLED: frozenset({ShareState.OPENED, ShareState.QUEUED, ShareState.CONFIRMED}),
}

SHARED = frozenset({ShareState.CONFIRMED, ShareState.PUBLISHED})
"""The states in which a person has shared."""


def check_item_move(old: ItemState, new: ItemState) -> None:
    """Raise Conflict unless an item may go from `old` to `new`."""
    if new not in ITEM_MOVES[old]:
        raise Conflict("item.moved_on", state=old.value)


def check_share_move(old: ShareState, new: ShareState) -> None:
    """Raise Conflict unless a share may go from `old` to `new`."""
    if new not in SHARE_MOVES[old]:
        raise Conflict("share.moved_on", state=old.value)
