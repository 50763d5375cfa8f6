"""Groups with their members and grants; service tokens that rotate and say who made them and when they were used; what
was refused lately because of a limit.
"""

import sqlalchemy as sa
from alembic import op

revision = "administration_0002"
down_revision = "administration_0001"


def upgrade() -> None:
    op.create_table(
        "user_groups",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user_groups"),
        sa.UniqueConstraint("name", name="uq_user_groups_name"),
    )
    op.create_table(
        "group_members",
        sa.Column("group_id", sa.String(32), sa.ForeignKey("user_groups.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user_id", sa.String(32), sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    )
    op.create_index("ix_group_members_user_id", "group_members", ["user_id"])
    op.create_table(
        "group_grants",
        sa.Column("group_id", sa.String(32), sa.ForeignKey("user_groups.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("action", sa.String(16), primary_key=True),
        sa.Column("pattern", sa.String(129), primary_key=True),
    )
    with op.batch_alter_table("service_tokens") as tokens:
        tokens.add_column(sa.Column("maker_id", sa.String(32)))
        tokens.add_column(sa.Column("maker", sa.String(255), nullable=False, server_default="command line"))
        tokens.add_column(sa.Column("secret_number", sa.Integer(), nullable=False, server_default="1"))
        tokens.add_column(sa.Column("rotated_at", sa.Float()))
        tokens.add_column(sa.Column("previous_until", sa.Float()))
        tokens.add_column(sa.Column("last_used_at", sa.Float()))
        tokens.add_column(sa.Column("last_used_address", sa.String(64)))
    op.create_table(
        "refusals",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("caller", sa.String(64), nullable=False),
        sa.Column("caller_name", sa.String(255), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("message", sa.String(300), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.Float(), nullable=False),
        sa.Column("last_at", sa.Float(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("code", "caller", name="pk_refusals"),
    )
    op.create_index("ix_refusals_last_at", "refusals", ["last_at"])


def downgrade() -> None:
    for table in ("refusals", "group_grants", "group_members", "user_groups"):
        op.drop_table(table)
    with op.batch_alter_table("service_tokens") as tokens:
        for column in (
            "maker_id", "maker", "secret_number", "rotated_at", "previous_until", "last_used_at", "last_used_address",
        ):  # fmt: skip
            tokens.drop_column(column)
