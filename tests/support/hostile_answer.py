"""Asks the agent at the address in the arguments, as the producer does, and prints how it ended and what that cost.

A process of its own, under gevent: a ticker in the same loop shows whether anybody else gets their turn.
"""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

import gevent  # noqa: E402
import urllib3  # noqa: E402, F401 – is loaded before memory is measured

from services.agent import AgentFailed, Question, Text  # noqa: E402
from services.agents.a2a.card import Card, Interface  # noqa: E402
from services.agents.a2a.remote_agent import RemoteAgent  # noqa: E402
from services.agents.settings import AgentSettings  # noqa: E402


class Nowhere:
    context_id = task_id = published_text = ""

    def remember(self, *, context_id: str, task_id: str) -> None:
        self.context_id, self.task_id = context_id, task_id


def peak_kib() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def main() -> None:
    url, answer_s, silence_s = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
    card = Card("Odd", "", "1", (Interface(url, "1.0"),), streaming=True)
    agent = RemoteAgent("Odd", card, AgentSettings(answer_s=answer_s, silence_s=silence_s), allow_private=True)
    longest_wait_s = 0.0

    def tick() -> None:
        nonlocal longest_wait_s
        while True:
            begun = time.monotonic()
            gevent.sleep(0.01)
            longest_wait_s = max(longest_wait_s, time.monotonic() - begun)

    ticker = gevent.spawn(tick)
    before_kib, said, code, message = peak_kib(), 0, "", ""
    begun = time.monotonic()
    try:
        for one in agent.answer(Question("r", "c", "u", "Go"), Nowhere()):
            said += len(one.text) if isinstance(one, Text) else 0
    except AgentFailed as failure:
        code, message = failure.code, str(failure)
    ticker.kill()
    print(
        json.dumps(
            {
                "code": code,
                "message": message,
                "said": said,
                "seconds": time.monotonic() - begun,
                "added_kib": peak_kib() - before_kib,
                "longest_wait_s": longest_wait_s,
            }
        )
    )


main()
