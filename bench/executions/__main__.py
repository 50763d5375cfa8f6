"""How long the list of executions takes through a real server, whatever is asked of it.

    python -m bench.executions http://127.0.0.1:8000 admin PASSWORD

The server's database holds the history that `bench.executions.fill` makes. Prints a row of a table for each question.
"""

from __future__ import annotations

import statistics
import sys
import time

import requests

from bench.executions.fill import FEW, RARE_WORD

TIMES = 7
QUESTIONS = {
    "everything": "",
    "running": "status=running",
    "failed": "status=failed",
    "a rare kind": "kind=audit",
    "a kind that is not there": "kind=none",
    "critical alerts": "alert=critical",
    "four filters that find nothing": "kind=audit&alert=critical&status=cancelled&owner=user-1",
    "an owner of three": f"owner={FEW}",
    "a word in an eighth of all": "q=orders",
    "a word in none": "q=zzzz",
    "a word in none, with three filters": "q=zzzz&kind=etl&alert=none&status=succeeded",
    "the last hour": "since=1h",
    "a day half a year ago, failed": "since=183d&until=182d&status=failed",
}


def main(url: str, user: str, password: str) -> None:
    session = requests.Session()
    body = {"username": user, "password": password}
    token = session.post(f"{url}/api/v1/auth/login", json=body, timeout=10).json()["access_token"]
    session.headers["Authorization"] = f"Bearer {token}"
    print("| asked for | found | median ms | worst ms |\n|---|---|---|---|")
    for name, query in QUESTIONS.items():
        print(_row(session, name, f"{url}/dashboard/api/executions?{query}"), flush=True)
    print(_row(session, "the last page", f"{url}/dashboard/api/executions?before={_last_place(session, url)}"))
    old, looks = _old_one(session, f"{url}/dashboard/api/executions?q={RARE_WORD}")
    print(
        _row(session, f"a word in the oldest but three: after {looks}", f"{url}/dashboard/api/executions?q={RARE_WORD}")
    )
    print(_row(session, "that one's page", f"{url}/dashboard/executions/{old}"))
    print(_row(session, "the whole page of the list", f"{url}/dashboard"))
    print(_row(session, "the numbers on top", f"{url}/dashboard/api/numbers"))
    print(_row(session, "the views", f"{url}/dashboard/api/views"))
    for form in ("csv", "json"):
        print(_row(session, f"the first byte of all as {form}", f"{url}/dashboard/api/executions?format={form}"))


def _row(session: requests.Session, name: str, url: str) -> str:
    took_ms, found = [], {}
    for _ in range(TIMES):
        began = time.monotonic()
        with session.get(url, timeout=60, stream=True) as answer:
            answer.raise_for_status()
            if "format=" in url:
                next(answer.iter_content(1))
            elif answer.headers["Content-Type"] == "application/json":
                found = answer.json()
            else:
                assert answer.text
            took_ms.append(1000 * (time.monotonic() - began))
    total = "" if "total" not in found else f"{found['total']:,}{'' if found['total_is_exact'] else ' or more'}"
    return f"| {name} | {total} | {statistics.median(took_ms):.0f} | {max(took_ms):.0f} |"


def _old_one(session: requests.Session, url: str) -> tuple[str, str]:
    """Its id, and how often one has to look further back for it."""
    page, looks = session.get(url, timeout=60).json(), 1
    while not page["executions"]:
        page, looks = session.get(f"{url}&before={page['next']}", timeout=60).json(), looks + 1
    return page["executions"][0]["id"], "one look" if looks == 1 else f"{looks} looks"


def _last_place(session: requests.Session, url: str) -> str:
    """Behind the oldest but fifty: a page of what was there in the first hours."""
    page = session.get(f"{url}/dashboard/api/executions?until=364d&limit=1", timeout=60).json()
    return str(page["next"])


if __name__ == "__main__":
    main(*sys.argv[1:])
