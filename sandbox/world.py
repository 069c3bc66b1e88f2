"""The whole fake world in one object, for the server and for tests to look into.

Puts the parts together; what the parts do is theirs.
"""

from __future__ import annotations

from sandbox.blog.site import Blog
from sandbox.bluesky.state import State as Bluesky
from sandbox.clock import Clock
from sandbox.core import Core, Options
from sandbox.faults import Faults
from sandbox.ids import Ids
from sandbox.linkedin.state import State as LinkedIn
from sandbox.mastodon.state import State as Mastodon
from sandbox.people import Person
from sandbox.slack.api import Api
from sandbox.slack.deliver import Delivery
from sandbox.slack.files import Files
from sandbox.slack.forms import Forms
from sandbox.slack.happenings import Happenings
from sandbox.slack.interact import Interact
from sandbox.slack.manifest import App
from sandbox.slack.model import Call, Message, View
from sandbox.slack.response import Responses
from sandbox.slack.views import Views
from sandbox.slack.workspace import Workspace
from sandbox.social.feed import Feed, NetworkPost
from sandbox.teams.app import App as TeamsApp
from sandbox.teams.workplace import Teams
from sandbox.x.state import State as X


class World:
    """One workplace with its networks, its blog, its clock and its faults.

    `base_url` and `bot_url` are where the sandbox and the app are reached.
    """

    def __init__(
        self,
        *,
        seed: str = "lipa",
        app: App | None = None,
        teams_app: TeamsApp | None = None,
        options: Options | None = None,
        clock: Clock | None = None,
        feed: str = "",
        base_url: str = "http://127.0.0.1:3800",
        bot_url: str = "http://127.0.0.1:3000",
    ) -> None:
        ids = Ids(seed)
        self.core = Core(
            clock=clock or Clock(),
            ids=ids,
            options=options or Options(),
            base_url=base_url.rstrip("/"),
            bot_url=bot_url.rstrip("/"),
        )
        self.slack = Workspace(self.core, app or App(), domain="lipa-energija")
        self.delivery = Delivery(self.slack)
        self.responses = Responses(self.slack)
        self.views_api = Views(self.slack)
        self.files = Files(self.slack)
        self.api = Api(self.slack, self.delivery.sockets, self.files, self.views_api)
        self.interact = Interact(self.slack, self.delivery, self.responses)
        self.forms = Forms(self.slack, self.delivery, self.views_api)
        self.happenings = Happenings(self.slack, self.delivery)
        self.teams = Teams(self.core, teams_app)
        self._networks(ids)
        self.blog = Blog(self.core, feed=feed)

    def _networks(self, ids: Ids) -> None:
        chosen = self.core.options
        self.social = Feed(self.core)
        self.linkedin = LinkedIn(
            core=self.core,
            feed=self.social,
            client_id=chosen.linkedin_client_id or "sandbox-linkedin",
            client_secret=chosen.linkedin_client_secret or ids.secret("linkedin client"),
        )
        self.x = X(
            core=self.core,
            feed=self.social,
            client_id=chosen.x_client_id or "sandbox-x",
            client_secret=chosen.x_client_secret or ids.secret("x client"),
            credits=chosen.x_credits,
        )
        self.bluesky = Bluesky(self.core, self.social)
        self.mastodon = Mastodon(self.core, self.social)

    @property
    def clock(self) -> Clock:
        """The movable clock."""
        return self.core.clock

    @property
    def faults(self) -> Faults:
        """The faults that are switched on."""
        return self.core.faults

    @property
    def complaints(self) -> list[str]:
        """What the app did that the platform would swallow or show badly."""
        return self.core.complaints

    @property
    def calls(self) -> list[Call]:
        """Every Web API call of the app, oldest first."""
        return self.slack.calls

    def person(self, name: str) -> Person:
        """Return a person by name, first name or handle. Raises KeyError."""
        return self.core.people.named(name)

    def messages(self, channel: str, person: str = "") -> list[Message]:
        """Return the messages of a channel by id or #name: all, or what one person sees."""
        found = self.slack.channels.get(channel) or self.slack.channel_named(channel)
        if person:
            return found.visible(person)
        return sorted(found.messages.values(), key=lambda message: message.ts)

    def dm(self, person: str) -> list[Message]:
        """Return the messages between the app and a person."""
        channel = self.slack.dm(person)
        return channel.visible(person) if channel else []

    def views(self, person: str) -> list[View]:
        """Return the open modals of a person, root first."""
        return self.slack.stack(person)

    def home(self, person: str) -> View | None:
        """Return the Home tab of a person."""
        return self.slack.homes.get(person)

    def posts(self, network: str = "") -> list[NetworkPost]:
        """Return the live posts, on one network or on all, in the order they were made."""
        return [p for p in self.social.posts if p.live and network in {"", p.network}]
