"""The tables, by topic. Importing this package registers all of them with one metadata."""

from content_store.tables import (
    accounts,
    audit,
    campaigns,
    conversations,
    deliveries,
    items,
    jobs,
    ledger,
    links,
    people,
    pictures,
    policy,
    shares,
    spending,
)

__all__ = [
    "accounts",
    "audit",
    "campaigns",
    "conversations",
    "deliveries",
    "items",
    "jobs",
    "ledger",
    "links",
    "people",
    "pictures",
    "policy",
    "shares",
    "spending",
]
