"""Quotas: what each run takes on the disk, and an index in which the next job is found however many wait.

The size of runs that have ended is measured by the runner, some at a time, while it is not known.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("runs", sa.Column("disk_bytes", sa.BigInteger(), nullable=True))
    op.create_index("ix_jobs_queue", "jobs", ["place", "state", "owner_id", "created_at", "id"])
    op.drop_index("ix_jobs_place_state", "jobs")


def downgrade() -> None:
    op.create_index("ix_jobs_place_state", "jobs", ["place", "state"])
    op.drop_index("ix_jobs_queue", "jobs")
    op.drop_column("runs", "disk_bytes")
