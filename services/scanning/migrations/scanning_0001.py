"""Repository analysis: what people decided about issues of a repository."""

import sqlalchemy as sa
from alembic import op

revision = "scanning_0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "scan_verdicts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("owner_id", sa.String(64), nullable=False),
        sa.Column("repository", sa.String(40), nullable=False),
        sa.Column("issue", sa.String(40), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.Float(), nullable=False),
        sa.Column("history", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scan_verdicts"),
    )
    op.create_index("ix_scan_verdicts_owner_id", "scan_verdicts", ["owner_id", "repository", "issue"], unique=True)
    op.create_index("ix_scan_verdicts_decided_at", "scan_verdicts", ["owner_id", "decided_at"])


def downgrade() -> None:
    op.drop_table("scan_verdicts")
