"""Answers are shown as executions, like the runs of the other faces."""

import sqlalchemy as sa
from alembic import op

revision = "agents_0004"
down_revision = ("agents_0003", "0008")

_ANSWERS = """
    INSERT INTO executions (id, kind, title, words, owner_id, channel, state, progress, stage, message, error, alert,
        false_positive, created_at, started_at, finished_at, version, is_new, is_told)
    SELECT id, 'answer', CASE agent_name WHEN '' THEN 'Answer' ELSE agent_name END,
        CASE agent_name WHEN '' THEN 'answer' ELSE LOWER(agent_name) END, owner_id, 'chat.' || id,
        CASE WHEN code = 'cancelled' THEN 'cancelled' WHEN state IN ('completed', 'input_required') THEN 'succeeded'
            ELSE state END,
        CASE WHEN state IN ('completed', 'input_required') THEN 1.0 ELSE 0.0 END, '', '',
        CASE WHEN state = 'failed' AND code <> 'cancelled' THEN code END, 'none', :no,
        created_at, started_at, finished_at, 1, :no, :yes FROM chat_runs
"""


def upgrade() -> None:
    op.get_bind().execute(sa.text(_ANSWERS), {"no": False, "yes": True})


def downgrade() -> None:
    op.get_bind().execute(sa.text("DELETE FROM executions WHERE kind = 'answer'"))
