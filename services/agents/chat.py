"""Agent chat as one object: what its doors (our own API and pages, A2A, OpenAI's shape) and commands work with."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from services.agents.conversations.conversations import Conversations
from services.agents.directory import AUTO, Directory
from services.agents.hosted import OWN_IDS, hosted_agents
from services.agents.producer.artifacts import artifact_folder, artifact_url, told_pieces
from services.agents.producer.companion import open_bell
from services.agents.registry.registry import Registry
from services.agents.routing.encoder import Encoder
from services.agents.routing.model_choice import ModelChoice
from services.agents.routing.router import Router
from services.agents.runs.asking import Asking, SentMessage
from services.agents.runs.limits import question_limits
from services.agents.runs.run import ChatRun
from services.agents.runs.store import RunStore
from services.agents.runs.story import Story, read_story
from services.agents.runs.task import Tasks
from services.agents.settings import AgentSettings
from services.auth.identity import Identity
from services.errors import BadRequest, NotFound
from services.face import SharedRooms
from services.files.free_space import FreeSpace
from services.language_model.chat_endpoint import ChatEndpoint
from services.limit import Limit


class Chat:
    """Of one process. Thread-safe and greenlet-safe; calls block for a few statements."""

    def __init__(self, rooms: SharedRooms) -> None:
        self._rooms = rooms
        self.settings = rooms.settings.of(AgentSettings)
        self.data = rooms.settings.data
        self.runs = RunStore(rooms.database)
        self.conversations = Conversations(rooms.database, rooms.event_log, self.data)
        hosted = hosted_agents(rooms, self.settings)
        self.registry = Registry(
            rooms.database,
            rooms.sealing,
            self.settings,
            allow_private=rooms.settings.server.allow_private_hosts,
            reserved_ids=frozenset((*OWN_IDS, AUTO, *(agent.id for agent in hosted))),
        )
        self.directory = Directory(rooms, hosted, self.registry)
        self.tasks = Tasks(rooms.database)
        self.opened_at = time.time()
        self._asking = Asking(rooms.database, self.settings)
        self._bell = open_bell(self.data)
        self._free_space = FreeSpace(rooms.settings)

    def limits(self) -> Iterator[Limit]:
        """What each asker has used of the limits on questions."""
        return question_limits(self._rooms.database, self.settings)

    def router(self) -> Router:
        """A router for a process that decides."""
        encoder = None if self.settings.router == "words" else Encoder()
        asks_model = self.settings.router == "model" and self._rooms.settings.language_model.base_url
        if not asks_model:
            return Router(encoder)
        return Router(encoder, ModelChoice(ChatEndpoint(self._rooms.settings), self._rooms.spending))

    # -- runs --------------------------------------------------------------------------------------------------

    def ask(self, identity: Identity, asked: SentMessage) -> ChatRun:
        """Begin an answer; a producer makes it.

        Raises:
            BadRequest, TooLarge: the message or the agent. NotFound: the conversation. LimitReached, KeyReused,
            Unavailable: the disk is almost full.
        """
        self._check_agent(asked.agent_id)
        self._free_space.check()
        if not asked.is_listed and asked.conversation_id is None and asked.task_id is None:
            self.conversations.make_room(identity.user_id, self.settings.conversations, asked.context_id)
        run = self._asking.ask(identity.user_id, asked)
        self._bell.ring()
        return run

    def ask_again(self, identity: Identity, run_id: str, agent_id: str | None) -> ChatRun:
        """Another answer to the question of an ended run, by this agent or whichever the router finds.

        Raises: NotFound; BadRequest; Conflict, it has not ended; LimitReached; Unavailable.
        """
        run = self.run(identity, run_id)
        self._check_agent(agent_id)
        self._free_space.check()
        again = self._asking.ask_again(run, agent_id)
        self._bell.ring()
        return again

    def run(self, identity: Identity, run_id: str) -> ChatRun:
        """Raises: NotFound, also when it is somebody else's."""
        run = self.runs.find(run_id)
        if run is None or run.owner_id != identity.user_id:
            raise NotFound("There is no such answer; it may have been deleted.", code="no_run")
        return run

    def cancel(self, identity: Identity, run_id: str) -> ChatRun:
        """Ask for the end of an answer; an ended one stays as it is. Raises: NotFound."""
        run = self.run(identity, run_id)
        if run.is_live:
            self.runs.cancel(run_id)
            self._bell.ring()
        return run

    def stop(self, identity: Identity, run_id: str) -> None:
        """As `cancel`, also by an admin: what takes too much may be stopped by who may not read it."""
        run = self.runs.find(run_id)
        if run is not None and identity.is_admin and run.is_live:
            self.runs.cancel(run_id)
            self._bell.ring()
        else:
            self.cancel(identity, run_id)

    def story(self, run: ChatRun) -> Story:
        """What a run has told so far: from the event log, or from its row once the log may have forgotten."""
        return (self.runs.story(run.id) if run.is_told else None) or read_story(self._rooms.event_log, run.channel)

    def forgotten(self, run: ChatRun, after: int) -> Story | None:
        """What an ended run told, if the event log does not hold all of it after a position any more."""
        page = self._rooms.event_log.read_after([run.channel], after, limit=1)
        return self.runs.story(run.id) if page.has_gap or run.channel not in page.closed else None

    def artifact(self, run: ChatRun, number: int) -> tuple[Path, dict[str, object]]:
        """The file of an artifact and what is known of it, as soon as it was told. Blocks for the disk.

        Raises: NotFound; Unavailable, the log does not answer.
        """
        told = told_pieces(self.story(run)) if run.is_live else run.facts.get("artifacts", [])
        about = next((one for one in told if one.get("url") == artifact_url(run.id, number)), None)
        path = artifact_folder(self.data, run.conversation_id, run.id) / str(number)
        if about is None or not path.is_file():
            raise NotFound("There is no such file.", code="no_artifact")
        return path, about

    # -- housekeeping ------------------------------------------------------------------------------------------

    def expire(self) -> None:
        """Delete what has had its time. The runner calls it."""
        self.conversations.expire(self.settings.unlisted_days)

    def _check_agent(self, agent_id: str | None) -> None:
        if agent_id is not None and self.directory.find(agent_id) is None:
            raise BadRequest("There is no such agent here; see /api/v1/agents.", code="no_agent")
