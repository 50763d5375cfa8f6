"""The system's status: how each part was, and from when to when."""

import sqlalchemy as sa
from alembic import op

revision = "operations_status_0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "status_spans",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("part", sa.String(64), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("since", sa.Float(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_status_spans"),
    )
    op.create_index("ix_status_spans_place", "status_spans", ["place", "part", "since"])


def downgrade() -> None:
    op.drop_table("status_spans")
