"""A kept answer: what the language model said to one question, made once and kept in a run's folder.

Who asks the same meanwhile, in whichever worker, waits for that one call. A call counts on the day of the user who
asks, whoever owns the run.
"""

from __future__ import annotations

import fcntl
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from services.errors import Conflict, LimitReached, NotFound, Unavailable
from services.files.run_folder import RunFolder
from services.language_model.budget import BudgetSpent, Use
from services.language_model.failure import EndpointFailed
from services.language_model.spending import Spending
from services.settings.settings import Settings

CALLS_AT_ONCE = 2
"""Of one user, in one web worker."""
BYTES_PER_TOKEN = 3
_LOOK_S = 0.1


def check_model(settings: Settings) -> None:
    """Raises: Conflict, there is no language model."""
    if not settings.language_model.base_url:
        raise Conflict(
            "This server has no language model; its operator can set TAILRACE_LLM_BASE_URL.", code="no_model"
        )


class KeptAnswers:
    """Of one process. Calls block for as long as one call to the model may take (`language_model.timeout_s`)."""

    def __init__(self, spending: Spending) -> None:
        self._spending = spending
        self._under_way: Counter[str] = Counter()

    def answer(
        self,
        settings: Settings,
        user_id: str,
        folder: RunFolder,
        place: str,
        question: bytes,
        answer_tokens: int,
        ask: Callable[[Use], str],
    ) -> str:
        """The answer to ``question``: the one that is kept in ``place`` (a folder in ``folder``), else what ``ask``
        returns, which is kept unless it is empty. ``ask`` says in its argument what it used.

        Raises:
            LimitReached: the user's day is used up, or they wait for other answers already.
            Unavailable: the endpoint did not answer.
            NotFound: the place was deleted meanwhile, with what the question is about.
        """
        kept = folder.path / place / f"{hashlib.sha256(question).hexdigest()[:40]}.txt"
        with _told_if_deleted(), _alone(kept.with_suffix(".lock"), settings.language_model.timeout_s):
            if not kept.exists():
                tokens = len(question) // BYTES_PER_TOKEN + answer_tokens
                with self._turn(user_id), self._spending.call(user_id, tokens) as use:
                    try:
                        answered = ask(use)
                    except (EndpointFailed, BudgetSpent) as error:
                        raise Unavailable(f"The language model gave no answer: {error}", code="no_answer") from None
                if not answered:
                    return ""
                folder.write(f"{place}/{kept.name}", answered.encode("utf-8", "replace"))
            return kept.read_text(encoding="utf-8")

    @contextmanager
    def _turn(self, user_id: str) -> Iterator[None]:
        if self._under_way[user_id] >= CALLS_AT_ONCE:
            raise LimitReached("The language model is still busy with other questions of yours; ask again in a moment.")
        self._under_way[user_id] += 1
        try:
            yield
        finally:
            self._under_way[user_id] -= 1
            if not self._under_way[user_id]:
                del self._under_way[user_id]


@contextmanager
def _told_if_deleted() -> Iterator[None]:
    """Raises: NotFound, if a file or its folder goes meanwhile."""
    try:
        yield
    except FileNotFoundError:
        raise NotFound("What you ask about has just been deleted.") from None


@contextmanager
def _alone(lock: Path, wait_s: float) -> Iterator[None]:
    """Wait until nobody else, in any worker, is at the same. The wait looks again and again: a worker never blocks.

    Raises: Unavailable, if that takes longer than a call may. FileNotFoundError, if there is no folder for it.
    """
    lock.parent.mkdir(mode=0o700, exist_ok=True)  # and no parents: the run may have been deleted meanwhile
    deadline = time.monotonic() + wait_s
    with lock.open("wb") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Unavailable("The language model has not answered yet; ask again in a moment.") from None
                time.sleep(_LOOK_S)
        yield
