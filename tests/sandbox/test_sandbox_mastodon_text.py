"""A fake Mastodon server counts and draws texts as Mastodon does."""

from __future__ import annotations

import html
import re

import grapheme
from hypothesis import given
from hypothesis import strategies as st

from sandbox.mastodon import render


@given(st.text(max_size=60))
def test_the_html_says_the_text(text: str) -> None:
    """Whatever was written can be read back from what the server makes of it."""
    clean = text.replace("\r", "").strip()
    marked = render.content(clean, base="https://a.example", mentioned=lambda _n, _h: None)
    paragraphs = re.findall(r"<p>(.*?)</p>", marked, re.DOTALL)
    read = "\n\n".join(
        html.unescape(re.sub(r"<[^>]*>", "", part.replace("<br />", "\n"))) for part in paragraphs
    )
    assert read == re.sub(r"\n\n+", "\n\n", clean)
    assert "".join(r.text for r in render.runs(clean, mentioned=lambda _n, _h: None)) == clean


@given(st.text(alphabet="až👩‍👧e\u0301 \n", max_size=60), st.booleans())
def test_graphemes_are_counted_as_others_count_them(text: str, linked: bool) -> None:
    """A text counts its graphemes, as an independent counter finds them, and a link 23."""
    written = f"{text} https://lipa.example/{'x' * 40}" if linked else text
    assert render.length(written) == grapheme.length(text) + (24 if linked else 0)
