"""A request's id: a trusted proxy's own, if it is one; else a new one. It is answered, whatever the answer is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.http.three_users import app_with_users
from tests.support.setting import settings_in

GIVEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def app(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    hops = getattr(request, "param", 1)
    with app_with_users(settings_in(tmp_path / "data", server={"proxy_hops": hops})) as app:
        yield app


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/nothing", "/nowhere", "/login"])
def test_the_proxys_id_is_answered_whatever_the_answer(app: Flask, path: str) -> None:
    assert app.test_client().get(path, headers={"X-Request-ID": GIVEN}).headers.getlist("X-Request-ID") == [GIVEN]


@pytest.mark.parametrize(
    "claimed",
    ["", "short", "a" * 65, "two-ids-1,two-ids-2", "has space in it", 'quote"quote"', "-leading-dash", "é" * 9],
)
def test_what_is_no_id_is_replaced(app: Flask, claimed: str) -> None:
    client = app.test_client()
    given = [client.get("/healthz", headers={"X-Request-ID": claimed}).headers["X-Request-ID"] for _ in range(2)]
    assert claimed not in given
    assert len(set(given)) == 2


@pytest.mark.parametrize("app", [0], indirect=True)
def test_without_a_trusted_proxy_nobody_chooses_the_id(app: Flask) -> None:
    assert app.test_client().get("/healthz", headers={"X-Request-ID": GIVEN}).headers["X-Request-ID"] != GIVEN
