"""The ways to show a person something in Slack, and what to try when one of them is closed.

Must not know replies: `carry` decides what is shown, this module gets it there.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from bot import outcome
from bot.slack import errors, paint, parse, refill
from bot.slack.brush import Json
from bot.slack.client import Connection
from bot.slack.incoming import Incoming, message_of
from bot.slack.messenger import SlackMessenger
from chat.parts import Button, Buttons, Prose
from chat.people import MessageRef, PersonRef, PlaceRef, Reader
from chat.ports import AnswerLost, PlatformError, Rejected
from chat.press import Press
from chat.say import say
from chat.screens import Form, Home, Post
from chat.stimuli import Pressed, Said

_log = logging.getLogger(__name__)

_VIEWS_REMEMBERED = 1_000
# No delivery is looked for by this key: a whisper lost is not said again.
_WHISPER_KEY = "whisper"
# How much of a command is repeated: its words travel in a button, escaped.
_WORDS = 900


class Ways:
    """The ways of one installation."""

    def __init__(self, connection: Connection, messenger: SlackMessenger) -> None:
        self._slack = connection
        self._messenger = messenger
        self._latest: OrderedDict[str, int] = OrderedDict()
        self._count = 0

    def stamp(self, incoming: Incoming) -> int:
        """Number what comes from a modal, so that an old answer never covers a newer one."""
        self._count += 1
        if incoming.view is not None:
            self._latest[incoming.view["id"]] = self._count
            self._latest.move_to_end(incoming.view["id"])
            while len(self._latest) > _VIEWS_REMEMBERED:
                self._latest.popitem(last=False)
        return self._count

    async def open(
        self, incoming: Incoming, form: Form, reader: Reader, *, push: bool = False
    ) -> str | None:
        """Show a new form; the view's id, or None when the person was told to try again.

        Raises PlatformError.
        """
        painted = paint.view(form, reader, origin=incoming.origin.packed())
        if incoming.trigger is None:
            await self.say(incoming, _try_again(incoming), reader)
            return None
        send = self._slack.once.views_push if push else self._slack.once.views_open
        try:
            answer = await self._slack.call(
                send(trigger_id=incoming.trigger, view=painted), repeatable=False
            )
        except Rejected as refusal:
            if refusal.code in errors.TRIGGER_GONE:
                await self.say(incoming, _try_again(incoming), reader)
                return None
            if refusal.code == errors.PUSH_LIMIT and incoming.view is not None:
                await self.show(incoming.view["id"], painted)
                return incoming.view["id"]
            raise
        view = answer.get("view")
        return str(view["id"]) if isinstance(view, dict) else None

    async def show(self, view_id: str, painted: Mapping[str, Any]) -> None:
        """Put a painted modal in another one's place.

        Raises PlatformError.
        """
        await self._slack.call(
            self._slack.again.views_update(view_id=view_id, view=dict(painted)), repeatable=True
        )

    async def renew(self, incoming: Incoming, form: Form, reader: Reader, stamp: int) -> None:
        """Put a form in the place of the one somebody is in, keeping what they typed.

        Raises PlatformError.
        """
        view = incoming.view
        if view is None:
            raise Rejected("no_view")
        whole, turns = refill.kept(form, view)
        painted = paint.view(whole, reader, origin=incoming.origin.packed(), turns=turns)
        try:
            await self._slack.call(
                self._slack.again.views_update(
                    view_id=view["id"], view=painted, hash=view.get("hash")
                ),
                repeatable=True,
            )
        except Rejected as refusal:
            if refusal.code != errors.HASH_CONFLICT:
                raise
            if self._latest.get(view["id"]) == stamp:
                await self.show(view["id"], painted)

    async def publish(self, person: PersonRef, home: Home, reader: Reader) -> None:
        """Renew somebody's page.

        Raises PlatformError.
        """
        await self._messenger.publish_home(person, home, reader)

    async def say(self, incoming: Incoming, post: Post, reader: Reader) -> None:
        """Tell only the person who acted: where they did, or in their own conversation.

        Raises PlatformError when no way is left.
        """
        if incoming.stimulus is None:
            return
        person, place = incoming.stimulus.person, incoming.stimulus.place
        if incoming.origin.response_url is not None and await self._respond(
            incoming.origin.response_url, whispered(post, reader)
        ):
            return
        if place is not None and await self._whisper(place, person, post, reader):
            return
        direct = await self._messenger.open_direct(person)

        await self._messenger.post(direct, post, reader, _WHISPER_KEY)

    async def show_note(self, incoming: Incoming, post: Post, reader: Reader) -> None:
        """Tell only the person who acted, over their page, or else as `say` does.

        Raises PlatformError when no way is left.
        """
        if incoming.trigger is not None:
            painted = paint.view(outcome.note_form(post), reader, origin=incoming.origin.packed())
            opened = self._slack.once.views_open(trigger_id=incoming.trigger, view=painted)
            try:
                await self._slack.call(opened, repeatable=False)
            except AnswerLost:
                return
            except PlatformError as refusal:
                _log.info("note could not be opened: %s", refusal.code)
            else:
                return
        await self.say(incoming, post, reader)

    async def replace(self, incoming: Incoming, post: Post, reader: Reader) -> None:
        """Put a post in the place of the message somebody acted on, or else tell them.

        Raises PlatformError when no way is left.
        """
        message, url = message_of(incoming.origin), incoming.origin.response_url
        body = {**paint.message(post, reader), "replace_original": True}
        if message is not None and url is not None and await self._respond(url, body):
            return
        if message is not None and await self._edit(message, post, reader):
            return
        await self.say(incoming, post, reader)

    async def _edit(self, message: MessageRef, post: Post, reader: Reader) -> bool:
        try:
            await self._messenger.edit(message, post, reader)
        except PlatformError as refusal:
            _log.info("message could not be replaced: %s", refusal.code)
            return False
        return True

    async def _respond(self, url: str, body: Mapping[str, object]) -> bool:
        """Whether a response URL took it, or may have."""
        try:
            await self._slack.respond(url, body)
        except AnswerLost:
            return True
        except PlatformError as refusal:
            _log.info("response url refused: %s", refusal.code)
            return False
        return True

    async def _whisper(
        self, place: PlaceRef, person: PersonRef, post: Post, reader: Reader
    ) -> bool:
        try:
            await self._messenger.whisper(place, person, post, reader)
        except AnswerLost:
            return True
        except PlatformError as refusal:
            _log.info("whisper refused: %s", refusal.code)
            return False
        return True


def whispered(post: Post, reader: Reader) -> Json:
    """A message only for the person who acted, for acknowledgements and response URLs."""
    return {
        **paint.message(post, reader),
        "response_type": "ephemeral",
        "replace_original": False,
    }


def _try_again(incoming: Incoming) -> Post:
    """Slack's permission to open a window lasts three seconds; a button gives a new one."""
    text = say("paint.expired")
    match incoming.stimulus:
        case Said(words=words):
            again = Press(name=parse.SAY_AGAIN, args=(("words", words[:_WORDS]),), opens_form=True)
        case Pressed(name=name, args=args):
            again = Press(name=name, args=tuple(args.items()), opens_form=True)
        case _:
            return outcome.brief("expired", text)
    button = Button(label=say("paint.again"), press=again)
    return Post(name="expired", summary=text, parts=(Prose(text=text), Buttons(buttons=(button,))))
