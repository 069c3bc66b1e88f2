"""Fixtures for every folder of tests."""

from __future__ import annotations

from hypothesis import settings

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
from tests.helpers.fault_figures import pytest_terminal_summary

__all__ = [
    "clock",
    "postgres",
    "postgres_database",
    "postgres_url",
    "pytest_terminal_summary",
    "sqlite_template",
    "sqlite_url",
    "store",
    "store_url",
    "worker",
]

# Machines that run this are shared: an example's time on the wall says nothing about the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
