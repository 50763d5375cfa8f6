"""The RLM engine (recursive language model): a model explores the repository piece by piece, not as one prompt.

The files of a batch go to the model in pieces; it may ask to read, search or list before it answers. Its one sentence
per file is folded upward into folders and the repository. Nothing that a model writes is executed or trusted to
exist. Off unless an endpoint is set.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from services.language_model.budget import Budget, BudgetSpent, Use
from services.language_model.chat_endpoint import ChatEndpoint, Message
from services.language_model.failure import EndpointFailed
from services.language_model.model_client import Endpoint
from services.scanning.analysis.finding_cache import FindingCache
from services.scanning.analysis.issue import Issue
from services.scanning.engines.engine import EngineFailed, Findings
from services.scanning.files.source_file import SourceFile
from services.scanning.model import answer, prompt
from services.scanning.model.folding import fold_upward
from services.scanning.model.repository_view import PIECE_CHARS, Piece, RepositoryView, is_in_view
from services.scanning.settings import ScanningSettings
from services.settings.settings import Settings

_MAX_REQUESTS = 4  # look-ups that the model gets per pack of pieces
_ANSWER_TOKENS = 1500
_SUMMARY_TOKENS = 400
INSIGHT_TOKENS = 500
_MAX_SUMMARY_CHARS = 1500
_MAX_INSIGHT_CHARS = 4000
_CONTEXT_LINES = 40
_MAX_FAILURES = 3  # batches in a row without an answer before we stop asking


@dataclass(slots=True)
class RepositoryInsight:
    """The model's description of the repository and its folders. ``notes`` say what it did not reach."""

    summary: str = ""
    folders: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class RlmEngine:
    """An engine like the others, for one scan of ``files``. Its time limit is the scan's budget, not the batch's.

    It asks ``endpoint``, or from this process the one in the settings.
    """

    name = "rlm"
    reads_tree = True
    follows_data = False

    def __init__(
        self,
        settings: Settings,
        files: Sequence[SourceFile],
        *,
        endpoint: Endpoint | None = None,
        cache: FindingCache | None = None,
        may_use: Use | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._endpoint = endpoint or ChatEndpoint(settings, sleep=sleep)
        limits = settings.of(ScanningSettings)
        may_use = may_use or Use(limits.model_tokens, limits.model_tokens)
        self._budget = Budget(limits.model_s, min(limits.model_tokens, may_use.tokens), may_use.calls)
        self._files = files
        self._cache = cache
        self._lock = threading.Lock()
        self._summaries: dict[str, str] = {}
        self._unseen = 0
        self._failures = 0
        self._stopped = ""

    @property
    def version(self) -> str:
        return self._endpoint.model or "default"

    @property
    def configuration(self) -> str:
        return hashlib.sha256(Path(prompt.__file__).read_bytes()).hexdigest()[:16]

    @property
    def used(self) -> Use:
        return Use(self._budget.used_tokens, self._budget.used_calls)

    def handles(self, file: SourceFile) -> bool:
        return is_in_view(file)

    def close(self) -> None:
        return

    def check(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        view = RepositoryView(root, self._files)
        findings: Findings = {}
        packs = _packs(view, [file.path for file in files])
        left = Counter(piece.path for pack in packs for piece in pack)
        try:
            for pack in packs:
                self._raise_if_stopped()
                review = self._review(view, pack)
                with self._lock:
                    self._failures = 0
                _merge(findings, review, pack)
                left.subtract(piece.path for piece in pack)
                self._keep_summaries(review, files)
        except BudgetSpent as spent:
            self._stop(str(spent))
        except EndpointFailed as failed:
            self._count_failure()
            raise EngineFailed(str(failed), _finished(findings, left, files)) from None
        finished = _finished(findings, left, files)
        with self._lock:
            self._unseen += len(files) - len(finished)
        return finished

    def fold(self, repo_name: str) -> RepositoryInsight:
        """Describe the repository from what is known of its files. Blocks. Never raises: ``notes`` list gaps."""
        insight = RepositoryInsight()
        known = dict(self._summaries)
        try:
            if known:
                self._raise_if_stopped()
                insight.summary = fold_upward(repo_name, known, self._fold, insight.folders)
        except (BudgetSpent, EndpointFailed) as problem:
            self._stop(str(problem))
        if self._stopped:
            unseen = f"; {self._unseen:,} file{'' if self._unseen == 1 else 's'} not looked at" if self._unseen else ""
            insight.notes.append(f"The language model was stopped: {self._stopped}{unseen}.")
        return insight

    def insight(self, root: Path, path: str, issue: Issue) -> str:
        """An explanation of one issue, in plain text.

        Raises:
            EndpointFailed: no answer.
            BudgetSpent: this engine's budget is used up.
        """
        text = self._ask(self._explaining(root, path, issue), INSIGHT_TOKENS).strip()
        return text if len(text) <= _MAX_INSIGHT_CHARS else text[: _MAX_INSIGHT_CHARS - 1] + "…"

    def question_about(self, root: Path, path: str, issue: Issue) -> bytes:
        """All that an explanation depends on."""
        return self._question(self._explaining(root, path, issue), INSIGHT_TOKENS)

    def _explaining(self, root: Path, path: str, issue: Issue) -> list[Message]:
        view = RepositoryView(root, self._files)
        return prompt.explain(path, issue, view.read(path, issue.line - _CONTEXT_LINES, issue.line + _CONTEXT_LINES))

    def _review(self, view: RepositoryView, pack: list[Piece]) -> answer.Review:
        """Have the model review one pack, and show it what it asks to see."""
        paths = {piece.path for piece in pack}
        messages = prompt.review(pack, _MAX_REQUESTS)
        has_erred = False
        told: list[tuple[bytes, str]] = []
        for _ in range(_MAX_REQUESTS + 2):
            question = self._question(messages, _ANSWER_TOKENS)
            text = self._known_answer(question) or self._ask(messages, _ANSWER_TOKENS)
            told.append((question, text))
            given = answer.read_answer(text, paths, view.line_count)
            if isinstance(given, answer.Review):
                self._keep_answers(told)
                return given
            if given is None and has_erred:
                break
            has_erred = has_erred or given is None
            messages.append({"role": "assistant", "content": text[:PIECE_CHARS]})
            messages.append({"role": "user", "content": prompt.ONLY_JSON} if given is None else _look_up(view, given))
        raise EndpointFailed("The language model did not answer in the expected form.")

    def _ask(self, messages: Sequence[Message], max_tokens: int) -> str:
        try:
            completion = self._endpoint.complete(messages, max_tokens=max_tokens, within_s=self._budget.left_s())
        except EndpointFailed:
            self._budget.left_s()  # if time ran out, the endpoint is not to blame
            raise
        self._budget.spend(completion.tokens)
        return completion.text

    def _fold(self, what: str, notes: Sequence[str]) -> str:
        messages = prompt.fold(what, notes)
        question = self._question(messages, _SUMMARY_TOKENS)
        text = self._known_answer(question) or self._ask(messages, _SUMMARY_TOKENS)
        self._keep_answers([(question, text)])
        return answer.one_line(text, _MAX_SUMMARY_CHARS)

    def _question(self, messages: Sequence[Message], max_tokens: int) -> bytes:
        """Everything that an answer depends on: the model and all that it was shown, other files included."""
        return msgspec.json.encode([self._endpoint.url, self._endpoint.model, max_tokens, list(messages)])

    def _known_answer(self, question: bytes) -> str | None:
        return self._cache.get_answer(question) if self._cache else None

    def _keep_answers(self, told: Sequence[tuple[bytes, str]]) -> None:
        """Of conversations that came to a result: a useless answer is worth asking again."""
        if self._cache:
            for question, text in told:
                self._cache.put_answer(question, text)

    def _keep_summaries(self, review: answer.Review, files: Sequence[SourceFile]) -> None:
        for file in files:
            summary = review.summaries.get(file.path)
            if summary:
                with self._lock:
                    # A file in pieces gets a sentence for each; the folder's text folds them.
                    known = self._summaries.get(file.path)
                    whole = answer.one_line(f"{known} {summary}" if known else summary, _MAX_SUMMARY_CHARS)
                    self._summaries[file.path] = whole

    def _raise_if_stopped(self) -> None:
        if self._stopped:
            raise BudgetSpent(self._stopped)

    def _stop(self, reason: str) -> None:
        with self._lock:
            self._stopped = self._stopped or reason.rstrip(".")

    def _count_failure(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= _MAX_FAILURES:
                self._stopped = self._stopped or f"its endpoint failed {_MAX_FAILURES} times in a row"


def _packs(view: RepositoryView, paths: Sequence[str]) -> list[list[Piece]]:
    """Groups of pieces that fit into one prompt: small files share one, a large file takes several."""
    packs: list[list[Piece]] = []
    size = 0
    for path in paths:
        for piece in view.pieces(path):
            shown = len(prompt.show(piece))
            if not packs or size + shown > PIECE_CHARS:
                packs.append([])
                size = 0
            packs[-1].append(piece)
            size += shown
    return packs


def _merge(findings: Findings, review: answer.Review, pack: list[Piece]) -> None:
    for piece in pack:
        known = findings.setdefault(piece.path, [])
        # Only lines that the model has seen: elsewhere it guesses.
        known += [issue for issue in review.findings.get(piece.path, []) if piece.start <= issue.line <= piece.end]


def _finished(findings: Findings, left: Counter[str], files: Sequence[SourceFile]) -> Findings:
    """For files that were seen to their end. The others must not be cached as clean."""
    return {file.path: findings.get(file.path, []) for file in files if not left[file.path]}


def _look_up(view: RepositoryView, request: answer.Request) -> Message:
    wanted = request.argument
    if request.kind == "read" and isinstance(wanted, dict):
        start, end = wanted.get("start", 1), wanted.get("end", 200)
        if isinstance(wanted.get("path"), str) and isinstance(start, int) and isinstance(end, int):
            return prompt.reply(view.read(wanted["path"], start, end))
    if request.kind == "search" and isinstance(wanted, str):
        return prompt.reply(view.search(wanted))
    if request.kind == "list" and isinstance(wanted, str):
        return prompt.reply(view.names(wanted))
    return prompt.reply("That request is not valid.")
