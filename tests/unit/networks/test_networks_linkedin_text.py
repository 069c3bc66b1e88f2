"""Little text: nothing a person wrote may be cut or changed."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from networks.linkedin import text

RICH = st.text(alphabet=st.sampled_from("ab č9#_\\|{}@[]()<>*~/:.\n-😀"), max_size=60)


@given(st.one_of(RICH, st.text(max_size=80)))
@example("https://a.example/x_y?utm_source=b#part")
@example("\\#tag \\\\")
def test_escaping_loses_nothing(plain: str) -> None:
    """What LinkedIn shows of an escaped text is exactly the text."""
    assert text.unescape(text.escape(plain)) == plain


@given(RICH)
@example("#_a")
def test_no_reserved_character_is_left_bare(plain: str) -> None:
    """Outside an escape only the # of a hashtag remains, at the start of a word."""
    bare = re.sub(r"\\.", "\x00", text.escape(plain), flags=re.DOTALL)

    for match in re.finditer(r"[|{}@\[\]()<>#*_~\\]", bare):
        assert match.group() == "#"
        assert re.match(r"#\w", bare[match.start() :])
        assert not re.match(r"\w", bare[match.start() - 1 : match.start()])


@pytest.mark.parametrize(
    ("plain", "escaped"),
    [
        ("#Energy", "#Energy"),
        ("(#energija2026)", "\\(#energija2026\\)"),
        ("#čisto_nebo", "#čisto\\_nebo"),
        ("#1 and C# and a#b and ##x", "\\#1 and C\\# and a\\#b and \\#\\#x"),
        ("https://a.example/p#Part_1", "https://a.example/p\\#Part\\_1"),
        ("ana@lipa.example", "ana\\@lipa.example"),
        ("back\\slash", "back\\\\slash"),
    ],
)
def test_hashtags_stay_hashtags(plain: str, escaped: str) -> None:
    """A hashtag's # is bare; every other # and every other reserved character is escaped."""
    assert text.escape(plain) == escaped
