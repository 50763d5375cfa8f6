"""An issue's insight: the language model's explanation of one issue, on request.

It is made once for everything that the model is shown, and kept with the scan. Who asks for the same meanwhile, in
whichever worker, waits for that one call. Calls count on the day of the user who asks, whoever owns the scan.
"""

from __future__ import annotations

import fcntl
import hashlib
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.errors import Conflict, LimitReached, NotFound, Unavailable
from services.language_model.budget import BudgetSpent
from services.language_model.chat_endpoint import EndpointFailed
from services.language_model.spending import Spending
from services.scanning.files.language import detect_language
from services.scanning.files.source_file import SourceFile
from services.scanning.model.repository_view import is_in_view
from services.scanning.model.rlm_engine import INSIGHT_TOKENS, RlmEngine
from services.scanning.scan_folder import ScanFolder
from services.scanning.settings import ScanningSettings
from services.settings.settings import Settings

CALLS_AT_ONCE = 2
"""Of one user, in one web worker."""
_LOOK_S = 0.1
_BYTES_PER_TOKEN = 3


class Insights:
    """Of one process. Calls block for as long as one call to the model may take (`language_model.timeout_s`)."""

    def __init__(self, spending: Spending) -> None:
        self._spending = spending
        self._under_way: Counter[str] = Counter()

    def explain(self, settings: Settings, user_id: str, folder: ScanFolder, path: str, line: int, rule: str) -> str:
        """Plain text.

        Raises:
            Conflict: there is no model, or it must not see this file. NotFound: no such issue.
            LimitReached: the user's day is used up, or they wait for other explanations already.
            Unavailable: the endpoint did not answer.
        """
        if not settings.language_model.base_url:
            raise Conflict(
                "This server has no language model; its operator can set TAILRACE_LLM_BASE_URL.", code="no_model"
            )
        text = folder.source(path, settings.of(ScanningSettings).source_file_bytes)
        issue = next((issue for issue in folder.issues(path).issues if issue.line == line and issue.rule == rule), None)
        if issue is None:
            raise NotFound(f"The analysis found no issue {rule} at line {line} of that file.", code="no_issue")
        language = detect_language(path.rpartition("/")[2], text[:1000].encode()) or ""
        file = SourceFile(path, language, len(text), "")
        if not is_in_view(file):
            raise Conflict(
                "Such files often contain secrets and are never shown to a language model.", code="not_in_view"
            )
        engine = RlmEngine(settings, [file])
        question = engine.question_about(folder.tree, path, issue)
        name = hashlib.sha256(question).hexdigest()[:40]
        with _alone(folder.explanation(f"{name}.lock"), settings.language_model.timeout_s):
            known = folder.explanation(f"{name}.txt")
            if not known.exists():
                tokens = len(question) // _BYTES_PER_TOKEN + INSIGHT_TOKENS
                with self._turn(user_id), self._spending.call(user_id, tokens) as use:
                    try:
                        explained = engine.insight(folder.tree, path, issue)
                    except (EndpointFailed, BudgetSpent) as error:
                        raise Unavailable(f"The language model did not explain it: {error}", code="no_answer") from None
                    use.tokens = engine.used.tokens
                if not explained:
                    return ""
                folder.write(f"{known.parent.name}/{known.name}", explained.encode("utf-8", "replace"))
            return known.read_text(encoding="utf-8")

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
def _alone(lock: Path, wait_s: float) -> Iterator[None]:
    """Wait until nobody else, in any worker, is at the same. The wait looks again and again: a worker never blocks.

    Raises: Unavailable, if that takes longer than a call may.
    """
    lock.parent.mkdir(exist_ok=True)
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
