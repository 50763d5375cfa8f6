"""The screening: from a stack of files to a ranking, told as it happens (contract, section 5). Runs in the job's child.

    files ──► reading ──► ranking
              file_done, file_failed

What was read is kept file by file. Events hold ids and numbers alone. How the story ends is not told here but by the
runner (`ending`), from the job's row.
"""

from __future__ import annotations

import time
import traceback
from typing import Any

import msgspec

from services.errors import Conflict, TailraceError
from services.jobs.child.context import JobContext
from services.screening.ending import STATUS
from services.screening.ranking.ranking import Score
from services.screening.ranking_file import first_ranking, links_of, ranked
from services.screening.reading_work import Unread
from services.screening.resume_reader import Answer, ResumeReader
from services.screening.scoring import scored, terms
from services.screening.screening_facts import counted
from services.screening.screening_folder import ReadFile, ScreeningFolder, UnreadFile
from services.screening.screening_kind import SCREENING
from services.screening.screening_request import ScreeningRequest
from services.screening.settings import ScreeningSettings
from services.screening.stack import StackFile
from services.screening.unpacking import Unpacking

CALM_S = 0.5
"""Between two progress events, and between two notes of what was found."""


def run(context: JobContext, params: dict[str, Any]) -> dict[str, Any]:
    """The job's entry; ``params`` is a `ScreeningRequest`. Returns the `ScreeningFacts`.

    Raises:
        TailraceError: why the stack cannot be screened. Its text names no file and nobody.
    """
    try:
        return _Screening(context, msgspec.convert(params, ScreeningRequest)).run()
    except TailraceError:
        raise
    except Exception as error:  # its text may quote a résumé, and would be logged
        context.log("".join(traceback.format_tb(error.__traceback__)))
        raise Conflict(f"An error inside the screening ({type(error).__name__}); start it again.") from None


class _Screening:
    def __init__(self, context: JobContext, request: ScreeningRequest) -> None:
        self._context = context
        self._request = request
        self._limits = context.settings.of(ScreeningSettings)
        self._folder = ScreeningFolder(context.settings.data, request.screening_id)
        self._opening = self._folder.opening()
        self._stack: list[StackFile] = []
        self._read: dict[str, ReadFile] = {}
        self._unread: dict[str, UnreadFile] = {}
        self._told_at = 0.0

    def run(self) -> dict[str, Any]:
        self._folder.create()
        self._tell("files", 0.0, "Sorting the files")
        self._stack = Unpacking(
            self._folder,
            self._context.workdir,
            most_files=self._limits.files,
            most_bytes=self._limits.stack_bytes,
        ).run()
        self._take_known()
        self._tell("reading", self._share, "Reading")
        reader = self._reader()
        self._terms = terms(self._limits.own_terms)  # while the reading processes start
        for candidate_id, answer in reader.answers():
            self._keep(candidate_id, answer)
            self._tell_calmly()
        self._tell("ranking", 0.0, "Ranking")
        profiles = {key: one.profile for key, one in self._read.items()}
        candidates = ranked(profiles, self._opening, self._terms, links_of(profiles))
        self._folder.write_ranking(first_ranking(candidates, self._opening))
        return self._facts({one.candidate_id: one.score for one in candidates})

    def _take_known(self) -> None:
        """What an earlier screening has read, and archives that could not be unpacked."""
        for candidate_id, outcome in self._folder.outcomes(self._stack).items():
            if isinstance(outcome, ReadFile):
                self._read[candidate_id] = outcome
            else:
                self._unread[candidate_id] = outcome
                self._tell_failed(candidate_id, outcome)

    def _reader(self) -> ResumeReader:
        waiting = [
            (file.candidate_id, self._folder.file(file.file_id))
            for file in self._stack
            if not file.is_duplicate and file.candidate_id not in self._read and file.candidate_id not in self._unread
        ]
        files = self._folder.file("").parent
        return ResumeReader(waiting, files, self._request.as_of, self._limits)

    def _keep(self, candidate_id: str, answer: Answer) -> None:
        """Store first, then tell: who hears of it finds it."""
        if isinstance(answer, Unread):
            unread = UnreadFile(answer.code, answer.error)
            self._folder.write_outcome(candidate_id, unread)
            self._unread[candidate_id] = unread
            self._tell_failed(candidate_id, unread)
            return
        score = scored({candidate_id: answer.profile}, self._opening, self._terms)[candidate_id]
        read = ReadFile(answer.profile, score)
        self._folder.write_outcome(candidate_id, read)
        self._read[candidate_id] = read
        for file in self._files_of(candidate_id):
            self._publish("file_done", file_id=file.file_id, candidate_id=candidate_id, score=score.score)

    # -- what is told ------------------------------------------------------------------------------------------

    def _tell_failed(self, candidate_id: str, unread: UnreadFile) -> None:
        for file in self._files_of(candidate_id):
            self._publish("file_failed", file_id=file.file_id, error=unread.told or unread.error, code=unread.code)

    def _files_of(self, candidate_id: str) -> list[StackFile]:
        return [file for file in self._stack if file.candidate_id == candidate_id]

    @property
    def _share(self) -> float:
        return (len(self._read) + len(self._unread)) / max(1, len({file.candidate_id for file in self._stack}))

    def _tell_calmly(self) -> None:
        if time.monotonic() - self._told_at >= CALM_S:
            self._tell("reading", self._share, "Reading")

    def _tell(self, stage: str, share: float, doing: str) -> None:
        """Progress, as an event and for the row; what is known so far stays, however the screening ends."""
        self._told_at = time.monotonic()
        facts = self._facts({key: one.score for key, one in self._read.items()})
        completed, total = facts["completed"], facts["total"]
        message = f"{doing}: {completed} of {total}" if stage == "reading" else doing
        self._context.progress(SCREENING.job.within(stage, share), message, stage)
        self._context.found(facts)
        self._publish("progress", completed=completed, total=total, status=STATUS["running"], message=message)

    def _facts(self, scores: dict[str, Score]) -> dict[str, Any]:
        built: dict[str, Any] = msgspec.to_builtins(counted(self._stack, scores, self._unread))
        return built

    def _publish(self, type: str, **values: Any) -> None:
        told = {"screening_id": self._request.screening_id, "at": int(1000 * time.time())}
        self._context.publish(type, told | values)
