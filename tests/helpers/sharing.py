"""A company whose people share on two networks: what the tests of sharing and links start from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sqlmodel import col, select

import handlers.accounts.actions
import handlers.accounts.tasks
import handlers.delivery.tasks
import handlers.sharing.actions
import handlers.sharing.figures
import handlers.sharing.planned_actions
import handlers.sharing.tasks  # noqa: F401 - imported for what they register
from chat.fields import Field, TextField
from chat.parts import Quote
from chat.people import PlaceRef, Platform
from chat.replies import Close, NextForm, OpenForm, Reply
from chat.say import Say, Text
from chat.screens import Form, Post
from chat.stimuli import Pressed, Surface, Value, Values
from content_store.queries import accounts, shares
from content_store.tables.jobs import JobRow
from content_store.unit import Store
from handlers import tokens
from handlers.accounts.routes import routes as accounts_routes
from handlers.context import TaskContext
from handlers.delivery.routes import routes as delivery_routes
from handlers.routes import Routes
from handlers.sharing.routes import routes as sharing_routes
from programme.states import ShareState
from programme.tasks import RefreshHome
from programme.values import Account, Member, Share
from scheduler.worker import Again
from tests.helpers import company as companies
from tests.helpers import networks
from tests.helpers.company import TEAM, Company
from tests.helpers.databases import ManualClock
from tests.helpers.networks import FakeNetwork


async def found(store: Store, clock: ManualClock, *fakes: FakeNetwork) -> Company:
    """A company with these networks, LinkedIn and X unless told otherwise."""
    home = Routes()

    async def no_home(_ctx: TaskContext, _task: RefreshHome) -> Again | None:
        return None

    home.tasks[RefreshHome] = no_home
    company = await companies.found(
        store, clock, sharing_routes, accounts_routes, delivery_routes, home
    )
    for fake in fakes or (networks.linkedin(), networks.x()):
        company.networks[fake.name] = fake
    return company


def fake(company: Company, name: str) -> FakeNetwork:
    """A company's network, to look into and to break."""
    found_one = company.networks[name]
    assert isinstance(found_one, FakeNetwork)
    return found_one


async def connect(company: Company, who: Member, *names: str) -> tuple[Account, ...]:
    """Accounts of this person on these networks, as after a consent."""
    made = []
    for name in names:
        credentials = fake(company, name).connect.credentials(f"token-{who.name}")
        async with company.store.unit(1) as u:
            made.append(
                await accounts.connect(
                    u,
                    member_id=who.id,
                    network=name,
                    author_id=credentials.author_id,
                    handle=f"{who.name} on {name}",
                    scopes=credentials.scopes,
                    server=credentials.server,
                    limits=None,
                    expires_at=credentials.expires_at,
                    renews=True,
                    seal=partial(
                        tokens.seal,
                        company.tools().vault,
                        network=name,
                        credentials=credentials,
                    ),
                )
            )
    return tuple(made)


async def opened(company: Company, who: Member, item: int, *, edit: bool = False) -> Form:
    """The share form of an item."""
    reply = await company.press(who, "share.edit" if edit else "share.open", item=item)
    assert isinstance(reply, OpenForm), reply
    return reply.form


def fields(form: Form) -> dict[str, Field]:
    """The form's fields by name."""
    return {part.name: part for part in form.body if isinstance(part, Field)}


async def press_in(
    company: Company,
    who: Member,
    form: Form,
    name: str,
    args: Mapping[str, str] | None = None,
    /,
    **values: Value,
) -> Form:
    """Press something in the form with these values typed; the form that comes next."""
    reply = await reply_in(company, who, form, name, args, **values)
    assert isinstance(reply, NextForm), reply
    return reply.form


async def reply_in(
    company: Company,
    who: Member,
    form: Form,
    name: str,
    args: Mapping[str, str] | None = None,
    /,
    **values: Value,
) -> Reply:
    """Press something in the form with these values typed."""
    return await company.does(
        Pressed(
            workspace=TEAM,
            person=company._ref(who),
            place=PlaceRef(platform=Platform.SLACK, id="C-somewhere"),
            name=name,
            args=dict(args or {}),
            surface=Surface.FORM,
            form=form.name,
            context=dict(form.context),
            values=Values({**companies.typed(form), **values}),
        )
    )


async def share_of(company: Company, who: Member, item: int, network: str) -> Share:
    """How a person's share stands."""
    async with company.store.reading(1) as u:
        return (await shares.of_item(u, member_id=who.id, item_id=item))[network]


async def state_of(company: Company, who: Member, item: int, network: str) -> ShareState:
    """Where a person's share stands."""
    return (await share_of(company, who, item, network)).state


async def accounts_of(company: Company, who: Member) -> tuple[Account, ...]:
    """The accounts that a person has connected."""
    async with company.store.reading(1) as u:
        return await accounts.of_member(u, who.id)


def told(company: Company, who: Member) -> list[str]:
    """The names of what a person was told directly, as it stands now."""
    return [message.post.name for message in company.chat.in_(f"D-{company.people[who.id]}")]


def last_told(company: Company, who: Member) -> Post:
    """The last thing a person was told directly."""
    return company.chat.in_(f"D-{company.people[who.id]}")[-1].post


def quotes(form: Form) -> list[Quote]:
    """The texts that a form shows as they would be published."""
    return [part for part in form.body if isinstance(part, Quote)]


def key(text: Text | None) -> str:
    """The message that a text is."""
    assert isinstance(text, Say)
    return text.key


def field_for(form: Form, network: str) -> TextField:
    """The field for a network's text."""
    found = next(f for name, f in fields(form).items() if name.startswith(f"caption:{network}:"))
    assert isinstance(found, TextField)
    return found


async def jobs_of(company: Company, task: str) -> int:
    """How many jobs of a kind were ever queued."""
    async with company.store.reading(1) as u:
        found = await u.session.exec(select(JobRow).where(col(JobRow.task) == task))
        return len(found.all())


async def sent(company: Company, *networks: str) -> tuple[Member, int]:
    """A person whose share of an item is on its way to these networks."""
    ana = await company.person("Ana", joined=True)
    await connect(company, ana, *networks)
    item = await company.item("News")
    form = await opened(company, ana, item)
    assert isinstance(await company.submit(ana, form), Close)
    return ana, item
