"""Fixtures for every folder of tests."""

from __future__ import annotations

from tests.helpers.databases import (
    clock,
    postgres,
    postgres_database,
    postgres_url,
    sqlite_template,
    sqlite_url,
    store,
    store_url,
    worker,
)

__all__ = [
    "clock",
    "postgres",
    "postgres_database",
    "postgres_url",
    "sqlite_template",
    "sqlite_url",
    "store",
    "store_url",
    "worker",
]
