"""Executions by the time of their end: for tallies of what ended lately."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_index("ix_executions_finished_at", "executions", ["finished_at"])


def downgrade() -> None:
    op.drop_index("ix_executions_finished_at", "executions")
