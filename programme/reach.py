"""How far a programme can reach and what that would have cost as advertising.

Both are estimates, and say so: each prints its formula's inputs, comes as a range, and uses a
measured number wherever there is one. Knows nothing of where numbers come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from programme.figures import Figure, Grade


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """An estimate with its bounds, low ≤ base ≤ high."""

    low: float
    base: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.base <= self.high:
            raise ValueError("an estimate needs 0 ≤ low ≤ base ≤ high")

    def __add__(self, other: Span) -> Span:
        return Span(
            low=self.low + other.low, base=self.base + other.base, high=self.high + other.high
        )

    def __mul__(self, other: Span) -> Span:
        return Span(
            low=self.low * other.low, base=self.base * other.base, high=self.high * other.high
        )


def exactly(value: float) -> Span:
    """An assumption that has been replaced by a measured value."""
    return Span(low=value, base=value, high=value)


NOTHING = exactly(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkReach:
    """What a typical colleague's share meets on one network."""

    followers: Span
    share_of_network: Span
    """Part of all shares that go to this network, 0 to 1."""
    view_rate: Span
    """Part of the followers who see a post, 0 to 1."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Assumptions:
    """Everything that the calculator takes for granted, for a quarter."""

    adoption: Span
    """Part of the people who take part, 0 to 1."""
    share_rate: Span
    """Part of those who share at least once, 0 to 1."""
    shares_per_sharer: Span
    networks: Mapping[str, NetworkReach]


def _span(low: float, base: float, high: float) -> Span:
    return Span(low=low, base=base, high=high)


DEFAULT_ASSUMPTIONS = Assumptions(
    adoption=_span(0.15, 0.3, 0.6),
    share_rate=_span(0.2, 0.4, 0.64),
    shares_per_sharer=_span(3, 6, 12),
    networks={
        "linkedin": NetworkReach(
            followers=_span(200, 400, 800),
            share_of_network=exactly(0.8),
            view_rate=_span(0.05, 0.1, 0.2),
        ),
        "x": NetworkReach(
            followers=_span(50, 150, 400),
            share_of_network=exactly(0.1),
            view_rate=_span(0.02, 0.05, 0.1),
        ),
        "bluesky": NetworkReach(
            followers=_span(30, 80, 200),
            share_of_network=exactly(0.05),
            view_rate=_span(0.05, 0.1, 0.2),
        ),
        "mastodon": NetworkReach(
            followers=_span(30, 80, 200),
            share_of_network=exactly(0.05),
            view_rate=_span(0.05, 0.1, 0.2),
        ),
    },
)
"""Ours, cautious, for a company that starts; to be replaced by what is measured."""


def quarterly_reach(people: int, assumptions: Assumptions = DEFAULT_ASSUMPTIONS) -> Span:
    """Views a quarter: people · adoption · share rate · shares per sharer · Σ per network of
    followers · share of the network · view rate.

    Raises ValueError for a negative number of people.
    """
    if people < 0:
        raise ValueError("a company has no negative number of people")
    per_share = sum(
        (
            network.followers * network.share_of_network * network.view_rate
            for network in assumptions.networks.values()
        ),
        start=NOTHING,
    )
    shares = assumptions.adoption * assumptions.share_rate * assumptions.shares_per_sharer
    return exactly(people) * shares * per_share


@dataclass(frozen=True, kw_only=True, slots=True)
class Prices:
    """What advertising of the same kind costs on one network, in one currency."""

    per_thousand_views: Span
    per_click: Span
    reaction_weight: Span
    """Which part of a click one reaction is worth."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MediaValue:
    """Earned media value with its range, and whether something in it is unknown."""

    value: Span
    at_least: bool


def earned_media_value(
    *, impressions: Figure, reactions: Figure, clicks: Figure, prices: Prices
) -> MediaValue | None:
    """CPM · impressions / 1000 + CPC · (weight · reactions + clicks), for one network.

    Estimated figures do not count: a price times a guess is no value. None where nothing at all
    is known.
    """
    known = [figure for figure in (impressions, reactions, clicks) if _counts(figure)]
    if not known:
        return None
    interest = prices.reaction_weight * exactly(_value(reactions)) + exactly(_value(clicks))
    return MediaValue(
        value=prices.per_thousand_views * exactly(_value(impressions) / 1000)
        + prices.per_click * interest,
        at_least=len(known) < 3 or any(figure.at_least for figure in known),
    )


def _counts(figure: Figure) -> bool:
    return figure.grade not in {Grade.ESTIMATED, Grade.UNKNOWN}


def _value(figure: Figure) -> float:
    return figure.value if figure.value is not None and _counts(figure) else 0.0
