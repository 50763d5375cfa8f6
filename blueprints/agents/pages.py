"""The pages of agent chat: a conversation with all of them beside it, and one that somebody shared."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from blueprints.agents.chat import the_chat
from blueprints.agents.conversations import shown
from blueprints.runs.api import check_is_person
from services.agents.conversations.branch import way_to
from services.agents.conversations.conversations import Conversation
from services.thread import in_thread

pages = Blueprint("agents", __name__)

LISTED = 100
RECENT = 5
"""Conversations on the home page."""
EXAMPLES = 2
"""Of each agent, where nothing was asked yet."""


def home_values() -> dict[str, Any]:
    """What the home page shows of the chat."""
    return {"conversations": the_chat().conversations.list(g.identity.user_id, limit=RECENT)[0]}


@pages.get("/chat")
def new() -> str:
    return _page(None)


@pages.get("/chat/<conversation_id>")
def conversation(conversation_id: str) -> str:
    return _page(in_thread(the_chat().conversations.get, g.identity.user_id, conversation_id))


@pages.get("/chat/answers/<run_id>")
def answer(run_id: str) -> ResponseReturnValue:
    """To the conversation that an answer belongs to, for whoever asked."""
    run = in_thread(the_chat().run, g.identity, run_id)
    return redirect(url_for("agents.conversation", conversation_id=run.conversation_id))


@pages.get("/chat/shared/<share_id>")
def shared(share_id: str) -> str:
    check_is_person("read what somebody shares")
    found = in_thread(the_chat().conversations.shared, share_id)
    return render_template("agents/shared.html", conversation=_told(found, is_own=False))


def _page(found: Conversation | None) -> str:
    listed, total = in_thread(the_chat().conversations.list, g.identity.user_id, limit=LISTED)
    return render_template(
        "agents/chat.html",
        conversation=None if found is None else _told(found),
        listed=listed,
        has_more=total > len(listed),
        agents=_agents(),
    )


def _agents() -> list[dict[str, Any]]:
    """Whom one may choose, each with examples of its own."""
    agents = []
    for entry in the_chat().directory.entries():
        examples = [example for skill in entry.skills for example in skill.examples]
        agents.append({"id": entry.id, "name": entry.name, "about": entry.description, "examples": examples[:EXAMPLES]})
    return agents


def _told(found: Conversation, *, is_own: bool = True) -> dict[str, Any]:
    """The conversation as the API tells it, and the branch that stands on the page until a script runs."""
    told = shown(found)
    if not is_own:
        told["share_url"] = None
    return {"told": told, "branch": _newest_branch(told["messages"])}


def _newest_branch(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """From the first message to the newest one."""
    by_id = {message["id"]: message for message in messages}
    parents = {id: message["parent_id"] for id, message in by_id.items()}
    return [by_id[id] for id in way_to(next(reversed(by_id), None), parents)]
