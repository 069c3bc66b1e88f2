"""What calls to X cost the company, in millionths of a US dollar.

X has one price list for everybody who pays by use (docs.x.com/x-api/getting-started/pricing): a
price for each post that is made, a much higher one where it has a link, and one for each post and
each person that is read. What was read is not paid again on the same day (UTC).
"""

from __future__ import annotations

from typing import Final

from networks.base import Prices

POST: Final = 15_000
LINKED_POST: Final = 200_000
"""Since April 2026 (docs.x.com/changelog)."""
POST_READ: Final = 5_000
PERSON_READ: Final = 10_000

MENTION: Final = POST_READ + PERSON_READ
"""One post found by its hashtag, with who wrote it: at most, as people repeat."""

PRICES: Final = Prices(post=POST, linked_post=LINKED_POST, reading=POST_READ)
