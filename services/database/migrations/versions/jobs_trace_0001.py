"""The trace that a job belongs to, so that what the runner does is found with the request that led to it."""

import sqlalchemy as sa
from alembic import op

revision = "jobs_trace_0001"
down_revision = "jobs_request_0001"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("traceparent", sa.String(64)))


def downgrade() -> None:
    op.drop_column("jobs", "traceparent")
