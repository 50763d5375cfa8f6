"""Where a conversation with an agent elsewhere stands, kept in the database: a `services.agents.a2a.place.Place`."""

from __future__ import annotations

from services.agents.producer.patience import patiently
from services.agents.runs.run import ChatRun
from services.agents.runs.store import RunStore


class KeptPlace:
    """Of one run. ``published_text`` is what an earlier producer published of the answer."""

    def __init__(self, store: RunStore, run: ChatRun, agent_id: str, published_text: str | None = None) -> None:
        self._store = store
        self._run = run
        self._agent_id = agent_id
        self.published_text = published_text or ""
        context_id, task_id = store.task_of(run.conversation_id, agent_id)
        self.context_id = context_id or ""
        # An answer that goes on has its own task; a new one begins in the task that waits for it, if there is one.
        self.task_id = (task_id if published_text is None else run.remote_task_id) or ""

    def remember(self, *, context_id: str, task_id: str) -> None:
        self.context_id, self.task_id = context_id, task_id
        patiently(lambda: self._store.note_task(self._run, self._agent_id, context_id or None, task_id or None))
