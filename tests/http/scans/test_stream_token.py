"""A stream token requested by the stream's URL: clients need not know which channel is behind a face's stream."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.scan_start import Headers


def ask(client: FlaskClient, headers: Headers, stream: object, **more: object) -> TestResponse:
    return client.post("/api/v1/auth/stream-token", json={"stream": stream, **more}, headers=headers)


@pytest.mark.parametrize(
    "address", ["/rlm/stream/demo?scan_id={}", "/rlm/stream/demo", "/api/v1/stream?channel=scan.{}"]
)
def test_the_server_knows_which_channel_a_stream_stands_for(
    client: FlaskClient, alice: Headers, done: str, address: str
) -> None:
    answer = ask(client, alice, address.format(done))
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["channels"] == [f"scan.{done}"]
    assert client.head(f"/rlm/stream/demo?scan_id={done}&token={answer.json['token']}").status_code == 200


def test_several_channels_behind_one_address(client: FlaskClient, admin: Headers) -> None:
    answer = ask(client, admin, "/api/v1/stream?channel=jobs.b&channel=jobs.a&named=1")
    assert answer.json is not None
    assert answer.json["channels"] == ["jobs.a", "jobs.b"]


def test_a_name_that_has_to_be_quoted(client: FlaskClient, alice: Headers, done: str) -> None:
    assert ask(client, alice, f"/rlm/stream/d%65mo?scan_id={done}").status_code == 200
    assert ask(client, alice, "/rlm/stream/d%65mo").status_code == 200


def test_below_the_prefix_of_a_proxy(client: FlaskClient, alice: Headers, done: str) -> None:
    asked = {"stream": f"/tools/rlm/stream/demo?scan_id={done}"}
    answer = client.post(
        "/api/v1/auth/stream-token", json=asked, headers=alice, environ_overrides={"SCRIPT_NAME": "/tools"}
    )
    assert answer.status_code == 200


def test_a_stream_that_may_not_be_read_gets_no_token(client: FlaskClient, bob: Headers, done: str) -> None:
    assert ask(client, bob, f"/rlm/stream/demo?scan_id={done}").status_code == 403
    assert ask(client, bob, f"/api/v1/stream?channel=scan.{done}").status_code == 403
    assert ask(client, bob, "/rlm/stream/demo").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/rlm/scans",  # a path, but not a stream
        "/rlm/analyze",  # not with GET
        "/nothing",
        "/static/js/tailrace/index.js",
        "//rlm/stream/demo",
        "https://example.com/rlm/stream/demo",
        "rlm/stream/demo",
        "//[",
        "/rlm/stream/demo//[",
        "",
    ],
)
def test_what_is_no_stream_of_this_server_is_refused(
    client: FlaskClient, alice: Headers, done: str, address: str
) -> None:
    answer = ask(client, alice, address)
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"]["code"] == "no_stream"


def test_an_address_in_place_of_channels_not_beside_them(client: FlaskClient, alice: Headers, done: str) -> None:
    assert ask(client, alice, f"/rlm/stream/demo?scan_id={done}", channels=[f"scan.{done}"]).status_code == 400
    assert ask(client, alice, 7).status_code == 400
    assert ask(client, alice, None).status_code == 400


def test_bad_channels_behind_an_address_are_refused_as_ever(client: FlaskClient, alice: Headers) -> None:
    assert ask(client, alice, "/api/v1/stream").status_code == 400
    assert ask(client, alice, "/api/v1/stream?channel=jobs.*").status_code == 400
