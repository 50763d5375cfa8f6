"""Pages of webhooks: the list with a form for a new one, and one with its messages. They work without scripts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from blueprints.edge.current import container
from blueprints.edge.page_text import N_
from blueprints.operations.row_page import page_with
from blueprints.operations.webhooks import note_webhook, webhooks_service
from blueprints.runs.api import check_is_person
from services.auth.names import names_of
from services.errors import TailraceError
from services.operations.notifications.notice import (
    ALERT,
    ALERTS,
    BACK,
    FAILED,
    NO_NEWS,
    RECOVERED,
    TROUBLE,
    TYPES,
)
from services.operations.notifications.webhook import TEST, Webhook

webhook_pages = Blueprint("webhook_pages", __name__, url_prefix="/dashboard/webhooks")

_MESSAGES = 100
_USUAL = (FAILED, ALERT)
TYPE_WORDS = {
    FAILED: N_("An execution failed"),
    ALERT: N_("An execution raised an alert"),
    NO_NEWS: N_("An execution fell silent"),
    BACK: N_("It failed or fell silent, and is well again"),
    TROUBLE: N_("A part of the system has trouble"),
    RECOVERED: N_("A part of the system is well again"),
    TEST: N_("A test"),
}


@webhook_pages.before_request
def check_person() -> None:
    check_is_person("see and change webhooks")


@webhook_pages.get("")
def listed() -> ResponseReturnValue:
    return _list()


@webhook_pages.post("")
def add() -> ResponseReturnValue:
    """The page of the new webhook, with its secret: this is the only time that it is shown."""
    draft = _sent()
    try:
        webhook, secret = webhooks_service().add(g.identity, **draft)
    except TailraceError as error:
        return _list(draft, error)
    note_webhook("webhook.created", webhook)
    return _one(webhook, secret=secret)


@webhook_pages.get("/<webhook_id>")
def one(webhook_id: str) -> ResponseReturnValue:
    return _one(webhooks_service().get(g.identity, webhook_id))


@webhook_pages.post("/<webhook_id>")
def change(webhook_id: str) -> ResponseReturnValue:
    fields = _sent()
    try:
        webhook = webhooks_service().change(g.identity, webhook_id, fields)
    except TailraceError as error:
        return _one(webhooks_service().get(g.identity, webhook_id), error=error)
    note_webhook("webhook.changed", webhook, {"fields": sorted(fields)})
    return redirect(url("webhook_pages.one", webhook_id=webhook_id), 303)


@webhook_pages.post("/<webhook_id>/<any(on, off):state>")
def switch(webhook_id: str, state: str) -> ResponseReturnValue:
    webhook = webhooks_service().change(g.identity, webhook_id, {"is_enabled": state == "on"})
    note_webhook("webhook.changed", webhook, {"fields": ["is_enabled"]})
    return redirect(url("webhook_pages.one", webhook_id=webhook_id), 303)


@webhook_pages.post("/<webhook_id>/test")
def test(webhook_id: str) -> ResponseReturnValue:
    try:
        webhooks_service().test(g.identity, webhook_id)
    except TailraceError as error:
        return _one(webhooks_service().get(g.identity, webhook_id), error=error)
    return redirect(url("webhook_pages.one", webhook_id=webhook_id, _anchor="messages"), 303)


@webhook_pages.post("/<webhook_id>/rotate")
def rotate(webhook_id: str) -> ResponseReturnValue:
    secret = webhooks_service().rotate(g.identity, webhook_id)
    webhook = webhooks_service().get(g.identity, webhook_id)
    note_webhook("webhook.rotated", webhook)
    return _one(webhook, secret=secret)


@webhook_pages.post("/<webhook_id>/delete")
def delete(webhook_id: str) -> ResponseReturnValue:
    webhook = webhooks_service().get(g.identity, webhook_id)
    webhooks_service().remove(g.identity, webhook_id)
    note_webhook("webhook.deleted", webhook)
    return redirect(url("webhook_pages.listed"), 303)


@webhook_pages.post("/<webhook_id>/deliveries/<delivery_id>/send")
def send_again(webhook_id: str, delivery_id: str) -> ResponseReturnValue:
    webhooks_service().send_again(g.identity, webhook_id, delivery_id)
    return redirect(url("webhook_pages.one", webhook_id=webhook_id, _anchor="messages"), 303)


def _sent() -> dict[str, Any]:
    """What the form says of a webhook."""
    return {
        "name": request.form.get("name", "").strip(),
        "url": request.form.get("url", "").strip(),
        "types": [type for type in TYPES if type in request.form.getlist("types")],
        "least_alert": request.form.get("least_alert", "high"),
        "sees_all": request.form.get("sees_all") == "1",
    }


def _list(draft: dict[str, Any] | None = None, error: TailraceError | None = None) -> Response:
    found = webhooks_service().list(g.identity)
    return _not_stored(
        "operations/webhooks.html",
        error,
        page=page_with(list(reversed(found)), request.args.get("at", "")),
        names=names_of(container().database, {webhook.owner_id for webhook in found}),
        draft=draft or {"name": "", "url": "", "types": _USUAL, "least_alert": "high", "sees_all": False},
    )


def _one(webhook: Webhook, error: TailraceError | None = None, secret: str = "") -> Response:
    return _not_stored(
        "operations/webhook.html",
        error,
        webhook=webhook,
        draft=_sent() if error is not None and request.form.get("name") else webhook.as_dict(),
        secret=secret,
        deliveries=webhooks_service().deliveries(g.identity, webhook.id, _MESSAGES),
        names=names_of(container().database, {webhook.owner_id}),
        most_shown=_MESSAGES,
    )


def _not_stored(template: str, error: TailraceError | None, **values: Any) -> Response:
    """A page that may show a secret: no browser keeps it. News of the system is for admins."""
    offered = [type for type in TYPES if g.identity.is_admin or type not in (TROUBLE, RECOVERED)]
    html = render_template(
        template, types=offered, alerts=ALERTS, TYPE_WORDS=TYPE_WORDS, error=str(error or ""), **values
    )
    page = make_response(html, 200 if error is None else error.http_status)
    page.headers["Cache-Control"] = "no-store"
    return page
