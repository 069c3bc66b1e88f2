"""What every part of the fake world shares: time, identifiers, people, faults, listeners.

Knows nothing of the parts that share it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sandbox.bus import Bus
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.ids import Ids
from sandbox.people import People


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """How strict the world is.

    `rate_limits` can be relaxed for large tests. `retry_after` are the seconds before each retry of
    an event (docs.slack.dev/apis/events-api: at once, after a minute, after five minutes).
    `answer_within` is the time Slack waits for the app. `link_previews` lets the networks' crawlers
    fetch shared links.

    Of Teams: `teams_*_seconds` are how long its client waits for invokes, for dialogs and searches,
    and for everything else; `teams_resend_after` delivers again what nobody answered in that time.
    `teams_retry_after` says whether a 429 names the seconds (Teams does not promise it). What the
    roster says of a team's owner is `teams_owner_role`: Microsoft's published answers know `user`,
    `guest` and `anonymous` only
    (learn.microsoft.com/microsoftteams/platform/resources/team-chat-member-api-changes).
    """

    rate_limits: bool = True
    retry_after: tuple[float, ...] = (0.0, 60.0, 300.0)
    answer_within: float = 3.0
    link_previews: bool = True
    require_text: bool = True
    x_public_client: bool = False
    x_credits: float = 100.0
    x_client_id: str = ""
    x_client_secret: str = ""
    linkedin_client_id: str = ""
    linkedin_client_secret: str = ""
    teams_app_id: str = ""
    teams_app_password: str = ""
    teams_tenant_id: str = ""
    teams_invoke_seconds: float = 10.0
    teams_dialog_seconds: float = 5.0
    teams_message_seconds: float = 15.0
    teams_resend_after: float | None = None
    teams_retry_after: Literal["always", "sometimes", "never"] = "sometimes"
    teams_token_seconds: int = 3599
    teams_owner_role: str = "user"
    teams_roster_emails: bool = True
    linkedin_scopes: str = "openid profile email w_member_social r_member_postAnalytics"


@dataclass(kw_only=True, slots=True)
class Core:
    """The shared ground. `base_url` is where the sandbox is reached, `bot_url` where the app is."""

    clock: Clock
    ids: Ids
    people: People = field(default_factory=People)
    faults: Faults = field(init=False)
    bus: Bus = field(default_factory=Bus)
    options: Options = field(default_factory=Options)
    company: str = "Lipa Energija"
    base_url: str = "http://127.0.0.1:3800"
    bot_url: str = "http://127.0.0.1:3000"
    complaints: list[str] = field(default_factory=list)
    """What the app did that the platform would swallow or show badly, in plain words."""

    def __post_init__(self) -> None:
        self.faults = Faults(self.clock.now)

    def complain(self, text: str) -> None:
        """Note something that the platform would not have shown as the app meant it."""
        self.complaints.append(text)
        self.bus.tell("fault")
