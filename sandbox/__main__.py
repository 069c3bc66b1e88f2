"""`python -m sandbox`: serve the fake workplace until interrupted.

Prints what the app needs to be configured with, as lines of an environment file.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
from datetime import datetime
from pathlib import Path

from sandbox import company
from sandbox.app import serve
from sandbox.core import Options
from sandbox.slack import manifest
from sandbox.teams import app as teams_app
from sandbox.world import World


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=3800)
    parser.add_argument("--public", default="", help="address under which others reach this server")
    parser.add_argument("--bot", default="http://127.0.0.1:3000", help="address of the app")
    parser.add_argument("--feed", default="", help="file or URL in place of the blog's feed")
    parser.add_argument("--scenario", choices=["company"], default="company")
    parser.add_argument("--staff", type=int, default=company.STAFF, help="number of people")
    parser.add_argument("--seed", default="lipa")
    parser.add_argument("--now", default="", help="ISO time at which the programme's clock starts")
    parser.add_argument("--manifest", default="", help="Slack app manifest (JSON)")
    parser.add_argument("--teams-manifest", default="", help="Teams app manifest (JSON)")
    parser.add_argument("--relaxed", action="store_true", help="without rate limits")
    return parser.parse_args()


def _world(arguments: argparse.Namespace) -> World:
    path = Path(arguments.manifest) if arguments.manifest else None
    teams = Path(arguments.teams_manifest) if arguments.teams_manifest else None
    now = datetime.fromisoformat(arguments.now) if arguments.now else None
    return company.build(
        seed=arguments.seed,
        now=now.astimezone() if now and now.tzinfo is None else now,
        staff=arguments.staff,
        app=manifest.load(path) if path and path.is_file() else None,
        teams_app=teams_app.parse(json.loads(teams.read_text("utf-8"))) if teams else None,
        options=Options(rate_limits=not arguments.relaxed),
        feed=arguments.feed,
        base_url=arguments.public or f"http://{arguments.host}:{arguments.port}",
        bot_url=arguments.bot,
    )


def environment(world: World) -> dict[str, str]:
    """Return what the app must know, by the names under which people keep it."""
    base = world.core.base_url
    return {
        "SLACK_API_URL": f"{base}/slack/api/",
        "SLACK_BOT_TOKEN": world.slack.bot_token,
        "SLACK_APP_TOKEN": world.slack.app_token,
        "SLACK_SIGNING_SECRET": world.slack.signing_secret,
        "LINKEDIN_URL": f"{base}/linkedin",
        "LINKEDIN_CLIENT_ID": world.linkedin.client_id,
        "LINKEDIN_CLIENT_SECRET": world.linkedin.client_secret,
        "X_URL": f"{base}/x",
        "X_CLIENT_ID": world.x.client_id,
        "X_CLIENT_SECRET": world.x.client_secret,
        "FEED_URL": f"{base}/blog/feed.xml",
        "TEAMS_APP_ID": world.teams.app_id,
        "TEAMS_APP_PASSWORD": world.teams.app_password,
        "TEAMS_TENANT_ID": world.teams.tenant_id,
        "TEAMS_LOGIN_URL": world.teams.login_url,
        "TEAMS_OPENID_URL": world.teams.openid_url,
        "TEAMS_CONNECTOR_URL": world.teams.connector_url,
        "BLUESKY_API_URL": world.bluesky.appview,
        "BLUESKY_DIRECTORY_URL": world.bluesky.directory,
        "BLUESKY_WEB_URL": world.bluesky.web,
        "MASTODON_SERVER_URL": world.mastodon.pattern,
        "CLOCK_URL": f"{base}/clock",
    }


async def _run(arguments: argparse.Namespace) -> None:
    world = _world(arguments)
    async with serve(world, host=arguments.host, port=arguments.port) as url:
        lines = [f"# {world.core.company}: open {url}/"]
        lines += [f"{name}={value}" for name, value in environment(world).items()]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        world.teams.delivery.behind(world.teams.happenings.introduce())
        await asyncio.Event().wait()


def main() -> None:
    """Run the server."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(_arguments()))


if __name__ == "__main__":
    main()
