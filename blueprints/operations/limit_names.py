"""Limits in words: by the name under which somebody's standing and refusals are kept."""

from __future__ import annotations

from flask_babel import gettext

from blueprints.edge.page_text import N_

_NAMES = {
    "sign_ins": N_("Failed sign-ins"),
    "user_streams": N_("Streams of a user"),
    "address_streams": N_("Streams from an address"),
    "publish_rate": N_("Events a second"),
    "jobs": N_("Jobs"),
    "disk_quota": N_("Disk"),
    "user_uploads": N_("Uploads"),
    "model_budget_spent": N_("Language model"),
    "model_tokens": N_("Language model: tokens a day"),
    "model_calls": N_("Language model: calls a day"),
    "model_day": N_("Language model: tokens of all, a day"),
    "too_many_answers": N_("Answers under way"),
    "question_rate": N_("Questions a minute"),
    "conversations": N_("Conversations"),
    "conversation_full": N_("Length of a conversation"),
    "too_many_running": N_("Executions that run"),
    "report_rate": N_("Client reports a minute"),
    "verdict_limit": N_("Triaged issues"),
    "limit_reached": N_("Another limit"),
}


def limit_names() -> dict[str, str]:
    """In the reader's language."""
    return {limit: gettext(name) for limit, name in _NAMES.items()}
