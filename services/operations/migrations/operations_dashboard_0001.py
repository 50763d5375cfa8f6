"""Views: filters of the dashboard with names."""

import sqlalchemy as sa
from alembic import op

revision = "operations_dashboard_0001"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "dashboard_views",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("owner_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dashboard_views"),
    )
    op.create_index("ix_dashboard_views_owner_id", "dashboard_views", ["owner_id", "name"], unique=True)


def downgrade() -> None:
    op.drop_table("dashboard_views")
