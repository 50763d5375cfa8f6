"""Large answers in JSON: compressed for whoever takes it, the same for everybody."""

from __future__ import annotations

import gzip

import msgspec
import pytest
from flask import Flask

from blueprints.edge.json_answer import json_answer

LARGE = [{"text": f"Built pipelines in Python, number {number}"} for number in range(5000)]


@pytest.mark.parametrize(("accepts", "is_packed"), [("gzip, br", True), ("gzip;q=0", False), ("", False)])
def test_a_large_answer_is_compressed_for_whoever_takes_it(accepts: str, is_packed: bool) -> None:
    with Flask(__name__).test_request_context(headers={"Accept-Encoding": accepts}):
        answer = json_answer(LARGE)
    assert (answer.headers.get("Content-Encoding") == "gzip") == is_packed
    assert answer.headers["Vary"] == "Accept-Encoding" and answer.mimetype == "application/json"
    body = gzip.decompress(answer.data) if is_packed else answer.data
    assert msgspec.json.decode(body) == LARGE
    assert not is_packed or len(answer.data) < len(body) / 5


def test_a_small_one_is_sent_as_it_is() -> None:
    with Flask(__name__).test_request_context(headers={"Accept-Encoding": "gzip"}):
        assert json_answer({"a": 1}).data == b'{"a":1}'
