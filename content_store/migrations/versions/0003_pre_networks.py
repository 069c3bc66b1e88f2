"""Networks with many servers and with prices, pictures kept, and shares for a later time.

Adds only: a program of the release before goes on beside it, because every new column has a
default of the database or may be empty.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _empty(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''"))


def upgrade() -> None:
    """Add the columns and the three tables."""
    with op.batch_alter_table("accounts") as accounts:
        accounts.add_column(
            sa.Column("renews", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        accounts.add_column(_empty("server"))
        accounts.add_column(sa.Column("max_characters", sa.Integer(), nullable=True))
        accounts.add_column(sa.Column("characters_per_url", sa.Integer(), nullable=True))
    op.execute("UPDATE accounts SET renews = false WHERE network = 'linkedin'")
    with op.batch_alter_table("oauth_states") as states:
        states.add_column(_empty("server"))
        states.add_column(
            sa.Column("tries", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
    # A consent that is under way has its verifier in the clear; ten minutes are soon over.
    op.execute("UPDATE oauth_states SET verifier = NULL")
    with op.batch_alter_table("shares") as shares:
        shares.add_column(
            sa.Column("timing", sa.String(), nullable=False, server_default=sa.text("'now'"))
        )
        shares.add_column(sa.Column("scheduled_for", UTCDateTime(), nullable=True))
    with op.batch_alter_table("attempts") as attempts:
        attempts.add_column(
            sa.Column("price", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
    op.create_table(
        "network_apps",
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("server", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("redirect_uri", sa.String(), nullable=False),
        sa.Column("registered_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("network", "server", name="pk_network_apps"),
    )
    op.create_table(
        "pictures",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("fetched_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_pictures_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pictures"),
        sa.UniqueConstraint("workspace_id", "url", name="uq_pictures_workspace_id_url"),
    )
    op.create_index("ix_pictures_workspace_id", "pictures", ["workspace_id"])
    op.create_table(
        "spending",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_spending_workspace_id_workspaces"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_spending"),
        sa.UniqueConstraint(
            "workspace_id", "network", "month", name="uq_spending_workspace_id_network_month"
        ),
    )
    op.create_index("ix_spending_workspace_id", "spending", ["workspace_id"])


def downgrade() -> None:
    """Drop what was added."""
    op.drop_table("spending")
    op.drop_table("pictures")
    op.drop_table("network_apps")
    with op.batch_alter_table("attempts") as attempts:
        attempts.drop_column("price")
    with op.batch_alter_table("shares") as shares:
        shares.drop_column("scheduled_for")
        shares.drop_column("timing")
    with op.batch_alter_table("oauth_states") as states:
        states.drop_column("tries")
        states.drop_column("server")
    with op.batch_alter_table("accounts") as accounts:
        accounts.drop_column("characters_per_url")
        accounts.drop_column("max_characters")
        accounts.drop_column("server")
        accounts.drop_column("renews")
