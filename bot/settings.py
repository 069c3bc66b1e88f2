"""Settings: environment variables only, checked together at the start, then frozen.

Each one is documented by its description; `docs/configuration.md` is checked against this file.
Must not know what the settings are used for beyond what makes them valid.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.setting_types import (
    Address,
    AppToken,
    BotToken,
    Country,
    Csv,
    Guid,
    Keys,
    Locale,
    Month,
    ServerPattern,
    SigningSecret,
    Zone,
    is_local,
    is_loopback,
)

PREFIX = "GLASNIK_"


_NO_CHAT = (
    "no chat is set: give GLASNIK_SLACK_BOT_TOKEN and GLASNIK_SLACK_SIGNING_SECRET, "
    "or GLASNIK_TEAMS_APP_ID and what belongs to it"
)


class SettingsError(Exception):
    """All that is wrong with the settings, one line per problem."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """Everything that can be set from outside."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True
    )

    base_url: Address = Field(
        description="Where people and chat platforms reach this program, for example "
        "https://glasnik.example.com. Short links and network callbacks begin with it."
    )
    database_url: str = Field(
        default="sqlite:///var/glasnik.db",
        description="sqlite:///PATH for one process, or postgresql://USER:PASSWORD@HOST/NAME.",
    )
    encryption_keys: Keys = Field(
        description="Keys that seal people's tokens: base64 of 32 random bytes each, newest first, "
        "separated by commas. `glasnik keys new` makes one."
    )
    host: str = Field(default="127.0.0.1", description="Address that the web server listens on.")
    port: int = Field(default=3000, ge=1, le=65535, description="Port that it listens on.")
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="How many proxies of yours stand in front and append to X-Forwarded-For.",
    )
    role: Literal["all", "web", "worker"] = Field(
        default="all",
        description="What this process does: all, or only web or worker beside other replicas "
        "(PostgreSQL only).",
    )
    log_format: Literal["json", "console"] = Field(
        default="json", description="json for machines, console for people."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="The least severe log lines that are kept."
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        description="When set, /metrics asks for it as a bearer token. "
        "Without it only this machine may read them.",
    )

    slack_bot_token: BotToken | None = Field(
        default=None, description="Slack: the app's bot token (xoxb-…). Empty: no Slack."
    )
    slack_signing_secret: SigningSecret | None = Field(
        default=None,
        description="Slack: the app's signing secret, by which Slack's requests are known to be "
        "Slack's.",
    )
    slack_app_token: AppToken | None = Field(
        default=None,
        description="The app-level token (xapp-…). When set, Socket Mode is used beside HTTP.",
    )
    slack_api_url: Address = Field(
        default="https://slack.com/api/", description="Address of Slack's Web API."
    )
    teams_app_id: Guid = Field(
        default="", description="Teams: the bot's Microsoft app id (a GUID). Empty: no Teams."
    )
    teams_tenant_id: Guid = Field(
        default="", description="Teams: the id of the company's Microsoft Entra tenant (a GUID)."
    )
    teams_app_type: Literal["SingleTenant", "UserAssignedMSI"] = Field(
        default="SingleTenant",
        description="Teams: how the bot proves who it is. SingleTenant uses the app's secret, "
        "UserAssignedMSI the managed identity of the Azure machine it runs on.",
    )
    teams_app_password: SecretStr | None = Field(
        default=None, description="Teams: the app's client secret, for SingleTenant."
    )
    teams_connector_url: Address = Field(
        default="https://smba.trafficmanager.net/teams",
        description="Teams: address of the Bot Connector until Teams itself has named one.",
    )
    teams_login_url: Address = Field(
        default="https://login.microsoftonline.com",
        description="Teams: address that gives the bot its tokens.",
    )
    teams_openid_url: Address = Field(
        default="https://login.botframework.com/v1/.well-known/openidconfiguration",
        description="Teams: where the keys are described with which the Bot Connector signs.",
    )
    teams_unsigned: bool = Field(
        default=False,
        description="Teams, for development: also take activities without a token from this "
        "machine, as Microsoft's test client sends them, and show forms inside the chat, because "
        "it has no dialogs. Refused beside a public base URL or host.",
    )
    leads: Csv = Field(
        default=(),
        description="The advocacy leads, separated by commas: Slack user ids, or the Microsoft "
        "Entra object ids or user principal names of people in Teams. Workspace admins, and owners "
        "of workspaces and teams, may do the same.",
    )
    link_by_email: bool = Field(
        default=False,
        description="Whether somebody with the same verified e-mail address in Slack and in Teams "
        "is one person. Slack's app needs the scope users:read.email for it. Switched off again, "
        "nobody new is linked, those who were stay so, and the hashes of addresses are deleted.",
    )

    company: str = Field(
        default="",
        description="The company's name. Empty: as Slack tells it; Teams tells none, so with Teams "
        "alone it must be set.",
    )
    zone: Zone = Field(default="Europe/Ljubljana", description="The company's time zone (IANA).")
    locale: Locale = Field(default="en", description="Language of channel posts: en or sl.")
    country: Country = Field(
        default="",
        description="Country whose public holidays have no digest: ISO 3166-1 such as SI, with a "
        "subdivision where it matters, such as DE-BY. Empty: no holidays.",
    )
    feeds: Csv = Field(
        default=(),
        description="RSS or Atom feeds whose entries go into review, separated by commas.",
    )
    fetch_allow: Csv = Field(
        default=(),
        description="host:port pairs inside your own network that may be fetched from, separated "
        "by commas. All other private addresses are refused.",
    )

    linkedin_client_id: str = Field(default="", description="LinkedIn app: client id.")
    linkedin_client_secret: SecretStr | None = Field(
        default=None, description="LinkedIn app: client secret."
    )
    linkedin_api_url: Address = Field(
        default="https://api.linkedin.com", description="Address of LinkedIn's API."
    )
    linkedin_web_url: Address = Field(
        default="https://www.linkedin.com", description="Address of LinkedIn's web site."
    )
    linkedin_version: Month = Field(
        default="202609",
        description="The LinkedIn-Version that is asked for; each lives about a year.",
    )
    linkedin_analytics: bool = Field(
        default=False,
        description="Whether LinkedIn has approved the app for member analytics "
        "(r_member_postAnalytics). Only then: asked for without it, LinkedIn refuses everything.",
    )
    x_client_id: str = Field(default="", description="X app: OAuth 2.0 client id.")
    x_client_secret: SecretStr | None = Field(
        default=None, description="X app: OAuth 2.0 client secret."
    )
    x_monthly_budget: float = Field(
        default=0,
        ge=0,
        le=1_000_000,
        description="US dollars that posting to X by people's connected accounts may cost a month "
        "(0.20 for a post with a link). 0: X is shared by share links only, which cost nothing.",
    )
    x_api_url: Address = Field(default="https://api.x.com", description="Address of X's API.")
    x_web_url: Address = Field(default="https://x.com", description="Address of X's web site.")
    bluesky: bool = Field(
        default=True, description="Whether people may connect accounts on Bluesky."
    )
    bluesky_api_url: Address = Field(
        default="https://public.api.bsky.app",
        description="Address of the Bluesky service that knows names and counts reactions.",
    )
    bluesky_directory_url: Address = Field(
        default="https://plc.directory",
        description="Address of the directory that says on which server a Bluesky account is.",
    )
    bluesky_web_url: Address = Field(
        default="https://bsky.app", description="Address of Bluesky's web site."
    )
    threads_web_url: Address = Field(
        default="https://www.threads.com", description="Address of Threads' web site."
    )
    facebook_web_url: Address = Field(
        default="https://www.facebook.com", description="Address of Facebook's web site."
    )
    whatsapp_web_url: Address = Field(
        default="https://wa.me", description="Address of WhatsApp's share links."
    )
    mastodon: bool = Field(
        default=True, description="Whether people may connect accounts on Mastodon servers."
    )
    mastodon_server_url: ServerPattern = Field(
        default="https://{server}",
        description="How the address of a Mastodon server is made of its name.",
    )
    mastodon_web_url: Address = Field(
        default="https://share.joinmastodon.org",
        description="Address of the page that asks for a person's Mastodon server.",
    )
    reddit_web_url: Address = Field(
        default="https://www.reddit.com", description="Address of Reddit's web site."
    )

    workers: int = Field(
        default=4, ge=1, le=64, description="How many queued tasks run at the same time."
    )
    tick_seconds: float = Field(
        default=15, gt=0, le=60, description="How often the clock looks for moments that fell due."
    )
    rehearsal_clock_url: str = Field(
        default="",
        description="For rehearsals: the programme's time follows this address "
        '(JSON with "offset_seconds"). Refused beside a public base URL or host.',
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Settings:
        public = not is_local(self.base_url)
        if self.rehearsal_clock_url and public:
            raise ValueError("rehearsal_clock_url is for rehearsals and base_url is public")
        if self.rehearsal_clock_url and not is_loopback(self.host):
            raise ValueError("rehearsal_clock_url is for rehearsals and host is open to others")
        if self.teams_unsigned and public:
            raise ValueError("teams_unsigned is for development and base_url is public")
        if self.teams_unsigned and not is_loopback(self.host):
            raise ValueError("teams_unsigned is for development and host is open to others")
        self._chats_are_whole()
        if self.role != "all" and self.database_url.startswith("sqlite"):
            raise ValueError("role web or worker needs PostgreSQL: SQLite serves one process")
        for name in ("linkedin", "x"):
            has_id = bool(getattr(self, f"{name}_client_id"))
            if has_id != (getattr(self, f"{name}_client_secret") is not None):
                raise ValueError(f"{name}_client_id and {name}_client_secret go together")
        return self

    def _chats_are_whole(self) -> None:
        if (self.slack_bot_token is None) != (self.slack_signing_secret is None):
            raise ValueError("slack_bot_token and slack_signing_secret go together")
        if self.slack_app_token is not None and self.slack_bot_token is None:
            raise ValueError("slack_app_token needs slack_bot_token and slack_signing_secret")
        if not self.has_slack and not self.has_teams:
            raise ValueError(_NO_CHAT)
        if self.has_teams != bool(self.teams_tenant_id):
            raise ValueError("teams_app_id and teams_tenant_id go together")
        if self.has_teams and not self.has_slack and not self.company:
            raise ValueError("company is not set, and Teams does not tell the company's name")
        if self.has_teams and self.teams_app_type == "SingleTenant" and not self.teams_app_password:
            raise ValueError("teams_app_password is not set and teams_app_type is SingleTenant")

    @property
    def has_slack(self) -> bool:
        """Whether the program works in Slack."""
        return self.slack_bot_token is not None

    @property
    def has_teams(self) -> bool:
        """Whether the program works in Microsoft Teams."""
        return bool(self.teams_app_id)


def load(**given: Any) -> Settings:
    """The settings from the environment; `given` ones win, for tests.

    Raises SettingsError with every problem found, none of them showing a value.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        found = [_problem(found) for found in error.errors()]
        # Rules about several settings are not looked at while single ones are wrong, but whoever
        # sets it up for the first time should hear of this one too.
        if not _names_a_chat(given) and _NO_CHAT not in found:
            found.append(_NO_CHAT)
        raise SettingsError(tuple(found)) from None


def _names_a_chat(given: Mapping[str, Any]) -> bool:
    return any(
        given.get(name) or os.environ.get(f"{PREFIX}{name.upper()}")
        for name in ("slack_bot_token", "teams_app_id")
    )


def _problem(found: ErrorDetails) -> str:
    where = ".".join(str(part) for part in found["loc"][:1])
    message = str(found["msg"]).removeprefix("Value error, ")
    if found["type"] == "missing":
        message = "is not set"
    return f"{PREFIX}{where.upper()} {message}" if where else message
