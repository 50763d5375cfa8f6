"""The size of an answer's files is kept nowhere: nobody asks for it."""

import sqlalchemy as sa
from alembic import op

revision = "agents_0003"
down_revision = "agents_0002"


def upgrade() -> None:
    op.drop_column("chat_runs", "disk_bytes")


def downgrade() -> None:
    op.add_column("chat_runs", sa.Column("disk_bytes", sa.Integer(), nullable=False, server_default="0"))
