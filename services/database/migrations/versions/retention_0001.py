"""Retention rules: what is kept of channels whose names match a pattern."""

import sqlalchemy as sa
from alembic import op

revision = "retention_0001"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "retention_rules",
        sa.Column("pattern", sa.String(129), nullable=False),
        sa.Column("events", sa.Integer()),
        sa.Column("age_s", sa.Float()),
        sa.Column("grace_s", sa.Float()),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("pattern", name="pk_retention_rules"),
    )


def downgrade() -> None:
    op.drop_table("retention_rules")
