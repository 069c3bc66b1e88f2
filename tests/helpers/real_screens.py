"""The product's own screens with usual, the longest and the emptiest content, for painters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta

from chat.parts import (
    Chart,
    ChartKind,
    ChartPoint,
    Figure,
    Figures,
    Headline,
    Meter,
    Part,
    PersonLine,
    Proof,
    Step,
    Steps,
    StepState,
    Trust,
)
from chat.people import PersonRef, Platform
from chat.replies import Result
from chat.say import Verbatim, say, verbatim
from chat.screens import Form, Home, Post
from handlers.accounts import screens as accounts
from handlers.boards import screens as boards
from handlers.digest import screens as digest
from handlers.home import screens as homes
from handlers.library import screens as library
from handlers.plans import Plan, Plans
from handlers.review import forms as review_forms
from handlers.review import screens as review
from handlers.sharing import drafts, notices, planned, when
from handlers.sharing import screens as sharing
from handlers.sharing.drafts import SelfShare, ShareForm, Subject
from handlers.sharing.entries import Entries
from handlers.sharing.when import When
from handlers.welcome import screens as welcome
from handlers.words import CONSENT_LINES
from programme import text_rules
from programme.disclosure import Need
from programme.guidelines import Guidelines
from programme.policy import Policy
from programme.states import ShareState
from programme.timing import Unfit, Where, Why
from programme.values import Account, LedgerLine, Topic
from tests.helpers.real_content import BASE, COMPANIES, NOW, ZONE, Company, Content


def all_of(content: Content) -> Mapping[str, Post | Form | Home]:
    """Every screen, by name."""
    company = COMPANIES[content]
    return {name: make(company) for name, make in _SCREENS.items()}


def results(content: Content) -> tuple[Result, ...]:
    """What a search for content finds."""
    return library.results(COMPANIES[content].items(), ZONE).results


def _digest(company: Company, place: int | None) -> Post:
    edition = digest.Edition(
        due="2026-11-24T07:00:00+00:00", personal=place is None, zone=ZONE, place=place
    )
    items = company.items()
    hidden, shared = {items[-1].id, *()} if len(items) > 2 else set(), {1}
    return digest.digest_post(items, edition, hidden=hidden, shared=shared)


def _share_form(company: Company, *, edit: bool) -> Form:
    item = company.item(1)
    subject = Subject(
        item=item, need=Need(product=True, company=company.name), guidelines=Guidelines(), now=NOW
    )
    networks = ("linkedin", "x", "mastodon")[: company.many]
    used = [
        Account(
            id=n, network=network, handle=company.name[:60], name="", expires_at=None, usable=True
        )
        for n, network in enumerate(networks)
    ]
    return sharing.share_form(
        ShareForm(
            subject=subject,
            entries=Entries(item=1, edit=edit, ticked=networks),
            accounts=tuple(used),
            ticked=networks,
            drafts=tuple(_draft(subject, account) for account in used),
            done=(),
            by_link=(
                SelfShare(
                    network="facebook",
                    label="Facebook",
                    link=f"{BASE}/go/abc",
                    copy_text=company.text or None,
                    share=None,
                    connect=None,
                ),
                SelfShare(
                    network="bluesky",
                    label="Bluesky",
                    link=f"{BASE}/go/abd",
                    copy_text=None,
                    share=None,
                    connect=f"{BASE}/connect/bluesky",
                    spent=edit,
                ),
            ),
            more_left=True,
            when=_when(company),
            unfit=Unfit(why=Why.SKIPPED, where=Where.TIME, limit=NOW) if edit else None,
        )
    )


def _draft(subject: Subject, account: Account) -> drafts.Draft:
    captions = subject.item.captions
    base = drafts.base_of(subject, captions[0] if captions else None)
    rules = text_rules.RULES[account.network]
    composed, findings = drafts.judge(
        subject,
        account.network,
        base,
        base.text,
        link=f"{BASE}/s/abc",
        rules=rules,
        field=f"caption:{account.network}:0",
    )
    return drafts.Draft(
        network=account.network,
        label=account.network.title(),
        account=account,
        rules=rules,
        field=f"caption:{account.network}:0",
        base=base,
        text=base.text,
        composed=composed,
        findings=findings,
        suggestions=captions,
    )


def _home(company: Company) -> Home:
    shares = [
        homes.MyShare(
            title=company.title,
            network="LinkedIn",
            state=ShareState.PUBLISHED,
            url="https://www.linkedin.com/feed/update/1",
            clicks=n,
        )
        for n in range(company.many)
    ]
    return homes.home(
        homes.Mine(
            name=company.name,
            points=1234,
            points_week=15,
            place=2 if company.many else None,
            shares=shares,
            accounts=[
                homes.MyAccount(network=network, handle=company.name, usable=usable, ends_at=ends)
                for network, usable, ends in (
                    ("linkedin", True, NOW + timedelta(days=13)),
                    ("x", False, None),
                    ("mastodon", True, NOW + timedelta(days=60)),
                )[: company.many]
            ],
            connectable={"linkedin": "LinkedIn", "x": "X", "mastodon": "Mastodon"},
            direct_digest=True,
            digest_at=time(9, 0),
            paused_until=None,
            waiting_for_review=company.many or None,
            plans=_plans(company),
            now=NOW,
            zone=ZONE,
        )
    )


def _plans(company: Company) -> Plans:
    shown = tuple(
        Plan(share=n, title=company.title, network=company.name, at=NOW + timedelta(days=n))
        for n in range(company.many)
    )
    return Plans(shown=shown, more=company.many * 300)


def _when(company: Company) -> When:
    return when.at(NOW + timedelta(days=1), ZONE) if company.many else When()


def _planned(company: Company) -> Form:
    share, item = company.share(ShareState.QUEUED), company.item(1)
    waiting = planned.Planned(share=share, item=item, at=NOW)
    unfit = Unfit(why=Why.FAR, where=Where.DAY, limit=NOW)
    return planned.change_form(waiting, _when(company), unfit)


def _board(company: Company) -> Post:
    places = tuple(
        boards.Place(place=n, name=f"{company.name} {n}", points=50 - n, shares=9)
        for n in range(1, company.many * 4 + 1)
    )
    return boards.board_post(
        boards.Week(
            closes=date(2026, 11, 27),
            places=places,
            unnamed=company.many,
            rookie=places[0] if places else None,
            improved=places[-1] if places else None,
            shares=31,
            people=12,
        )
    )


def _mine(company: Company) -> Post:
    line = LedgerLine(
        id=1,
        member_id=1,
        item_id=1,
        network="x",
        reason="share",
        points=10,
        at=NOW,
        note=company.text,
    )
    return boards.mine_post(
        boards.Mine(
            place=2 if company.many else None,
            points=20,
            points_before=10,
            total=1234,
            closes=date(2026, 11, 27),
            named=False,
            lines=tuple((line, company.title) for _ in range(company.many)),
        )
    )


def _review_card(company: Company) -> Post:
    return review.review_card(
        review.Card(
            item=company.item(1), author=company.name, submitted_at=NOW, outcome=None, zone=ZONE
        ),
        reminder=True,
    )


def _edit_form(company: Company) -> Form:
    draft = review_forms.Draft(
        title=company.title,
        summary=company.text,
        image_alt=company.text[:300],
        captions=tuple(company.text for _ in range(5)),
        topic=None,
        language="en",
        product=True,
        evergreen=False,
        expires=date(2026, 12, 24),
    )
    topics = tuple(Topic(id=n, slug=str(n), name=company.name) for n in range(company.many * 9))
    return review_forms.edit_form(company.item(1), draft, topics, _errors(company.text))


def _errors(text: str) -> dict[str, Verbatim]:
    return {"title": verbatim(text or "No."), "expires": verbatim(text or "No.")}


def _numbers(company: Company) -> Post:
    """Parts that no screen of today shows together."""
    label = verbatim(company.name)
    people = tuple(
        PersonRef(platform=Platform.TEAMS, id=f"29:1{n}-x_y", name=company.name) for n in (1, 2)
    )
    parts: tuple[Part, ...] = (
        Headline(text=label),
        Figures(
            items=(
                Figure(label=label, value=1234, trust=Trust.CLICKED),
                Figure(label=label, value=90, trust=Trust.ESTIMATED, at_least=True),
                Figure(label=label, value=None, trust=Trust.UNKNOWN),
            )
        ),
        Meter(label=label, value=3, total=10),
        *(
            Chart(
                title=label,
                kind=kind,
                points=tuple(
                    ChartPoint(label=verbatim(f"W{n}"), value=n) for n in range(company.many * 2)
                ),
                spoken=verbatim(company.text),
            )
            for kind in ChartKind
        ),
        Steps(items=tuple(Step(text=label, state=state) for state in StepState)),
        *(PersonLine(who=who, text=verbatim(company.text), at=NOW) for who in people),
        Proof(claim=label, values=((label, "9f86d081884c7d65" * 4), (label, company.text))),
    )
    return Post(name="numbers", summary=say("paint.title"), parts=parts)


_SCREENS: Mapping[str, Callable[[Company], Post | Form | Home]] = {
    "digest_channel": lambda c: _digest(c, 7),
    "digest_own": lambda c: _digest(c, None),
    "share": lambda c: _share_form(c, edit=False),
    "share_edit": lambda c: _share_form(c, edit=True),
    "on_its_way": lambda c: notices.on_its_way(
        ("linkedin", "x")[: max(c.many, 1)], (), held=True, own_post=f"{BASE}/go/{{}}/post".format
    ),
    "published": lambda c: notices.published(
        c.share(ShareState.PUBLISHED),
        c.title,
        points=10,
        without_image=True,
        own_post=f"{BASE}/go/abc/post",
    ),
    "unconfirmed": lambda c: notices.unconfirmed(c.share(ShareState.UNCONFIRMED), c.title),
    "planned": lambda c: planned.list_form(
        _plans(c), skip=5, note=notices.withdrawn(c.share(ShareState.CANCELLED))
    ),
    "planned_change": _planned,
    "home": _home,
    "home_stranger": lambda _: homes.stranger_home(CONSENT_LINES),
    "consent": lambda _: welcome.consent_form(then="share.open", args={"item": "1"}),
    "consent_post": lambda _: welcome.consent_post(),
    "preferences": lambda _: welcome.preferences_form(
        direct_digest=True, digest_at=time(9, 0), language="sl", name_on_board=False
    ),
    "board": _board,
    "mine": _mine,
    "library": lambda c: library.library_post(c.items(), words=c.title, more=c.many, zone=ZONE),
    "guidelines": lambda _: library.guidelines_form(Policy(), "en"),
    "review": _review_card,
    "review_edit": _edit_form,
    "review_return": lambda c: review_forms.return_form(c.item(1), c.text, verbatim("No.")),
    "accounts": lambda c: accounts.accounts_form(
        tuple(
            accounts.Offer(network="x", label=c.name, account=None, link=f"{BASE}/connect/x")
            for _ in range(c.many)
        )
    ),
    "numbers": _numbers,
}
