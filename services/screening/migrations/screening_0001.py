"""Résumé screening: openings, decisions about candidates, and who ended the blindness of a screening."""

import sqlalchemy as sa
from alembic import op

revision = "screening_0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "screening_openings",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("owner_id", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("weights", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_screening_openings"),
    )
    op.create_index("ix_screening_openings_owner_id", "screening_openings", ["owner_id", "created_at"])
    op.create_table(
        "screening_decisions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("screening_id", sa.String(64), nullable=False),
        sa.Column("candidate_id", sa.String(64), nullable=False),
        sa.Column("decision", sa.String(16), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_screening_decisions"),
    )
    op.create_index("ix_screening_decisions_screening_id", "screening_decisions", ["screening_id", "id"])
    op.create_table(
        "screening_unblindings",
        sa.Column("screening_id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("screening_id", name="pk_screening_unblindings"),
    )


def downgrade() -> None:
    op.drop_table("screening_unblindings")
    op.drop_table("screening_decisions")
    op.drop_table("screening_openings")
