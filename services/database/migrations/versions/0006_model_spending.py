"""Spending on the language model: what each user and everybody used in a day, and what queued runs may use."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "model_spending",
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "day", name="pk_model_spending"),
    )
    op.create_table(
        "model_grants",
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_model_grants"),
    )
    op.create_index("ix_model_grants_user_id", "model_grants", ["user_id"])


def downgrade() -> None:
    op.drop_table("model_grants")
    op.drop_table("model_spending")
