"""The same agent without Tailrace: plain HTTP, a chunk for each token, by gevent's own server."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote_plus

from gevent.pywsgi import WSGIServer

from bench.chat.agent import tokens


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    for token in tokens(unquote_plus(environ["QUERY_STRING"])):
        yield token.encode()


if __name__ == "__main__":
    WSGIServer(("127.0.0.1", int(sys.argv[1])), application, log=None).serve_forever()
