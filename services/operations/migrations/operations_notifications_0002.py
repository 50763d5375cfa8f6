"""When a message was sent again by hand: only so many are in a minute."""

import sqlalchemy as sa
from alembic import op

revision = "operations_notifications_0002"
down_revision = "operations_notifications_0001"


def upgrade() -> None:
    op.add_column("webhook_deliveries", sa.Column("again_at", sa.Float()))


def downgrade() -> None:
    op.drop_column("webhook_deliveries", "again_at")
