"""How a task stands: its rows and what its runs have told, read so that they agree."""

from __future__ import annotations

from dataclasses import dataclass

from services.agents.a2a.server.task_view import FileUrl, TaskView
from services.agents.chat import Chat
from services.agents.runs.story import Story
from services.agents.runs.task import ChatTask


@dataclass(frozen=True, slots=True)
class Standing:
    """``view`` has everything up to ``position`` in the log (None: the last run has told nothing yet)."""

    task: ChatTask
    view: TaskView
    position: int | None


def read_standing(chat: Chat, owner_id: str, task_id: str, file_url: FileUrl) -> Standing:
    """Blocks for the disk. Raises: NotFound; Unavailable, the log does not answer."""
    standing, story = _read(chat, chat.tasks.find(owner_id, task_id), file_url)
    if standing.task.last.is_live and story.last is not None:  # it ended in between, and its row says so, too
        standing, _ = _read(chat, chat.tasks.find(owner_id, task_id), file_url)
    return standing


def standing_of(chat: Chat, task: ChatTask, file_url: FileUrl) -> Standing:
    """Of a task as it was read. Blocks for the disk."""
    return _read(chat, task, file_url)[0]


def earlier(chat: Chat, task: ChatTask, file_url: FileUrl) -> TaskView:
    """What was told before the last run. Blocks for the disk."""
    view = TaskView(task, file_url)
    for run in task.runs[:-1]:
        for told in chat.story(run).events:
            view.take(run, told)
    return view


def _read(chat: Chat, task: ChatTask, file_url: FileUrl) -> tuple[Standing, Story]:
    view, story = earlier(chat, task, file_url), chat.story(task.last)
    for told in story.events:
        view.take(task.last, told)
    return Standing(task, view, story.last_id), story
