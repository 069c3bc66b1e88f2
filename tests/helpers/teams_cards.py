"""Every screen painted for Teams; `python -m tests.helpers.teams_cards FILE` writes them as JSON.

The file holds a list of `{"screen", "content", "language", "shown", "card"}`, for renderers. With
`--golden` for FILE the cards that tests compare with are written anew.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.teams import paint
from bot.teams.action_data import Json
from chat.people import Reader
from chat.replies import Result
from chat.screens import Form, Home, Post
from tests.helpers import real_screens
from tests.helpers.real_content import Content

READERS = {
    "en": Reader(locale="en-GB", zone="Europe/London"),
    "sl": Reader(locale="sl-SI", zone="Europe/Ljubljana"),
}
GOLDEN = {
    f"{screen}-usual-{language}"
    for screen in (
        "digest_channel-message",
        "share-dialog",
        "preferences-inline",
        "home-home",
        "board-message",
        "numbers-message",
    )
    for language in READERS
}
"""The cards that are kept as files."""
_GOLDEN_FILES = Path(__file__).parents[1] / "contract" / "teams" / "golden"
ORIGIN = {"place": "19:abc@thread.tacv2", "message": "1732431600000"}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One card, and where it is shown."""

    screen: str
    content: Content
    language: str
    shown: str
    card: Json

    @property
    def name(self) -> str:
        """The name of the card among all others."""
        return f"{self.screen}-{self.shown}-{self.content}-{self.language}"


def all_cards(*contents: Content) -> Iterator[Shown]:
    """Every screen in every language, with all contents or with these."""
    for content in contents or Content:
        for language, reader in READERS.items():
            for screen, value in real_screens.all_of(content).items():
                for shown, card in cards_of(value, reader):
                    yield Shown(
                        screen=screen, content=content, language=language, shown=shown, card=card
                    )
            for result in real_screens.results(content)[:1]:
                card = _content(paint.preview(result, reader))
                yield Shown(
                    screen="found", content=content, language=language, shown="result", card=card
                )


def cards_of(screen: Post | Form | Home | Result, reader: Reader) -> Iterator[tuple[str, Json]]:
    """A screen in every way in which it can be shown."""
    match screen:
        case Post():
            yield "message", paint.message(screen, reader).card
        case Home():
            yield "home", paint.home(screen, reader, viewer="29:ana").card
        case Form():
            yield "inline", paint.inline_form(screen, reader, origin=ORIGIN).card
            card = paint.dialog(screen, reader, origin=ORIGIN)["card"]
            assert isinstance(card, dict)
            yield "dialog", _content(card)
        case Result():
            yield "result", _content(paint.preview(screen, reader))


def _content(attachment: Json) -> Json:
    content = attachment["content"]
    assert isinstance(content, dict)
    return content


def main(path: str) -> None:
    """Write all cards to a file, or the kept ones to theirs."""
    if path == "--golden":
        _GOLDEN_FILES.mkdir(exist_ok=True)
        for shown in all_cards(Content.USUAL):
            if shown.name in GOLDEN:
                _write(_GOLDEN_FILES / f"{shown.name}.json", shown.card)
        return
    written = [
        {
            "screen": shown.screen,
            "content": shown.content.value,
            "language": shown.language,
            "shown": shown.shown,
            "card": shown.card,
        }
        for shown in all_cards()
    ]
    _write(Path(path), written)


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
