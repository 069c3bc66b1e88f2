"""The command line: run it, set it up, look after it."""

from __future__ import annotations

import gc
import json
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from bot import logs, loop, settings
from bot.settings import Settings

if TYPE_CHECKING:
    from manifest.teams import Developer

app = typer.Typer(
    help="Glasnik: employee advocacy where people already work.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
keys = typer.Typer(help="Encryption keys.", no_args_is_help=True)
ledger = typer.Typer(help="The points ledger.", no_args_is_help=True)
audit = typer.Typer(help="The audit log.", no_args_is_help=True)
manifest = typer.Typer(help="App descriptions for the chat platforms.", no_args_is_help=True)
app.add_typer(keys, name="keys")
app.add_typer(ledger, name="ledger")
app.add_typer(audit, name="audit")
app.add_typer(manifest, name="manifest")

out = Console()
err = Console(stderr=True)


class Form(StrEnum):
    """How a manifest is written."""

    JSON = "json"
    YAML = "yaml"


_BaseUrl = Annotated[
    str,
    typer.Option(
        envvar=f"{settings.PREFIX}BASE_URL",
        help="Where the program is reached from outside (https).",
    ),
]
_Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write it to this file.")]

_MARKS = {"good": "[green]✓[/green]", "warning": "[yellow]![/yellow]", "bad": "[red]✗[/red]"}


def _settings() -> Settings:
    try:
        return settings.load()
    except settings.SettingsError as error:
        err.print("[red]These settings need your attention:[/red]")
        for problem in error.problems:
            err.print(f"  • {problem}", markup=False, highlight=False)
        err.print("docs/configuration.md explains each of them.")
        raise typer.Exit(2) from None


def _fail(message: str) -> NoReturn:
    err.print(message, style="red", markup=False, highlight=False)
    raise typer.Exit(1)


@app.command()
def serve() -> None:
    """Run the program until it is told to stop (SIGTERM or Ctrl-C)."""
    # What importing makes stays for good: looking through it again and again for garbage would
    # take a third of the start, and then a pause for everybody each time.
    gc.disable()
    from bot import main  # the other commands start faster without the web server

    gc.freeze()
    gc.enable()
    loaded = _settings()
    logs.configure(form=loaded.log_format, level=loaded.log_level)
    try:
        main.run(loaded)
    except main.CannotStart as error:
        _fail(str(error))


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    from content_store import migrate as migration

    loaded = _settings()
    try:
        loop.run(migration.upgrade(loaded.database_url))
    except (migration.Unreachable, ValueError) as error:
        _fail(str(error))
    out.print("The database is up to date.")


@app.command()
def doctor() -> None:
    """Check settings, database, Slack and networks, and say what to do."""
    from bot import doctor as doctors

    loaded = _settings()

    async def examine() -> list[doctors.Finding]:
        today = datetime.now(UTC).date()
        return [finding async for finding in doctors.examine(loaded, today=today)]

    findings = loop.run(examine())
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        detail = finding.detail if not finding.advice else f"{finding.detail}\n→ {finding.advice}"
        table.add_row(_MARKS[finding.health.value], finding.what, detail)
    out.print(table)
    if any(finding.health is doctors.Health.BAD for finding in findings):
        raise typer.Exit(1)


@app.command()
def demo(
    feed: Annotated[
        str, typer.Option(help="An RSS or Atom feed (file or address) instead of the blog's.")
    ] = "",
    port: Annotated[
        int, typer.Option(help="Port of the workplace; the bot takes the next.")
    ] = 3800,
    keep: Annotated[bool, typer.Option(help="Keep what happened for the next time.")] = False,
) -> None:
    """Open a workplace of a made-up company in which everything can be tried."""
    from bot import demo as demonstration

    try:
        demonstration.run(feed=feed, port=port, keep=keep)
    except demonstration.CannotStart as error:
        _fail(str(error))


@keys.command("new")
def new_key() -> None:
    """Print a fresh key for GLASNIK_ENCRYPTION_KEYS."""
    from content_store import vault

    typer.echo(vault.new_key())


@keys.command("rotate")
def rotate_keys() -> None:
    """Seal all tokens with the newest key, so that older ones can be taken out."""
    from bot import records

    found = loop.run(records.reseal_tokens(_settings()))
    out.print(f"Tokens of {found.readable} accounts are sealed with the newest key.")
    if found.apps:
        out.print(f"So are the secrets of {found.apps} apps registered with servers.")
    if found.unreadable_apps:
        out.print(
            f"The secrets of {found.unreadable_apps} apps can't be opened. "
            "They are registered anew when somebody connects an account there."
        )
    if found.unreadable:
        _fail(
            f"Tokens of {found.unreadable} accounts can't be opened with any of these keys. "
            "Add the key that sealed them, or let their people connect again."
        )


@manifest.command("slack")
def slack_manifest(
    *,
    base_url: _BaseUrl = "",
    socket_mode: Annotated[bool, typer.Option(help="For Socket Mode: no address needed.")] = False,
    link_by_email: Annotated[
        bool,
        typer.Option(
            envvar=f"{settings.PREFIX}LINK_BY_EMAIL",
            help="Ask for people's e-mail addresses too, to know them again in Teams.",
        ),
    ] = False,
    form: Annotated[Form, typer.Option("--format", help="Slack takes both.")] = Form.JSON,
    output: _Output = None,
) -> None:
    """Print the Slack app manifest."""
    from bot.slack import scopes
    from manifest import slack

    if not socket_mode and not base_url.startswith("https://"):
        _fail("Give --base-url with your https address, or --socket-mode.")
    built = slack.build(
        base_url=base_url.rstrip("/"),
        scopes=scopes.bot_scopes(link_by_email=link_by_email),
        events=scopes.EVENTS,
        socket_mode=socket_mode,
    )
    text = slack.as_yaml(built) if form is Form.YAML else json.dumps(built, indent=2) + "\n"
    if output is None:
        typer.echo(text, nl=False)
    else:
        _write(output, text.encode())


@manifest.command("teams")
def teams_manifest(
    *,
    base_url: _BaseUrl = "",
    app_id: Annotated[
        str,
        typer.Option(
            envvar=f"{settings.PREFIX}TEAMS_APP_ID", help="The bot's Microsoft app id (a GUID)."
        ),
    ] = "",
    developer_name: Annotated[
        str, typer.Option(help="Who offers the app: your company, in at most 32 characters.")
    ] = "Glasnik",
    website: Annotated[
        str, typer.Option(help="A page about it. Without: the program's own, /about.")
    ] = "",
    privacy_url: Annotated[
        str, typer.Option(help="Your privacy notice. Without: the program's own, /privacy.")
    ] = "",
    terms_url: Annotated[
        str, typer.Option(help="Your terms of use. Without: the program's own, /terms.")
    ] = "",
    output: _Output = None,
) -> None:
    """Write the package that is uploaded to Teams: glasnik-teams.zip."""
    from bot.web import about
    from manifest.teams import Developer

    if not base_url:
        _fail("Give --base-url with your https address.")
    if not app_id:
        _fail("Give --app-id with the Microsoft app id of your bot in Azure.")
    base_url = base_url.rstrip("/")
    developer = Developer(
        name=developer_name,
        website=website or base_url + about.ABOUT,
        privacy=privacy_url or base_url + about.PRIVACY,
        terms=terms_url or base_url + about.TERMS,
    )
    packed = _teams_package(app_id=app_id, base_url=base_url, developer=developer)
    _write(output or Path("glasnik-teams.zip"), packed)


def _teams_package(*, app_id: str, base_url: str, developer: Developer) -> bytes:
    from importlib.metadata import version

    from bot.teams.offer import OFFER
    from manifest import package, teams

    try:
        built = teams.build(
            app_id=app_id,
            base_url=base_url,
            version=version("glasnik"),
            developer=developer,
            offer=OFFER,
        )
    except teams.Unfit as error:
        _fail(str(error))
    return package.zipped(package.files(built, OFFER))


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        _fail(f"{path} can't be written: {error.strerror}.")
    err.print(f"Wrote {path}.", markup=False, highlight=False)


@ledger.command("verify")
def verify_ledger() -> None:
    """Recompute every total from the ledger and compare."""
    from bot import records

    wrong = loop.run(records.ledger_disagreements(_settings()))
    for line in wrong:
        err.print(line, style="red", markup=False, highlight=False)
    if wrong:
        raise typer.Exit(1)
    out.print("Every total agrees with the ledger.")


@audit.command("verify")
def verify_audit() -> None:
    """Recompute the hash chain of every workspace's audit log."""
    from bot import records

    reports = loop.run(records.audit_reports(_settings()))
    for line, good in reports:
        (out if good else err).print(line, markup=False, highlight=False)
    if not all(good for _, good in reports):
        raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    app()
