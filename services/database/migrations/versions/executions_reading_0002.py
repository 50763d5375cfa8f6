"""The two indexes that a list of executions goes down also hold the words that a search looks through; an index for
counting what programs reported and ended, and one for what of theirs still runs.
"""

import sqlalchemy as sa
from alembic import op

revision = "executions_reading_0002"
down_revision = "executions_reading_0001"

_SEARCHED = 400
_NEW = {
    "ix_executions_created_at": ("created_at", "id", "state", "kind", "owner_id", "alert", "words"),
    "ix_executions_owner_id": ("owner_id", "created_at", "id", "state", "kind", "alert", "words"),
}
_REPORTED = {
    "ix_executions_reported": (("created_at", "id"), "publisher IS NOT NULL AND finished_at IS NOT NULL"),
    "ix_executions_live": (("publisher",), "publisher IS NOT NULL AND finished_at IS NULL"),
}


def upgrade() -> None:
    cut = "UPDATE executions SET words = substr(words, 1, :most) WHERE length(words) > :most"
    op.get_bind().execute(sa.text(cut), {"most": _SEARCHED})
    _replace(_NEW)
    for name, (columns, condition) in _REPORTED.items():
        where = sa.text(condition)
        op.create_index(name, "executions", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in _REPORTED:
        op.drop_index(name, "executions")
    _replace({name: columns[:-1] for name, columns in _NEW.items()})


def _replace(indexes: dict[str, tuple[str, ...]]) -> None:
    for name, columns in indexes.items():
        op.drop_index(name, "executions")
        op.create_index(name, "executions", columns)
