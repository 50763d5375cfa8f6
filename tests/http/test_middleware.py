"""The greenlet that opens a stream passes on results and errors, and does not outlive its connection."""

from __future__ import annotations

from typing import Any

import gevent
import pytest

from blueprints.edge.middleware import OwnStack

STREAM = {"HTTP_ACCEPT": "text/event-stream"}


def ignore(*_: Any) -> None:
    """Accept `start_response` calls and ignore them."""


@pytest.mark.parametrize(("environ", "is_own"), [(STREAM, True), ({"HTTP_ACCEPT": "text/html"}, False), ({}, False)])
def test_only_requests_for_streams_have_a_greenlet_of_their_own(environ: dict[str, Any], is_own: bool) -> None:
    ran_in = OwnStack(lambda *_: [gevent.getcurrent()])(dict(environ), ignore)
    assert (ran_in[0] is not gevent.getcurrent()) == is_own


def test_an_error_is_raised_where_the_server_waits_for_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_: Any) -> Any:
        raise LookupError("no such view")

    with pytest.raises(LookupError, match="no such view"):
        OwnStack(fail)(dict(STREAM), ignore)
    assert not capsys.readouterr().err


def test_a_connection_that_ends_takes_its_opening_with_it() -> None:
    ended = []

    def wait(*_: Any) -> Any:
        try:
            gevent.sleep(60)
        except gevent.GreenletExit:
            ended.append("opening")
            raise

    connection = gevent.spawn(OwnStack(wait), dict(STREAM), ignore)
    gevent.sleep(0.01)
    connection.kill()
    assert ended == ["opening"]
