"""The page of agents: all that can be asked, and for admins the forms that add and change those elsewhere.

Forms, and no script: each answers with the page, which says what happened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.agents.agents import all_agents
from blueprints.agents.chat import the_chat
from blueprints.edge.acting import actor
from blueprints.edge.gates import require_role
from blueprints.edge.page_filter import add_filters
from services.errors import TailraceError

agent_pages = Blueprint("agent_pages", __name__, url_prefix="/chat/agents")
add_filters(agent_pages)


@agent_pages.get("")
@require_role("admin", "member")
def listed() -> ResponseReturnValue:
    return _page()


@agent_pages.post("")
@require_role("admin")
def add() -> ResponseReturnValue:
    card_url, credential = request.form.get("card_url", "").strip(), request.form.get("credential", "")
    try:
        added = the_chat().registry.add(card_url, credential, by=actor())
    except TailraceError as error:
        return _page(error, card_url=card_url)
    return redirect(url_for("agent_pages.listed", _anchor=added.id), 303)


@agent_pages.post("/<agent_id>/refresh")
@require_role("admin")
def refresh(agent_id: str) -> ResponseReturnValue:
    return _changed(agent_id, lambda agent: the_chat().registry.refresh(agent, by=actor()))


@agent_pages.post("/<agent_id>/credential")
@require_role("admin")
def give_credential(agent_id: str) -> ResponseReturnValue:
    credential = request.form.get("credential", "")
    return _changed(agent_id, lambda agent: the_chat().registry.change(agent, credential=credential, by=actor()))


@agent_pages.post("/<agent_id>/enabled")
@require_role("admin")
def switch(agent_id: str) -> ResponseReturnValue:
    is_enabled = request.form.get("enabled") == "1"
    return _changed(agent_id, lambda agent: the_chat().registry.change(agent, is_enabled=is_enabled, by=actor()))


@agent_pages.post("/<agent_id>/remove")
@require_role("admin")
def remove(agent_id: str) -> ResponseReturnValue:
    the_chat().registry.remove(agent_id, by=actor())
    return redirect(url_for("agent_pages.listed"), 303)


def _changed(agent_id: str, change: Callable[[str], object]) -> ResponseReturnValue:
    try:
        change(agent_id)
    except TailraceError as error:
        return _page(error, agent_id=agent_id)
    return redirect(url_for("agent_pages.listed", _anchor=agent_id), 303)


def _page(error: TailraceError | None = None, **values: Any) -> Response:
    """``agent_id`` is the agent whose change failed; without, it was the adding."""
    shown = all_agents(for_admin=g.identity.is_admin)
    values = {"agent_id": "", "card_url": "", **values}
    html = render_template("agents/agents.html", agents=shown, error="" if error is None else str(error), **values)
    return make_response(html, 200 if error is None else error.http_status)
