"""What outside programs report: the events of their executions, their pictures, how far their reports were read."""

import sqlalchemy as sa
from alembic import op

revision = "operations_executions_0001"
down_revision = None
depends_on = "executions_0001"


def upgrade() -> None:
    op.create_table(
        "execution_events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("execution", sa.String(64), nullable=False),
        sa.Column("position", sa.BigInteger()),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("type", sa.String(64), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("is_lasting", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_execution_events"),
    )
    op.create_index("ix_execution_events_execution", "execution_events", ["execution", "at", "id"])
    op.create_table(
        "execution_inboxes",
        sa.Column("place", sa.String(32), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_execution_inboxes"),
    )
    op.create_table(
        "pictures",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("uploader_id", sa.String(64), nullable=False),
        sa.Column("owner_id", sa.String(64)),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("execution", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_pictures"),
    )
    op.create_index("ix_pictures_uploader_id", "pictures", ["uploader_id"])
    op.create_index("ix_pictures_execution", "pictures", ["execution", "created_at"])


def downgrade() -> None:
    for name in ("pictures", "execution_inboxes", "execution_events"):
        op.drop_table(name)
