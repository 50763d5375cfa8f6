"""Executions: one narrow row for each run of whatever kind, for lists over all of them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

INDEXES = {
    "ix_executions_created_at": ("created_at", "id"),
    "ix_executions_owner_id": ("owner_id", "created_at", "id"),
    "ix_executions_state": ("state", "created_at", "id"),
    "ix_executions_owner_id_state": ("owner_id", "state", "created_at", "id"),
    "ix_executions_kind": ("kind", "created_at", "id"),
    "ix_executions_alert": ("alert", "created_at", "id"),
}
_RUNS = """
    INSERT INTO executions (id, kind, title, words, owner_id, channel, state, progress, stage, message, error, alert,
        false_positive, created_at, started_at, finished_at, version, is_new, is_told)
    SELECT id, kind, title, words, owner_id, kind || '.' || id, state, progress, stage, message, error, 'none', :no,
        created_at, started_at, finished_at, 1, :no, :yes FROM runs
"""


def upgrade() -> None:
    op.create_table(
        "executions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.String(64)),
        sa.Column("publisher", sa.String(64)),
        sa.Column("execution_id", sa.String(255)),
        sa.Column("channel", sa.String(128), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("alert", sa.String(8), nullable=False),
        sa.Column("picture", sa.String(64)),
        sa.Column("false_positive", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("started_at", sa.Float()),
        sa.Column("finished_at", sa.Float()),
        sa.Column("expect_within_s", sa.Float()),
        sa.Column("silent_at", sa.Float()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_executions"),
    )
    op.get_bind().execute(sa.text(_RUNS), {"no": False, "yes": True})
    for name, columns in INDEXES.items():
        op.create_index(name, "executions", columns)
    op.create_index("ix_executions_publisher", "executions", ["publisher", "execution_id"], unique=True)
    for name, column, condition in (
        ("ix_executions_untold", "id", "NOT is_told"),
        ("ix_executions_silent_at", "silent_at", "silent_at IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(name, "executions", [column], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_table("executions")
