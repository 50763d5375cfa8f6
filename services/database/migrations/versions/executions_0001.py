"""What reports of outside programs leave on an execution: when it was last heard of, whether it has said that it
started, how many of its events are kept.
"""

import sqlalchemy as sa
from alembic import op

revision = "executions_0001"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("executions", sa.Column("heard_at", sa.Float()))
    op.add_column("executions", sa.Column("has_started", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("executions", sa.Column("events_kept", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("executions") as executions:
        for name in ("heard_at", "has_started", "events_kept"):
            executions.drop_column(name)
