"""What calls to networks cost the company, kept within what it is willing to spend in a month.

Not a feature: publishing spends, forms ask whether anything is left. Must not know any network:
prices come with it, the limit comes from the settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from content_store.queries import spending
from content_store.unit import Unit
from networks.base import Prices
from programme import links


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """A month's limit for one network, and its prices; millionths of a US dollar."""

    limit: int
    prices: Prices


Budgets = Mapping[str, Budget]
"""By network; one that costs nothing is missing."""


def price_of(prices: Prices, text: str) -> int:
    """What a post with this text costs."""
    return prices.linked_post if links.WEB_LINK.search(text) else prices.post


async def reserve(u: Unit, budgets: Budgets, network: str, price: int) -> bool:
    """Set a call's price aside; False when that would lead beyond the month's limit."""
    if not price:
        return True
    budget = budgets.get(network)
    return budget is not None and await spending.reserve(u, network, price, limit=budget.limit)


async def is_used_up(u: Unit, budgets: Budgets, network: str) -> bool:
    """Whether this month's budget for a network has no room for another post."""
    budget = budgets.get(network)
    if budget is None:
        return False
    dearest = max(budget.prices.post, budget.prices.linked_post)
    return await spending.spent(u, network) + dearest > budget.limit


async def used_up(u: Unit, budgets: Budgets) -> frozenset[str]:
    """The networks whose budget is used up."""
    return frozenset([name for name in budgets if await is_used_up(u, budgets, name)])
