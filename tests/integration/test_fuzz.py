"""Whatever is sent to whichever route, the answer is one of the contract's: no 5xx but its 503, and no traceback.

Two fuzzers. Schemathesis knows the OpenAPI document and breaks it in every way; the other one sends hostile values in
every field, parameter and body that the code reads, to every route. Both are the same at each run.
"""

from __future__ import annotations

import json
import random
import re
import socket
from collections import Counter
from contextlib import suppress
from urllib.parse import quote

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from app import create_app
from tests.support.api import Api
from tests.support.api_contract import document
from tests.support.hostile import BODIES, FIELDS, HOSTILE, KEYS, METHODS, PARAMETERS, TYPES
from tests.support.server import ADMIN_PASSWORD, ADMIN_USER, Server
from tests.support.shared_server import ServerWith

pytestmark = pytest.mark.integration

EXAMPLES = 4
"""Of each kind for each operation, sent by each caller."""
SAMPLES = 400
MANY = {"TAILRACE_LOGIN_ATTEMPTS": "100000", "TAILRACE_WORKERS": "1"}
"""Failed logins from this address must not lock other tests out, so this server is another one."""

ENDS_THE_LOGIN = {"/api/v1/auth/logout", "/logout"}
NAMES = [b"jobs.fuzz", b"a", b"scan.a", b"x.py", b"previous"]


@pytest.fixture(scope="module")
def target(server_with: ServerWith) -> Server:
    return server_with(MANY)


@pytest.fixture(scope="module")
def callers(target: Server) -> dict[str, Api]:
    admin = Api(target.url).login(ADMIN_USER, ADMIN_PASSWORD)
    program = Api(target.url)
    program.headers["Authorization"] = f"Bearer {target.service_token(publish=['*'], subscribe=['*'])}"
    return {"nobody": Api(target.url), "admin": admin, "program": program}


def is_of_the_contract(status: int, body: bytes) -> bool:
    """Whether an answer may be given at all. Its 503 says when to come back."""
    return status < 500 or (status == 503 and b'"code"' in body)


# -- by the document ---------------------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("mode", GenerationMode)
def test_no_request_that_the_document_describes_or_forbids_breaks_the_server(
    callers: dict[str, Api], mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_dict(document())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 20
    for operation in operations:
        names = ["nobody"] if operation.path in ENDS_THE_LOGIN else ["nobody", "admin"]
        fuzz(operation.as_strategy(generation_mode=mode), [callers[name] for name in names])


def fuzz(cases: st.SearchStrategy[schemathesis.Case], callers: list[Api]) -> None:
    """Each case is sent by all of the callers: to make it up costs more than to answer it."""

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def ask(case: schemathesis.Case) -> None:
        for api in callers:
            sent = case.as_transport_kwargs(base_url="")
            sent["headers"] = {**sent["headers"], **api.headers, "Connection": "close"}
            with api.request(sent.pop("method"), sent.pop("url"), **sent, stream=True) as answer:
                is_stream = "event-stream" in answer.headers.get("Content-Type", "")
                body = b"" if is_stream else answer.content
            assert is_of_the_contract(answer.status_code, body), (case.as_curl_command(), body)

    with suppress(Unsatisfiable):  # an operation that takes nothing has nothing to break
        ask()


# -- by hand -----------------------------------------------------------------------------------------------------------


def paths() -> list[str]:
    """Every route of the application, with a place for a value where one goes."""
    rules = create_app().url_map.iter_rules()
    return sorted(
        {re.sub(r"<[^>]{1,80}>", "{}", rule.rule) for rule in rules} | {"/nothing", "/{}", "/static/css/tokens.css"}
    )


PATHS = paths()


def written(chance: random.Random, credential: bytes) -> bytes:
    """One request, as it goes over the wire."""
    path = chance.choice(PATHS)
    while "{}" in path:
        path = path.replace("{}", quote(chance.choice(HOSTILE + NAMES), safe=""), 1)
    pairs = [(name, quote(chance.choice(HOSTILE)[:2000])) for name in chance.sample(PARAMETERS, chance.randrange(4))]
    query = "&".join("=".join(pair) for pair in pairs)
    head = [b"%s %s%s HTTP/1.1" % (chance.choice(METHODS), path.encode(), f"?{query}".encode() if query else b"")]
    fields = [(name.encode(), chance.choice(HOSTILE)) for name in chance.sample(FIELDS, chance.randrange(3))]
    given = {name for name, _ in fields}
    body = body_of(chance)
    usual = [(b"Host", b"a.example"), (b"Connection", b"close"), (b"Authorization", credential)]
    usual += [(b"Content-Type", chance.choice(TYPES)), (b"Content-Length", b"%d" % len(body))]
    head += [b"%s: %s" % pair for pair in fields + [pair for pair in usual if pair[0] not in given and pair[1]]]
    return b"\r\n".join([*head, b"", body])


def body_of(chance: random.Random) -> bytes:
    if chance.random() < 0.5:
        return chance.choice(BODIES)
    values = [value.decode("latin-1") for value in HOSTILE] + [None, 1, -1, 2**70, 0.5, True, [], {}, [[]], {"a": 1}]
    return json.dumps({key: chance.choice(values) for key in chance.sample(KEYS, chance.randrange(5))}).encode()


def answer_to(target: Server, request: bytes) -> tuple[int, bytes]:
    """Return the status and the beginning of the body; 0 if the connection closed without an answer."""
    with socket.create_connection(("127.0.0.1", target.port), timeout=60) as connection:
        received = b""
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            while b"\r\n\r\n" not in received and (piece := connection.recv(65_536)):
                received += piece
        except ConnectionError:
            return 0, b""
    return int(received.split()[1]) if received else 0, received


@pytest.mark.parametrize("caller", ["nobody", "admin", "program"])
def test_no_hostile_value_anywhere_breaks_the_server(target: Server, callers: dict[str, Api], caller: str) -> None:
    chance = random.Random(f"fuzz {caller}")
    credential = str(callers[caller].headers.get("Authorization", "")).encode()
    seen: Counter[int] = Counter()
    for _ in range(SAMPLES):
        request = written(chance, credential)
        if any(request.split(b" ")[1].startswith(path.encode()) for path in ENDS_THE_LOGIN):
            continue
        status, body = answer_to(target, request)
        seen[status] += 1
        assert is_of_the_contract(status, body), (request, body)
    assert set(seen) >= {400, 405}, seen
    assert seen[0] < SAMPLES / 10, seen


def test_a_page_signed_in_by_cookie_bears_every_query(target: Server) -> None:
    """Pages read the query for people, who type anything."""
    with requests.Session() as browser:
        page = browser.get(f"{target.url}/login", timeout=60).text
        token = re.search(r'name="csrf_token" value="([^"]{1,200})"', page)
        assert token
        fields = {"username": ADMIN_USER, "password": ADMIN_PASSWORD, "csrf_token": token[1], "next": "//["}
        assert browser.post(f"{target.url}/login", data=fields, timeout=60).status_code == 200
        chance = random.Random(8)
        for path in [path for path in PATHS if "{}" not in path and path not in ENDS_THE_LOGIN]:
            for _ in range(4):
                query = "&".join(
                    f"{name}={quote(chance.choice(HOSTILE)[:1000])}" for name in chance.sample(PARAMETERS, 5)
                )
                answer = browser.get(f"{target.url}{path}?{query}", timeout=60, allow_redirects=False, stream=True)
                assert answer.status_code < 500, answer.url
                answer.close()
