"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "lanes",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("next_free_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lanes"),
    )
    op.create_table(
        "occurrences",
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("schedule", "due_at", name="pk_occurrences"),
    )
    op.create_index(
        "uq_occurrences_schedule_day",
        "occurrences",
        ["schedule", "day"],
        unique=True,
        sqlite_where=sa.text("outcome = 'queued'"),
        postgresql_where=sa.text("outcome = 'queued'"),
    )
    op.create_table(
        "stimuli",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_stimuli"),
    )
    op.create_index("ix_stimuli_at", "stimuli", ["at"])
    op.create_table(
        "workspaces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("digest_at", sa.Time(), nullable=False),
        sa.Column("digest_days", sa.String(), nullable=False),
        sa.Column("digest_size", sa.Integer(), nullable=False),
        sa.Column("board_day", sa.Integer(), nullable=False),
        sa.Column("board_at", sa.Time(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("company_networks", sa.JSON(), nullable=False),
        sa.Column("click_salt", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
    )
    op.create_table(
        "audit",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_audit_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_audit_workspace_id_number"),
    )
    op.create_index("ix_audit_workspace_id", "audit", ["workspace_id"])
    op.create_table(
        "boards",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_boards_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_boards"),
        sa.UniqueConstraint("workspace_id", "week", name="uq_boards_workspace_id_week"),
    )
    op.create_index("ix_boards_workspace_id", "boards", ["workspace_id"])
    op.create_table(
        "feeds",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("read_at", UTCDateTime(), nullable=True),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_feeds_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.UniqueConstraint("workspace_id", "url", name="uq_feeds_workspace_id_url"),
    )
    op.create_index("ix_feeds_workspace_id", "feeds", ["workspace_id"])
    op.create_table(
        "installations",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("bot_id", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("inactive_reason", sa.String(), nullable=False),
        sa.Column("connected_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_installations_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_installations"),
        sa.UniqueConstraint(
            "platform", "external_id", name="uq_installations_platform_external_id"
        ),
    )
    op.create_index("ix_installations_workspace_id", "installations", ["workspace_id"])
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=True),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=True),
        sa.Column("run_at", UTCDateTime(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("lease_until", UTCDateTime(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_jobs_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("key", name="uq_jobs_key"),
    )
    op.create_index("ix_jobs_due", "jobs", ["state", "run_at", "priority"])
    op.create_index("ix_jobs_lease", "jobs", ["state", "lease_until"])
    op.create_index("ix_jobs_workspace_id", "jobs", ["workspace_id"])
    op.create_table(
        "members",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("opted_in_at", UTCDateTime(), nullable=True),
        sa.Column("left_at", UTCDateTime(), nullable=True),
        sa.Column("paused_until", UTCDateTime(), nullable=True),
        sa.Column("direct_digest", sa.Boolean(), nullable=False),
        sa.Column("digest_at", sa.Time(), nullable=True),
        sa.Column("name_on_board", sa.Boolean(), nullable=False),
        sa.Column("joined_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_members_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_members"),
    )
    op.create_index("ix_members_workspace_id", "members", ["workspace_id"])
    op.create_table(
        "topics",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_topics_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_topics"),
        sa.UniqueConstraint("workspace_id", "slug", name="uq_topics_workspace_id_slug"),
    )
    op.create_index("ix_topics_workspace_id", "topics", ["workspace_id"])
    op.create_table(
        "accounts",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("locked_until", UTCDateTime(), nullable=True),
        sa.Column("connected_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_accounts_member_id_members"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_accounts_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint(
            "workspace_id",
            "member_id",
            "network",
            name="uq_accounts_workspace_id_member_id_network",
        ),
    )
    op.create_index("ix_accounts_workspace_id", "accounts", ["workspace_id"])
    op.create_table(
        "campaigns",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("hashtag", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("has_prize", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["members.id"], name="fk_campaigns_created_by_members"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_campaigns_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
        sa.UniqueConstraint("workspace_id", "slug", name="uq_campaigns_workspace_id_slug"),
    )
    op.create_index("ix_campaigns_workspace_id", "campaigns", ["workspace_id"])
    op.create_table(
        "consents",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_consents_member_id_members"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_consents_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_member_id", "consents", ["member_id"])
    op.create_index("ix_consents_workspace_id", "consents", ["workspace_id"])
    op.create_table(
        "guidelines",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["members.id"], name="fk_guidelines_changed_by_members"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_guidelines_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_guidelines"),
        sa.UniqueConstraint("workspace_id", "version", name="uq_guidelines_workspace_id_version"),
    )
    op.create_index("ix_guidelines_workspace_id", "guidelines", ["workspace_id"])
    op.create_table(
        "identities",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("direct_place", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["installation_id"],
            ["installations.id"],
            name="fk_identities_installation_id_installations",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_identities_member_id_members"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_identities_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_identities"),
        sa.UniqueConstraint(
            "installation_id", "external_id", name="uq_identities_installation_id_external_id"
        ),
    )
    op.create_index("ix_identities_member_id", "identities", ["member_id"])
    op.create_index("ix_identities_workspace_id", "identities", ["workspace_id"])
    op.create_table(
        "items",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("image_url", sa.String(), nullable=True),
        sa.Column("image_alt", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("feed_id", sa.Integer(), nullable=True),
        sa.Column("guid", sa.String(), nullable=True),
        sa.Column("product", sa.Boolean(), nullable=False),
        sa.Column("evergreen", sa.Boolean(), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.Column("submitted_at", UTCDateTime(), nullable=True),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("return_reason", sa.String(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=True),
        sa.Column("embargo_until", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name="fk_items_author_id_members"),
        sa.ForeignKeyConstraint(["decided_by"], ["members.id"], name="fk_items_decided_by_members"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_items_feed_id_feeds"),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name="fk_items_topic_id_topics"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_items_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
        sa.UniqueConstraint(
            "workspace_id", "feed_id", "guid", name="uq_items_workspace_id_feed_id_guid"
        ),
    )
    op.create_index("ix_items_state", "items", ["state"])
    op.create_index("ix_items_workspace_id", "items", ["workspace_id"])
    op.create_table(
        "ledger_weeks",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("shares", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_ledger_weeks_member_id_members"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_ledger_weeks_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("member_id", "week", name="pk_ledger_weeks"),
    )
    op.create_index("ix_ledger_weeks_workspace_id", "ledger_weeks", ["workspace_id"])
    op.create_table(
        "member_topics",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_member_topics_member_id_members"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name="fk_member_topics_topic_id_topics"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_member_topics_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("member_id", "topic_id", name="pk_member_topics"),
    )
    op.create_index("ix_member_topics_workspace_id", "member_topics", ["workspace_id"])
    op.create_table(
        "oauth_states",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=True),
        sa.Column("begun_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_oauth_states_member_id_members"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_oauth_states_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_oauth_states"),
    )
    op.create_index("ix_oauth_states_workspace_id", "oauth_states", ["workspace_id"])
    op.create_table(
        "places",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("digest_on", sa.Boolean(), nullable=False),
        sa.Column("board_on", sa.Boolean(), nullable=False),
        sa.Column("review_on", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("inactive_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["installation_id"],
            ["installations.id"],
            name="fk_places_installation_id_installations",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_places_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_places"),
        sa.UniqueConstraint(
            "installation_id", "external_id", name="uq_places_installation_id_external_id"
        ),
    )
    op.create_index("ix_places_workspace_id", "places", ["workspace_id"])
    op.create_table(
        "campaign_items",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_campaign_items_campaign_id_campaigns"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_campaign_items_item_id_items"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_campaign_items_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "item_id", name="pk_campaign_items"),
    )
    op.create_index("ix_campaign_items_workspace_id", "campaign_items", ["workspace_id"])
    op.create_table(
        "captions",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_captions_item_id_items"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_captions_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_captions"),
    )
    op.create_index("ix_captions_item_id", "captions", ["item_id"])
    op.create_index("ix_captions_workspace_id", "captions", ["workspace_id"])
    op.create_table(
        "deliveries",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("screen", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("shown_revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("message_place", sa.String(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("armed_at", UTCDateTime(), nullable=True),
        sa.Column("shown_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["installation_id"],
            ["installations.id"],
            name="fk_deliveries_installation_id_installations",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_deliveries_member_id_members"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_deliveries_place_id_places"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_deliveries_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("workspace_id", "key", name="uq_deliveries_workspace_id_key"),
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state"])
    op.create_index("ix_deliveries_workspace_id", "deliveries", ["workspace_id"])
    op.create_table(
        "hidden_items",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_hidden_items_item_id_items"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_hidden_items_member_id_members"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_hidden_items_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_hidden_items"),
        sa.UniqueConstraint("item_id", "member_id", name="uq_hidden_items_item_id_member_id"),
    )
    op.create_index("ix_hidden_items_member_id", "hidden_items", ["member_id"])
    op.create_index("ix_hidden_items_workspace_id", "hidden_items", ["workspace_id"])
    op.create_table(
        "place_topics",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name="fk_place_topics_place_id_places"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name="fk_place_topics_topic_id_topics"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_place_topics_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("place_id", "topic_id", name="pk_place_topics"),
    )
    op.create_index("ix_place_topics_workspace_id", "place_topics", ["workspace_id"])
    op.create_table(
        "short_links",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("neutral", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_short_links_item_id_items"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_short_links_member_id_members"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_short_links_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_short_links"),
        sa.UniqueConstraint("code", name="uq_short_links_code"),
        sa.UniqueConstraint(
            "workspace_id",
            "member_id",
            "item_id",
            "network",
            name="uq_short_links_workspace_id_member_id_item_id_network",
        ),
    )
    op.create_index("ix_short_links_workspace_id", "short_links", ["workspace_id"])
    op.create_table(
        "caption_assignments",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("caption_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["caption_id"], ["captions.id"], name="fk_caption_assignments_caption_id_captions"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name="fk_caption_assignments_item_id_items"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_caption_assignments_member_id_members"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name="fk_caption_assignments_workspace_id_workspaces",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_caption_assignments"),
        sa.UniqueConstraint(
            "item_id",
            "member_id",
            "network",
            name="uq_caption_assignments_item_id_member_id_network",
        ),
    )
    op.create_index("ix_caption_assignments_item_id", "caption_assignments", ["item_id"])
    op.create_index("ix_caption_assignments_workspace_id", "caption_assignments", ["workspace_id"])
    op.create_table(
        "clicks",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("visitor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"], ["short_links.id"], name="fk_clicks_link_id_short_links"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_clicks_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_clicks"),
    )
    op.create_index("ix_clicks_link_id", "clicks", ["link_id"])
    op.create_index("ix_clicks_visitor", "clicks", ["visitor"])
    op.create_index("ix_clicks_workspace_id", "clicks", ["workspace_id"])
    op.create_table(
        "shares",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by_account", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=True),
        sa.Column("post_url", sa.String(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("armed_at", UTCDateTime(), nullable=True),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.Column("verified_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_shares_account_id_accounts"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_shares_campaign_id_campaigns"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_shares_item_id_items"),
        sa.ForeignKeyConstraint(
            ["link_id"], ["short_links.id"], name="fk_shares_link_id_short_links"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_shares_member_id_members"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_shares_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_shares"),
        sa.UniqueConstraint(
            "workspace_id",
            "member_id",
            "item_id",
            "network",
            name="uq_shares_workspace_id_member_id_item_id_network",
        ),
    )
    op.create_index("ix_shares_item_id", "shares", ["item_id"])
    op.create_index("ix_shares_state", "shares", ["state"])
    op.create_index("ix_shares_workspace_id", "shares", ["workspace_id"])
    op.create_table(
        "shown_items",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="fk_shown_items_delivery_id_deliveries"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_shown_items_item_id_items"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_shown_items_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_shown_items"),
        sa.UniqueConstraint(
            "audience", "item_id", "due_at", name="uq_shown_items_audience_item_id_due_at"
        ),
    )
    op.create_index("ix_shown_items_audience", "shown_items", ["audience"])
    op.create_index("ix_shown_items_workspace_id", "shown_items", ["workspace_id"])
    op.create_table(
        "attempts",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name="fk_attempts_share_id_shares"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_attempts_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.UniqueConstraint("share_id", "number", name="uq_attempts_share_id_number"),
    )
    op.create_index("ix_attempts_workspace_id", "attempts", ["workspace_id"])
    op.create_table(
        "figures",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("read_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name="fk_figures_share_id_shares"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_figures_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_figures"),
        sa.UniqueConstraint("share_id", "name", "read_at", name="uq_figures_share_id_name_read_at"),
    )
    op.create_index("ix_figures_share_id", "figures", ["share_id"])
    op.create_index("ix_figures_workspace_id", "figures", ["workspace_id"])
    op.create_table(
        "ledger_entries",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("share_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("reverses", sa.Integer(), nullable=True),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_ledger_entries_campaign_id_campaigns"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_ledger_entries_item_id_items"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_ledger_entries_member_id_members"
        ),
        sa.ForeignKeyConstraint(
            ["reverses"], ["ledger_entries.id"], name="fk_ledger_entries_reverses_ledger_entries"
        ),
        sa.ForeignKeyConstraint(
            ["share_id"], ["shares.id"], name="fk_ledger_entries_share_id_shares"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_ledger_entries_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_entries"),
        sa.UniqueConstraint(
            "workspace_id",
            "member_id",
            "item_id",
            "network",
            "reason",
            name="uq_ledger_entries_workspace_id_member_id_item_id_network_reason",
        ),
    )
    op.create_index("ix_ledger_entries_member_id", "ledger_entries", ["member_id"])
    op.create_index("ix_ledger_entries_workspace_id", "ledger_entries", ["workspace_id"])


def downgrade() -> None:
    """Drop every table."""
    op.drop_table("ledger_entries")
    op.drop_table("figures")
    op.drop_table("attempts")
    op.drop_table("shown_items")
    op.drop_table("shares")
    op.drop_table("clicks")
    op.drop_table("caption_assignments")
    op.drop_table("short_links")
    op.drop_table("place_topics")
    op.drop_table("hidden_items")
    op.drop_table("deliveries")
    op.drop_table("captions")
    op.drop_table("campaign_items")
    op.drop_table("places")
    op.drop_table("oauth_states")
    op.drop_table("member_topics")
    op.drop_table("ledger_weeks")
    op.drop_table("items")
    op.drop_table("identities")
    op.drop_table("guidelines")
    op.drop_table("consents")
    op.drop_table("campaigns")
    op.drop_table("accounts")
    op.drop_table("topics")
    op.drop_table("members")
    op.drop_table("jobs")
    op.drop_table("installations")
    op.drop_table("feeds")
    op.drop_table("boards")
    op.drop_table("audit")
    op.drop_table("workspaces")
    op.drop_table("stimuli")
    op.drop_table("occurrences")
    op.drop_table("lanes")
