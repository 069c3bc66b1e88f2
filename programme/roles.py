"""Who may do what in the programme.

Knows nothing of platforms: a chat's own administrators become `OWNER` elsewhere. There is on
purpose no action that names the people who did not share.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """A person's part in the programme, from the widest to the narrowest."""

    OWNER = "owner"
    """Whoever answers for the installation: settings, roles, records."""
    LEAD = "lead"
    """Runs the programme: content, review, campaigns, reports."""
    CHAMPION = "champion"
    """Helps colleagues along, writes content and sees it first, in the pilot group."""
    MEMBER = "member"


class Action(StrEnum):
    """What a role can permit. What a person does with their own data needs no permission."""

    SHARE = "share"
    SUGGEST_ITEM = "suggest_item"
    SEE_BOARD = "see_board"
    SEE_GUIDELINES = "see_guidelines"

    SEE_PILOT_ITEMS = "see_pilot_items"
    SUBMIT_ITEM = "submit_item"

    REVIEW_ITEM = "review_item"
    RECALL_ITEM = "recall_item"
    ANSWER_SUGGESTION = "answer_suggestion"
    MANAGE_FEEDS = "manage_feeds"
    MANAGE_TOPICS = "manage_topics"
    MANAGE_CAMPAIGNS = "manage_campaigns"
    MANAGE_PLACES = "manage_places"
    EDIT_GUIDELINES = "edit_guidelines"
    RUN_DRAW = "run_draw"
    REVERSE_POINTS = "reverse_points"
    SEE_REPORTS = "see_reports"
    EXPORT_REPORTS = "export_reports"
    HOLD_PROGRAMME = "hold_programme"

    EDIT_SETTINGS = "edit_settings"
    MANAGE_ROLES = "manage_roles"
    SEE_AUDIT = "see_audit"
    EXPORT_PRIZES = "export_prizes"
    ERASE_PERSON = "erase_person"


_MEMBER = frozenset(
    {Action.SHARE, Action.SUGGEST_ITEM, Action.SEE_BOARD, Action.SEE_GUIDELINES},
)
_CHAMPION = _MEMBER | {Action.SEE_PILOT_ITEMS, Action.SUBMIT_ITEM}
_LEAD = _CHAMPION | {
    Action.REVIEW_ITEM,
    Action.RECALL_ITEM,
    Action.ANSWER_SUGGESTION,
    Action.MANAGE_FEEDS,
    Action.MANAGE_TOPICS,
    Action.MANAGE_CAMPAIGNS,
    Action.MANAGE_PLACES,
    Action.EDIT_GUIDELINES,
    Action.RUN_DRAW,
    Action.REVERSE_POINTS,
    Action.SEE_REPORTS,
    Action.EXPORT_REPORTS,
    Action.HOLD_PROGRAMME,
}
_OWNER = _LEAD | {
    Action.EDIT_SETTINGS,
    Action.MANAGE_ROLES,
    Action.SEE_AUDIT,
    Action.EXPORT_PRIZES,
    Action.ERASE_PERSON,
}

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.MEMBER: _MEMBER,
    Role.CHAMPION: _CHAMPION,
    Role.LEAD: _LEAD,
    Role.OWNER: _OWNER,
}
"""Each role's actions; every role may do all that the next narrower one may."""


def may(role: Role, action: Action) -> bool:
    """Whether a person with `role` may do `action`."""
    return action in ALLOWED[role]


def granted(roles: Iterable[Role], present: Role) -> Role:
    """The role of a person to whom several chats and settings give these.

    The widest counts. Where none is wider than a member's, a champion (`present`) stays one: that
    is nothing a chat knows of.
    """
    given = tuple(roles)
    widest = next((role for role in Role if role in given), Role.MEMBER)
    return present if widest is Role.MEMBER and present is Role.CHAMPION else widest


def may_review(role: Role, *, is_author: bool, leads: int) -> bool:
    """Whether a person may approve or return an item.

    Nobody reviews their own item, except where they are the only one who could (`leads`, the
    number of active people who may review, is 1): then the programme would stand still.
    """
    if not may(role, Action.REVIEW_ITEM):
        return False
    return not is_author or leads <= 1
