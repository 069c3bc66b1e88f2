"""A company to measure with: people who take part, items, published shares with their links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from pydantic import SecretStr

from bench.outside import SECRET, TEAM
from bot import settings, setup
from bot.settings import Settings
from content_store import vault
from content_store.queries import items
from content_store.queries.items import Content
from content_store.tables.accounts import AccountRow
from content_store.tables.links import ShortLinkRow
from content_store.tables.people import IdentityRow, MemberRow
from content_store.tables.shares import ShareRow
from content_store.unit import Store, Unit
from programme import links as codes
from programme.states import ItemState, ShareState
from programme.values import Item

PEOPLE = 200
ITEMS = 40

_SUMMARY = (
    "How the crew on the ridge kept forty turbines turning through the coldest week in years, "
    "and what the rest of us can learn from the way they plan a shift."
)
_CAPTIONS = (
    "Forty turbines, minus nineteen degrees, and not one hour lost. Proud of the people up there.",
    "What does it take to keep the lights on in the coldest week of the year? Our crew tells you.",
    "Good planning is dull until it is minus nineteen. Worth reading, whatever you do for work.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """What senders need to know of a company in a database."""

    people: tuple[str, ...]
    """Their ids in chat."""
    items: tuple[Item, ...]
    """The first is shared by everybody, the others by nobody."""
    codes: tuple[str, ...]
    """Of the links of the shares that are out."""


def settings_for(url: str, *, slack: int, port: int) -> Settings:
    """Settings for a program at `port` whose Slack is at `slack`."""
    return settings.load(
        base_url=f"http://127.0.0.1:{port}",
        database_url=url,
        encryption_keys=vault.new_key(),
        port=port,
        trusted_proxies=1,
        log_level="WARNING",
        slack_bot_token="xoxb-bench",  # noqa: S106 - made up
        slack_signing_secret=SECRET,
        slack_api_url=f"http://127.0.0.1:{slack}/api",
        linkedin_client_id="bench",
        linkedin_client_secret="made up",  # noqa: S106 - made up
        x_client_id="bench",
        x_client_secret="made up",  # noqa: S106 - made up
    )


def environment(chosen: Settings) -> dict[str, str]:
    """What a process has to find in its environment for these settings."""
    given: dict[str, str] = {}
    for name in type(chosen).model_fields:
        value = getattr(chosen, name)
        values = value if isinstance(value, tuple) else (value,)
        plain = [v.get_secret_value() if isinstance(v, SecretStr) else str(v) for v in values]
        if value is not None and any(plain):
            given[settings.PREFIX + name.upper()] = ",".join(plain)
    return given


async def found(chosen: Settings) -> Company:
    """Fill a fresh database as the first start and some months would."""
    store = Store.open(chosen.database_url, clock=lambda: datetime.now(UTC))
    try:
        installation = await setup.prepare(
            store,
            chosen,
            platform="slack",
            external_id=TEAM,
            name="Bench",
            bot_id="U0BOT",
            started_at="bench",
        )
        async with store.unit(installation.workspace) as u:
            members = await _people(u, installation.id)
            ids = [await item(u, number) for number in range(ITEMS)]
            made = await _shares(u, members, ids[0])
            return Company(
                people=tuple(f"U{number:05}" for number in range(PEOPLE)),
                items=await items.several(u, ids),
                codes=made,
            )
    finally:
        await store.close()


async def _people(u: Unit, installation: int) -> tuple[int, ...]:
    workspace = u.workspace or 0
    rows = [
        MemberRow(
            workspace_id=workspace, name=f"Person {number}", opted_in_at=u.now, joined_at=u.now
        )
        for number in range(PEOPLE)
    ]
    u.session.add_all(rows)
    await u.session.flush()
    members = tuple(row.id for row in rows if row.id is not None)
    for number, member in enumerate(members):
        u.session.add(
            IdentityRow(
                workspace_id=workspace,
                member_id=member,
                installation_id=installation,
                external_id=f"U{number:05}",
            )
        )
        u.session.add(
            AccountRow(
                workspace_id=workspace,
                member_id=member,
                network="linkedin",
                author_id=f"urn:li:person:{number}",
                handle=f"Person {number}",
                sealed="",
                connected_at=u.now,
            )
        )
    await u.session.flush()
    return members


async def item(u: Unit, number: int) -> int:
    """Add an approved item."""
    content = Content(
        title=f"Week {number + 1} on the ridge: what the wind taught us",
        summary=_SUMMARY,
        url=f"https://blog.example/ridge-{number}",
        image_url=f"https://blog.example/ridge-{number}.png",
        image_alt="Turbines in the snow",
        source="Company blog",
        language="en",
        topic_id=None,
        product=False,
        evergreen=False,
        published_at=u.now - timedelta(days=1),
        expires_at=None,
        captions=_CAPTIONS,
    )
    made = await items.add(u, content, state=ItemState.IN_REVIEW)
    assert made is not None
    assert await items.decide(u, made, ItemState.APPROVED, by=None)
    return made


async def _shares(u: Unit, members: Sequence[int], item: int) -> tuple[str, ...]:
    """Everybody's share of an item: out, and verified by a first click."""
    workspace = u.workspace or 0
    random = Random(1)  # noqa: S311 - repeatable
    made = [
        ShortLinkRow(
            workspace_id=workspace,
            code=codes.short_code(random),
            member_id=member,
            item_id=item,
            network="linkedin",
            target="https://blog.example/ridge-0?utm_source=linkedin&utm_medium=employee_advocacy",
            created_at=u.now,
        )
        for member in members
    ]
    u.session.add_all(made)
    await u.session.flush()
    for link in made:
        assert link.id is not None
        u.session.add(
            ShareRow(
                workspace_id=workspace,
                member_id=link.member_id,
                item_id=item,
                network="linkedin",
                state=ShareState.PUBLISHED.value,
                by_account=True,
                link_id=link.id,
                caption=_CAPTIONS[0],
                text=_CAPTIONS[0],
                idempotency_key=f"bench-{link.id}",
                opened_at=u.now,
                published_at=u.now,
                verified_at=u.now,
            )
        )
    await u.session.flush()
    return tuple(link.code for link in made)
