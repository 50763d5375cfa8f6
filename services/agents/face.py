"""Agent chat as a face: its channels, settings, companion and service."""

from __future__ import annotations

from pathlib import Path

from services.agents.chat import Chat
from services.agents.producer.companion import PRODUCER
from services.agents.runs.run import CHANNEL_PREFIX
from services.agents.runs.shown import KIND
from services.agents.settings import AgentSettings
from services.agents.standing import AGENTS
from services.auth.identity import Identity
from services.face import Channels, Face, RunActs, SharedRooms


def _may_read(rooms: SharedRooms, identity: Identity, run_id: str) -> bool:
    return bool(run_id) and rooms.service(FACE).runs.owner_of(run_id) == identity.user_id


def _delete_user(chat: Chat, user_id: str) -> str:
    count = chat.conversations.delete_all(user_id)
    return f"{count} conversation{'' if count == 1 else 's'}" if count else ""


def _ask_again(chat: Chat, identity: Identity, run_id: str) -> str:
    return chat.ask_again(identity, run_id, None).id


FACE = Face(
    name="agents",
    module=__name__,
    service=Chat,
    channels=(Channels(CHANNEL_PREFIX, _may_read, starts_at_beginning=True, is_private=True),),
    settings=AgentSettings,
    migrations=Path(__file__).parent / "migrations",
    acts=(RunActs(KIND, Chat.stop, _ask_again, is_private=True),),
    companion=PRODUCER,
    parts=(AGENTS,),
    limits=Chat.limits,
    delete_user=_delete_user,
    maintain=Chat.expire,
)
