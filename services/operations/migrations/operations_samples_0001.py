"""Samples: what all meters said, minute by minute."""

import sqlalchemy as sa
from alembic import op

revision = "operations_samples_0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "samples",
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("series", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "at", name="pk_samples"),
    )


def downgrade() -> None:
    op.drop_table("samples")
