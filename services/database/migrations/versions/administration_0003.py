"""Logins know whom and which session the sign-in provider vouched for; its logout tokens are good once."""

import sqlalchemy as sa
from alembic import op

revision = "administration_0003"
down_revision = ("administration_0002", "0008_sign_in")


def upgrade() -> None:
    for name in ("provider_subject", "provider_session"):
        op.add_column("logins", sa.Column(name, sa.String(255), nullable=True))
        op.create_index(f"ix_logins_{name}", "logins", [name])
    op.create_table(
        "used_logout_tokens",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_used_logout_tokens"),
    )


def downgrade() -> None:
    op.drop_table("used_logout_tokens")
    for name in ("provider_subject", "provider_session"):
        op.drop_index(f"ix_logins_{name}", "logins")
        op.drop_column("logins", name)
