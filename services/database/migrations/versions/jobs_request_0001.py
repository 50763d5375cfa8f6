"""The request that led to a job, so that the lines of both are found together."""

import sqlalchemy as sa
from alembic import op

revision = "jobs_request_0001"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("request_id", sa.String(64)))


def downgrade() -> None:
    op.drop_column("jobs", "request_id")
