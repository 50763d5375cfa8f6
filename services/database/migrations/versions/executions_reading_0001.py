"""Two indexes of executions hold all that a filter asks for, so that going through them is quick whatever the filter;
one is for what has ended lately.
"""

from alembic import op

revision = "executions_reading_0001"
down_revision = "0009"

_NEW = {
    "ix_executions_created_at": ("created_at", "id", "state", "kind", "owner_id", "alert"),
    "ix_executions_owner_id": ("owner_id", "created_at", "id", "state", "kind", "alert"),
    "ix_executions_finished_at": ("finished_at", "state", "owner_id"),
}
_OLD = {
    "ix_executions_finished_at": ("finished_at",),
    "ix_executions_created_at": ("created_at", "id"),
    "ix_executions_owner_id": ("owner_id", "created_at", "id"),
    "ix_executions_kind": ("kind", "created_at", "id"),
    "ix_executions_alert": ("alert", "created_at", "id"),
}


def upgrade() -> None:
    _replace(_OLD, _NEW)


def downgrade() -> None:
    _replace(_NEW, _OLD)


def _replace(old: dict[str, tuple[str, ...]], new: dict[str, tuple[str, ...]]) -> None:
    for name in old:
        op.drop_index(name, "executions")
    for name, columns in new.items():
        op.create_index(name, "executions", columns)
