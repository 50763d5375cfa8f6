"""The trace that an answer belongs to, so that what the producer does is found with the request that led to it."""

import sqlalchemy as sa
from alembic import op

revision = "agents_0005"
down_revision = "agents_0004"


def upgrade() -> None:
    op.add_column("chat_runs", sa.Column("traceparent", sa.String(64)))


def downgrade() -> None:
    op.drop_column("chat_runs", "traceparent")
