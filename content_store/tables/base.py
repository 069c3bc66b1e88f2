"""What the tables have in common: constraint names, and the column that binds rows to a company."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

# Constraints need names, or SQLite's batch migrations can't find them again
# (alembic.sqlalchemy.org/en/latest/naming.html).
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Owned(SQLModel):
    """A row that belongs to one workspace. Every unit of work sees only its own workspace's."""

    workspace_id: int = Field(foreign_key="workspaces.id", index=True)
