"""Several chats in one company: what each knows of a person, and how its conversations are reached.

Adds only: a program of the release before goes on beside it, because every new column has a
default of the database or may be empty.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table of conversations."""
    with op.batch_alter_table("installations") as installations:
        installations.add_column(sa.Column("people_read_at", UTCDateTime(), nullable=True))
    with op.batch_alter_table("identities") as identities:
        identities.add_column(sa.Column("directory_id", sa.String(), nullable=True))
        identities.add_column(sa.Column("email_hash", sa.String(), nullable=True))
        identities.add_column(sa.Column("email_since", UTCDateTime(), nullable=True))
        identities.add_column(
            sa.Column("role", sa.String(), nullable=False, server_default=sa.text("'member'"))
        )
        identities.add_column(
            sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        identities.add_column(sa.Column("closed_at", UTCDateTime(), nullable=True))
        identities.add_column(sa.Column("chosen_at", UTCDateTime(), nullable=True))
        identities.add_column(sa.Column("unreachable_since", UTCDateTime(), nullable=True))
        identities.create_index("ix_identities_directory_id", ["directory_id"])
        identities.create_index("ix_identities_email_hash", ["email_hash"])
    op.execute(
        "UPDATE identities SET active = false"
        " WHERE member_id IN (SELECT id FROM members WHERE NOT active)"
    )
    op.create_table(
        "conversations",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("service_url", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("team", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("page_message", sa.String(), nullable=True),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["installation_id"],
            ["installations.id"],
            name="fk_conversations_installation_id_installations",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_conversations_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.UniqueConstraint(
            "installation_id", "external_id", name="uq_conversations_installation_id_external_id"
        ),
    )
    op.create_index("ix_conversations_person", "conversations", ["installation_id", "person"])
    op.create_index("ix_conversations_workspace_id", "conversations", ["workspace_id"])


def downgrade() -> None:
    """Drop what was added."""
    op.drop_table("conversations")
    with op.batch_alter_table("identities") as identities:
        identities.drop_index("ix_identities_email_hash")
        identities.drop_index("ix_identities_directory_id")
        identities.drop_column("unreachable_since")
        identities.drop_column("chosen_at")
        identities.drop_column("closed_at")
        identities.drop_column("active")
        identities.drop_column("role")
        identities.drop_column("email_since")
        identities.drop_column("email_hash")
        identities.drop_column("directory_id")
    with op.batch_alter_table("installations") as installations:
        installations.drop_column("people_read_at")
