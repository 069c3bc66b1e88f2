"""From settings to networks: what is set up is what people are asked for."""

from __future__ import annotations

import base64

import pytest

from bot import network_settings, settings
from networks import linkedin

PLAIN = ("openid", "profile", "w_member_social")


@pytest.mark.parametrize(
    ("approved", "scopes"), [(False, PLAIN), (True, (*PLAIN, "r_member_postAnalytics"))]
)
def test_linkedins_figures_are_asked_for_only_where_it_approved_that(
    approved: bool, scopes: tuple[str, ...]
) -> None:
    """One scope too many and LinkedIn refuses them all, so the approval is a setting."""
    found = settings.load(
        base_url="https://glasnik.example.com",
        encryption_keys=base64.b64encode(bytes(range(32))).decode(),
        slack_bot_token="xoxb-1",
        slack_signing_secret="0123456789abcdef" * 2,
        linkedin_client_id="app",
        linkedin_client_secret="secret",
        linkedin_analytics=approved,
    )
    configured = network_settings.of(found)
    [its] = [each for each in configured if isinstance(each, linkedin.Settings)]
    assert its.app.scopes == scopes
