"""Agent chat: the registry of agents elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "agents_registry_0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "agent_registrations",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("card_url", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("credential", sa.Text(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Float(), nullable=False),
        sa.Column("health", sa.String(16), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.Float(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=True),
        sa.Column("latency_ms", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_agent_registrations"),
    )
    op.create_index("ix_agent_registrations_card_url", "agent_registrations", ["card_url"], unique=True)


def downgrade() -> None:
    op.drop_table("agent_registrations")
