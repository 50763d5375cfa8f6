"""Chat keys: what programs show that ask agents in a user's name."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "chat_keys",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("expires_at", sa.Float()),
        sa.Column("revoked_at", sa.Float()),
        sa.PrimaryKeyConstraint("id", name="pk_chat_keys"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_chat_keys_user_id_users", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_chat_keys_user_id", "chat_keys", ["user_id"])


def downgrade() -> None:
    op.drop_table("chat_keys")
