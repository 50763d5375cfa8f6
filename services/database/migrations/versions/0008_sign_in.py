"""Logins say when they were last used, by what, and who let them in; second factors and their recovery codes."""

import sqlalchemy as sa
from alembic import op

revision = "0008_sign_in"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("logins", sa.Column("last_seen_at", sa.Float(), nullable=True))
    op.add_column("logins", sa.Column("client", sa.String(255), nullable=False, server_default=""))
    op.add_column("logins", sa.Column("id_token", sa.Text(), nullable=True))
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("secret", sa.String(255), nullable=False),
        sa.Column("made_at", sa.Float(), nullable=False),
        sa.Column("confirmed_at", sa.Float(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_second_factors"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_second_factors_user_id_users", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "digest", name="pk_recovery_codes"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_recovery_codes_user_id_users", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
    op.drop_column("logins", "id_token")
    op.drop_column("logins", "client")
    op.drop_column("logins", "last_seen_at")
