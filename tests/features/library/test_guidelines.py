"""The guidelines: one tap away for everybody, in their language, and kept version by version."""

from __future__ import annotations

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

import handlers.library.actions  # noqa: F401 - fills the routes
from chat.parts import Prose
from chat.replies import OpenForm
from content_store.queries import policy
from content_store.unit import Store
from handlers.library.defaults import default_guidelines
from handlers.library.routes import routes
from programme import guidelines
from programme.brand import BrandWord
from programme.guidelines import Guidelines, Phrase, Severity
from programme.policy import Policy, PolicyText, from_content, to_content
from tests.helpers import company as companies
from tests.helpers.company import Company
from tests.helpers.databases import START, ManualClock


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await companies.found(store, clock, routes)


async def test_anybody_reads_them_in_their_language(company: Company) -> None:
    """Without having joined, a press shows the policy in the words of the reader's language."""
    async with company.store.unit(1) as u:
        await policy.save(u, default_guidelines(), changed_by=None)
    ana = await company.person("Ana", locale="sl-SI")
    reply = await company.press(ana, "guidelines.show")

    assert isinstance(reply, OpenForm)
    assert reply.form.submit is None
    shown = [part.text for part in reply.form.body if isinstance(part, Prose)]
    assert any("s svojimi besedami" in getattr(text, "text", "") for text in shown)
    assert isinstance(await company.say(ana, "guidelines"), OpenForm)


async def test_the_newest_version_is_in_force(company: Company) -> None:
    """Each change is a new version; what was in force before stays on record."""
    changed = Policy(contact="Maja", guidelines=Guidelines(hashtags=("acme",)))
    async with company.store.unit(1) as u:
        assert await policy.current(u) == Policy()
        assert await policy.save(u, default_guidelines(), changed_by=None) == 1
        assert await policy.save(u, changed, changed_by=None) == 2
    async with company.store.reading(1) as u:
        assert await policy.current(u) == changed
    async with company.store.reading(2) as u:
        assert await policy.version(u) == 0


@pytest.mark.parametrize(
    ("text", "blocked"),
    [
        ("Proud of what our team built this year.", False),
        ("Ponosna na to, kar je letos zgradila naša ekipa.", False),
        ("Guaranteed returns for everyone", True),
        ("Kupi zdaj!", True),
        ("We are the best in the world", False),
    ],
)
def test_the_default_policy_forbids_little(text: str, *, blocked: bool) -> None:
    """Friendly posts pass, promises and pushing do not, and boasting only brings a hint."""
    rules = default_guidelines().guidelines
    assert guidelines.unusable(rules) == ()
    found = guidelines.check(text, rules, embargo_until=None, now=START, locked_text=None)
    assert any(finding.blocking for finding in found) == blocked


_WORDS = st.text(max_size=20)
_LINES = st.lists(_WORDS, max_size=3).map(tuple)


@given(
    st.builds(
        Policy,
        texts=st.dictionaries(
            st.sampled_from(["en", "sl", "de"]),
            st.builds(PolicyText, do=_LINES, dont=_LINES, avoid=_LINES),
        ),
        guidelines=st.builds(
            Guidelines,
            phrases=st.lists(
                st.builds(
                    Phrase,
                    text=_WORDS,
                    severity=st.sampled_from(Severity),
                    suggestion=st.none() | _WORDS,
                ),
                max_size=3,
            ).map(tuple),
            brand_words=st.lists(st.builds(BrandWord, wrong=_WORDS, right=_WORDS), max_size=3).map(
                tuple
            ),
            hashtags=_LINES,
            topics=_LINES,
            public_contacts=_LINES,
        ),
        contact=_WORDS,
    )
)
def test_a_policy_survives_storage(written: Policy) -> None:
    """What is read is what was written."""
    assert from_content(to_content(written)) == written


def test_an_odd_document_gives_what_can_be_read() -> None:
    """A document that an older or newer release wrote never stops the programme."""
    odd = {"texts": 3, "phrases": ["x", {"text": "y"}], "hashtags": "no", "contact": None}
    assert from_content(odd).guidelines.phrases == (Phrase(text="y"),)
