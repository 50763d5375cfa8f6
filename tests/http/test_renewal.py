"""Renewing a live stream at the worst moment: the login closes between the token's check and the renewal."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import create_app
from services.container import Container
from services.streaming.delivery.request import Request, Subscriber
from services.streaming.end_reason import EndReason
from services.streaming.stream_limits import StreamLimits
from services.streaming.streams import Streams
from services.streaming.workers.control import Renewal
from tests.support.schema import give_schema
from tests.support.setting import settings_in
from tests.support.stream_client import FAR


def test_a_login_that_is_closed_while_it_renews_ends_the_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(settings_in(tmp_path))
    found: Container = app.extensions["tailrace"]
    give_schema(found.database)
    streams = found.streams = Streams(found.event_log, tmp_path / "workers", StreamLimits())
    user = found.users.create("ada", "correct horse battery")
    old, new = (found.logins.open(user.id, "access") for _ in range(2))
    channel = f"progress.{user.id}"
    subscription = streams.open(Request((channel,), Subscriber(user.id, old.login_id, FAR)))
    assert subscription is not None
    renew = streams.renewals.renew

    def renew_too_late(renewal: Renewal) -> None:
        found.logins.close(new.login_id)
        found.control.revoke(login_id=new.login_id)
        streams.pump.pass_on()
        renew(renewal)

    monkeypatch.setattr(streams.renewals, "renew", renew_too_late)
    client, bearer = app.test_client(), {"Authorization": f"Bearer {found.tokens.issue_access(new)}"}
    token = client.post("/api/v1/auth/stream-token", json={"channels": [channel]}, headers=bearer).json["token"]
    answer = client.post(f"/api/v1/stream/{subscription.client_id}/renew", json={"token": token}, headers=bearer)
    assert answer.status_code == 401
    streams.pump.pass_on()
    assert subscription.end_reason is EndReason.REVOKED
    subscription.close()
    found.close()
