"""Echoes: what an agent sends right after its task, though the task has it already.

A server has to read a task and begin to listen for what follows at one moment. The A2A SDK (a2a-sdk 1.3.0,
``ActiveTask.subscribe``) listens first and reads the task then, so what comes in between is told twice. By the protocol
alone that cannot be told from an agent that repeats itself: only asking for the task again can.
"""

from __future__ import annotations

from services.agents.a2a.task import ArtifactUpdate, Task

_PARTS = 64
_CHARACTERS = 8_192
"""How far back an echo may reach."""


def may_be_echo(task: Task, update: ArtifactUpdate) -> bool:
    """Whether the first update after a task might be in it already."""
    told = next((one for one in task.artifacts if one.artifact_id == update.artifact.artifact_id), None)
    if told is None or not update.artifact.parts:
        return False
    if not update.append:
        return told.text.startswith(update.artifact.text)
    if len(told.parts) > 1:  # each chunk is a part of its own
        return update.artifact.parts[0] in told.parts[-_PARTS:]
    return update.artifact.text in told.text[-_CHARACTERS:]
