"""`glasnik demo`: a made-up company's workplace and the program in it, with nothing to set up.

The sandbox is a program of its own that knows nothing of this one; all that connects them is
settings, as in any installation.
"""

from __future__ import annotations

import json
import socket
import sys
import tempfile
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from subprocess import PIPE, Popen, TimeoutExpired

from rich.console import Console

from bot import logs, loop, main, settings
from bot.slack import scopes
from bot.teams.offer import OFFER
from content_store import migrate, vault
from manifest import slack, teams

console = Console()

_HOST = "127.0.0.1"
_LAST_LINE = "CLOCK_URL"
_SECOND_LEAD = "Tom Fischer"
_TEAMS_LEADS = ("Maja Kovač", _SECOND_LEAD)
_PLACEHOLDER = "https://glasnik.example"
"""Stands for the address in the Teams manifest, which takes none of this machine's own."""


class CannotStart(Exception):
    """Something is in the way; the message says what."""


def run(*, feed: str, port: int, keep: bool) -> None:
    """Run both until Ctrl-C; `feed` is a file or an address. Raises CannotStart."""
    for wanted in (port, port + 1):
        if _taken(wanted):
            raise CannotStart(f"Port {wanted} is taken. Choose another with --port.")
    if feed and not feed.startswith(("http://", "https://")) and not Path(feed).is_file():
        raise CannotStart(f"There is no file {feed}. Give a file or an http address as the feed.")
    with ExitStack() as stack:
        folder = _folder(stack, keep=keep)
        told = stack.enter_context(_sandbox(folder, port, feed))
        loaded = settings.load(**_settings(folder, port, told))
        logs.configure(form="console", level="WARNING")
        loop.run(migrate.upgrade(loaded.database_url))
        try:
            main.run(loaded, ready=partial(_greet, port))
        except main.CannotStart as error:
            raise CannotStart(str(error)) from None


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((_HOST, port)) == 0


def _folder(stack: ExitStack, *, keep: bool) -> Path:
    if not keep:
        return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="glasnik-demo-")))
    folder = Path("var/demo")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _sandbox(folder: Path, port: int, feed: str) -> Iterator[dict[str, str]]:
    """The workplace in a process of its own; gives what it tells an app to be set to."""
    address = f"http://{_HOST}:{port + 1}"
    command = [sys.executable, "-m", "sandbox", "--host", _HOST, "--port", str(port)]
    command += ["--bot", address, "--feed", feed]
    for option, described in (
        ("--manifest", _in_slack(address)),
        ("--teams-manifest", _in_teams()),
    ):
        file = folder / f"{option.strip('-')}.json"
        file.write_text(json.dumps(described), encoding="utf-8")
        command += [option, str(file)]
    process = Popen(command, stdout=PIPE, text=True)  # noqa: S603 - our own program
    try:
        yield _told(process)
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except TimeoutExpired:
            process.kill()


def _in_slack(address: str) -> dict[str, object]:
    return slack.build(
        base_url=address,
        scopes=scopes.bot_scopes(link_by_email=True),
        events=scopes.EVENTS,
        socket_mode=False,
    )


def _in_teams() -> dict[str, object]:
    pages = teams.Developer(
        name="Glasnik", website=_PLACEHOLDER, privacy=_PLACEHOLDER, terms=_PLACEHOLDER
    )
    return teams.build(
        app_id=str(uuid.uuid4()),
        base_url=_PLACEHOLDER,
        version=version("glasnik"),
        developer=pages,
        offer=OFFER,
    )


def _told(process: Popen[str]) -> dict[str, str]:
    told: dict[str, str] = {}
    for line in process.stdout or ():
        name, found, value = line.strip().partition("=")
        if found and not name.startswith("#"):
            told[name] = value
        if name == _LAST_LINE:
            return told
    raise CannotStart("The sandbox did not start.")


def _settings(folder: Path, port: int, told: dict[str, str]) -> dict[str, object]:
    workplace = f"http://{_HOST}:{port}"
    return {
        "base_url": f"http://{_HOST}:{port + 1}",
        "database_url": f"sqlite:///{folder / 'glasnik.db'}",
        "encryption_keys": _key(folder / "key"),
        "host": _HOST,
        "port": port + 1,
        "slack_bot_token": told["SLACK_BOT_TOKEN"],
        "slack_signing_secret": told["SLACK_SIGNING_SECRET"],
        "slack_api_url": told["SLACK_API_URL"],
        **{name.lower(): told[name] for name in told if name.startswith("TEAMS_")},
        "link_by_email": True,
        "leads": _leads(workplace),
        "zone": "Europe/Ljubljana",
        "locale": "en-GB",
        "country": "SI",
        "feeds": told["FEED_URL"],
        "fetch_allow": f"{_HOST}:{port}",
        "linkedin_client_id": told["LINKEDIN_CLIENT_ID"],
        "linkedin_client_secret": told["LINKEDIN_CLIENT_SECRET"],
        "linkedin_api_url": told["LINKEDIN_URL"],
        "linkedin_web_url": told["LINKEDIN_URL"],
        "x_client_id": told["X_CLIENT_ID"],
        "x_client_secret": told["X_CLIENT_SECRET"],
        "x_api_url": told["X_URL"],
        "x_web_url": told["X_URL"],
        "x_monthly_budget": 25,
        "bluesky_api_url": told["BLUESKY_API_URL"],
        "bluesky_directory_url": told["BLUESKY_DIRECTORY_URL"],
        "mastodon_server_url": told["MASTODON_SERVER_URL"],
        **{
            f"{network}_web_url": f"{workplace}/{network}"
            for network in ("bluesky", "threads", "facebook", "whatsapp", "mastodon", "reddit")
        },
        "tick_seconds": 1,
        "rehearsal_clock_url": told["CLOCK_URL"],
    }


def _key(file: Path) -> str:
    """A key that stays as long as the database that it seals."""
    if not file.exists():
        file.write_text(vault.new_key(), encoding="ascii")
        file.chmod(0o600)
    return file.read_text(encoding="ascii")


def _leads(workplace: str) -> str:
    """Who leads besides Slack's owners: the colleague who approves what the first lead writes.

    Teams does not tell whose team it is, so there the first lead is named as well.
    """
    with urllib.request.urlopen(f"{workplace}/ui/api/workplace", timeout=5) as answer:  # noqa: S310 - our own sandbox
        people = {str(person["name"]): person for person in json.load(answer)["people"]}
    slack_ids = [str(people[_SECOND_LEAD]["id"])]
    return ",".join([*slack_ids, *(str(people[name]["email"]) for name in _TEAMS_LEADS)])


def _greet(port: int) -> None:
    console.print()
    console.print("  Welcome to [bold]Lipa Energija[/bold], a made-up company with a real Glasnik.")
    console.print(f"  Open [bold cyan]http://{_HOST}:{port}/[/bold cyan] in your browser.")
    console.print()
    console.print("  1. You are Maja, the advocacy lead: approve what came in (Glasnik, Messages).")
    console.print("  2. Move the clock to tomorrow 9:00 and look into #advocacy.")
    console.print("  3. Become Joe from accounting and share something.")
    console.print("  4. Move the clock to Friday 16:00: the leaderboard.")
    console.print("  At the top you switch between Slack and Teams: same people, same day.")
    console.print("  Ctrl-C ends it.", style="dim")
    console.print()
