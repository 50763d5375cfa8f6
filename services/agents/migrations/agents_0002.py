"""Programs have names of their own for conversations and messages, and an answer that was asked back goes on as the
same task (A2A).
"""

import sqlalchemy as sa
from alembic import op

revision = "agents_0002"
down_revision = "agents_0001"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("context_id", sa.String(255), nullable=True))
    op.create_index("ix_conversations_context_id", "conversations", ["owner_id", "context_id"], unique=True)
    op.add_column("messages", sa.Column("sent_id", sa.Text(), nullable=True))
    op.add_column("chat_runs", sa.Column("task_id", sa.String(64), nullable=True))
    op.add_column("chat_runs", sa.Column("continued_by", sa.String(64), nullable=True))
    op.create_index("ix_chat_runs_task_id", "chat_runs", ["task_id"])


def downgrade() -> None:
    op.drop_index("ix_chat_runs_task_id", "chat_runs")
    op.drop_column("chat_runs", "continued_by")
    op.drop_column("chat_runs", "task_id")
    op.drop_column("messages", "sent_id")
    op.drop_index("ix_conversations_context_id", "conversations")
    op.drop_column("conversations", "context_id")
