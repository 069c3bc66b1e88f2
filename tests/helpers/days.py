"""The days on which the company's stories play."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Ljubljana")
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=ZONE)
"""A working day, half an hour before the digest."""
DIGEST = MONDAY + timedelta(minutes=30)
"""When that day's digest is due."""
FRIDAY = datetime(2026, 11, 27, 16, 0, 30, tzinfo=ZONE)
"""Half a minute after the week's board is due."""
