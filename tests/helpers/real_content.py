"""A company's content for painters' tests: usual, the longest and the emptiest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from programme.states import ItemState, ShareState
from programme.timing import Timing
from programme.values import Caption, Item, Share, Topic

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Ljubljana")
BASE = "https://glasnik.example.com"

HOSTILE = (
    "<at>everyone</at> **Bold** [here](https://evil.example) {{DATE(2020-01-01T00:00:00Z)}} "
    "${x} # <b> &lt;at&gt;Ana&lt;/at&gt; שלום مرحبا \u202egnp.exe 👩‍👩‍👧‍👦 "
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen "
)


class Content(StrEnum):
    """How much there is to show."""

    USUAL = "usual"
    LONGEST = "longest"
    EMPTIEST = "emptiest"


@dataclass(frozen=True, kw_only=True)
class Company:
    """What people wrote, and how many things there are."""

    title: str
    text: str
    name: str
    many: int
    picture: str | None
    topic: Topic | None

    def item(self, number: int) -> Item:
        """One content item."""
        return Item(
            id=number,
            state=ItemState.APPROVED,
            title=self.title,
            summary=self.text,
            url=f"https://news.example.com/{number}",
            image_url=self.picture,
            image_alt=self.text[:300],
            source=self.name,
            language="en",
            topic=self.topic,
            author_id=1,
            product=self.many > 1,
            evergreen=self.many > 3,
            published_at=NOW if self.many else None,
            approved_at=NOW,
            expires_at=None,
            embargo_until=None,
            captions=tuple(
                Caption(id=n, network=None, language="en", text=self.text, locked=False)
                for n in range(1, self.many + 1)
            ),
        )

    def items(self) -> tuple[Item, ...]:
        """The items of one digest."""
        return tuple(self.item(number) for number in range(1, self.many + 1))

    def share(self, state: ShareState) -> Share:
        """One share."""
        return Share(
            id=1,
            member_id=1,
            item_id=1,
            network="linkedin",
            state=state,
            by_account=True,
            caption=self.text,
            text=self.text,
            code="abc123",
            post_id="urn:li:share:1",
            post_url="https://www.linkedin.com/feed/update/urn:li:share:1",
            failure=None,
            timing=Timing.NOW,
            scheduled_for=None,
            published_at=NOW,
            verified_at=None,
        )


COMPANIES = {
    Content.USUAL: Company(
        title="Our new wind farm powers 12,000 homes",
        text="Two years of work, forty people, one valley: how we built it. Have a look!",
        name="Ana Novak",
        many=3,
        picture="https://news.example.com/wind.png",
        topic=Topic(id=1, slug="product", name="Product news"),
    ),
    Content.LONGEST: Company(
        title=HOSTILE * 2,
        text=HOSTILE * 12,
        name=HOSTILE[:120],
        many=5,
        picture="https://news.example.com/" + "x" * 900 + ".png",
        topic=Topic(id=1, slug="product", name=HOSTILE),
    ),
    Content.EMPTIEST: Company(title="", text="", name="", many=0, picture=None, topic=None),
}
