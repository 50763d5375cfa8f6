"""The folder of a screening, ``<data>/screenings/<screening_id>``: everything that names or quotes a candidate.

opening.json     the opening that its candidates are ranked against
arrived.json     what was uploaded, with its names, until the job has sorted it; the bytes are in arrived/
stack.json       the files of the stack (`stack`); the bytes are in files/, by file id
read/            for each candidate what reading their file came to: a profile with its first score, or why not
rankings/        the rankings, by number; the first is made by the job
pages/           images of pages, for each candidate a folder
words/           what a language model worded of them, likewise

A file is written whole or not at all, so whatever ends the job's process, what was finished stays.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from services.errors import NotFound, TooLarge
from services.files.run_folder import RunFolder, read_bounded
from services.screening.matching.criterion import Opening
from services.screening.profile import Profile
from services.screening.ranking.ranking import Score
from services.screening.screening_kind import FOLDER
from services.screening.stack import StackFile

_SMALL_BYTES = 8 * 2**20
_RANKING_BYTES = 128 * 2**20
RANKINGS = 50
"""That are kept of one screening."""

T = TypeVar("T")
R = TypeVar("R", "ReadFile", "_RawRead")


class Arrived(msgspec.Struct, frozen=True):
    """An uploaded file, which may be an archive; ``stored`` is its name in ``arrived/``."""

    stored: str
    name: str


class ReadFile(msgspec.Struct, frozen=True, tag="read"):
    """``score`` is the candidate's alone, before they were ranked among the others."""

    profile: Profile
    score: Score


class UnreadFile(msgspec.Struct, frozen=True, tag="unread"):
    """``error`` is a sentence for the recruiter; ``told`` what events may say of it, where that is less."""

    code: str
    error: str
    told: str = ""


class _RawRead(msgspec.Struct, frozen=True, tag="read"):
    profile: msgspec.Raw


class RankedCandidate(msgspec.Struct, frozen=True):
    """``versions`` are the candidates that seem to be the same person."""

    candidate_id: str
    score: Score
    versions: list[str] = []


class Ranking(msgspec.Struct, frozen=True):
    """``made_by`` is the user's name; empty for the screening's own first one."""

    ranking_id: int
    made_at: float
    made_by: str
    opening: Opening
    candidates: list[RankedCandidate]


class _RankedAgainst(msgspec.Struct, frozen=True):
    criteria: list[msgspec.Raw]


class RankingNote(msgspec.Struct, frozen=True):
    """A `Ranking` without its candidates, who take megabytes."""

    ranking_id: int
    made_at: float
    made_by: str
    opening: _RankedAgainst


class ScreeningFolder(RunFolder):
    def __init__(self, data: Path, screening_id: str) -> None:
        super().__init__(data / FOLDER / screening_id)

    def create(self) -> None:
        super().create()
        for name in ("arrived", "files", "read", "rankings", "pages", "words"):
            (self.path / name).mkdir(mode=0o700, exist_ok=True)

    # -- what was asked for ------------------------------------------------------------------------------------

    def opening(self) -> Opening:
        return self._load("opening.json", Opening) or Opening(title="", description="")

    def write_opening(self, opening: Opening) -> None:
        self.write("opening.json", msgspec.json.encode(opening))

    # -- files -------------------------------------------------------------------------------------------------

    @property
    def arrived_folder(self) -> Path:
        return self.path / "arrived"

    def arrived(self) -> list[Arrived]:
        return self._load("arrived.json", list[Arrived]) or []

    def write_arrived(self, arrived: Sequence[Arrived]) -> None:
        self.write("arrived.json", msgspec.json.encode(arrived))

    def drop_arrived(self) -> None:
        """Delete what has been sorted."""
        (self.path / "arrived.json").unlink(missing_ok=True)
        shutil.rmtree(self.arrived_folder, ignore_errors=True)

    def stack(self) -> list[StackFile]:
        return self._load("stack.json", list[StackFile]) or []

    def write_stack(self, stack: Sequence[StackFile]) -> None:
        self.write("stack.json", msgspec.json.encode(stack))

    def file(self, file_id: str) -> Path:
        return self.path / "files" / file_id

    # -- what was read -----------------------------------------------------------------------------------------

    def outcome(self, candidate_id: str) -> ReadFile | UnreadFile | None:
        """What reading came to; None while it has come to nothing."""
        return _outcome(self._bytes(f"read/{candidate_id}.json"), ReadFile)

    def write_outcome(self, candidate_id: str, outcome: ReadFile | UnreadFile) -> None:
        self.write(f"read/{candidate_id}.json", msgspec.json.encode(outcome))

    def outcomes(self, stack: Iterable[StackFile]) -> dict[str, ReadFile | UnreadFile]:
        """By candidate, in the stack's order, as far as there are any."""
        found = ((file.candidate_id, self.outcome(file.candidate_id)) for file in stack if not file.is_duplicate)
        return {candidate_id: outcome for candidate_id, outcome in found if outcome is not None}

    def read_profiles(self) -> dict[str, msgspec.Raw]:
        """The profiles that were read, by candidate, as JSON: whoever needs them decodes them."""
        found = {}
        for file in self.stack():
            stored = b"" if file.is_duplicate else self._bytes(f"read/{file.candidate_id}.json")
            if isinstance(outcome := _outcome(stored, _RawRead), _RawRead):
                found[file.candidate_id] = outcome.profile
        return found

    # -- rankings ----------------------------------------------------------------------------------------------

    def ranking_ids(self) -> list[int]:
        """The oldest first."""
        return sorted(int(path.stem) for path in (self.path / "rankings").glob("*.json") if path.stem.isdecimal())

    def ranking(self, ranking_id: int) -> Ranking | None:
        return self._load(f"rankings/{ranking_id}.json", Ranking, _RANKING_BYTES)

    def ranking_notes(self) -> Iterator[RankingNote]:
        """What is to be said of each, the oldest first."""
        for ranking_id in self.ranking_ids():
            if (note := self._load(f"rankings/{ranking_id}.json", RankingNote, _RANKING_BYTES)) is not None:
                yield note

    def newest_ranking(self) -> Ranking | None:
        ranking_ids = self.ranking_ids()
        return self.ranking(ranking_ids[-1]) if ranking_ids else None

    def write_ranking(self, ranking: Ranking) -> None:
        self.write(f"rankings/{ranking.ranking_id}.json", msgspec.json.encode(ranking))

    def add_ranking(self, ranking: Ranking) -> None:
        """Write it as the newest, without those who have been deleted meanwhile. The first one is always kept; of the
        others, the newest.
        """
        with self.alone():
            here = {file.candidate_id for file in self.stack()}
            candidates = [one for one in ranking.candidates if one.candidate_id in here]
            ranking_ids = self.ranking_ids()
            newest = max(ranking_ids, default=0) + 1
            self.write_ranking(msgspec.structs.replace(ranking, ranking_id=newest, candidates=candidates))
            for ranking_id in ranking_ids[1 : max(1, len(ranking_ids) + 1 - RANKINGS)]:
                (self.path / f"rankings/{ranking_id}.json").unlink(missing_ok=True)

    # -- pages -------------------------------------------------------------------------------------------------

    def page(self, candidate_id: str, number: int) -> Path:
        return self.path / "pages" / candidate_id / f"{number}.png"

    def keep_page(self, candidate_id: str, number: int, image: bytes) -> None:
        """Nothing is kept of a candidate who has been deleted meanwhile."""
        with self.alone():
            if any(file.candidate_id == candidate_id for file in self.stack()):
                self.page(candidate_id, number).parent.mkdir(mode=0o700, exist_ok=True)
                self.write(f"pages/{candidate_id}/{number}.png", image)

    # -- taking over, leaving out ------------------------------------------------------------------------------

    def take_over(self, earlier: ScreeningFolder) -> int:
        """Begin with the opening, the files and the read profiles of another screening; how many files. They are
        linked, not copied: nobody writes into a finished file, so each folder can be deleted by itself.
        """
        self.create()
        for name in ("opening.json", "stack.json", "arrived.json"):
            _link(earlier.path / name, self.path / name)
        stack = earlier.stack()
        for file in stack:
            _link(earlier.file(file.file_id), self.file(file.file_id))
        for candidate_id in earlier.read_profiles():
            _link(earlier.path / f"read/{candidate_id}.json", self.path / f"read/{candidate_id}.json")
        arrived = earlier.arrived()
        for item in arrived:
            _link(earlier.arrived_folder / item.stored, self.arrived_folder / item.stored)
        return len(stack) + len(arrived)

    def leave_out(self, candidate_id: str) -> None:
        """Delete everything of a candidate. The stack goes last: what a crash leaves can be deleted again."""
        with self.alone():
            self._leave_out(candidate_id)

    def _leave_out(self, candidate_id: str) -> None:
        stack = self.stack()
        for ranking in filter(None, map(self.ranking, self.ranking_ids())):
            left = [_without(one, candidate_id) for one in ranking.candidates if one.candidate_id != candidate_id]
            self.write_ranking(msgspec.structs.replace(ranking, candidates=left))
        for kept in ("pages", "words"):
            shutil.rmtree(self.path / kept / candidate_id, ignore_errors=True)
        for file in stack:
            if file.candidate_id == candidate_id:
                self.file(file.file_id).unlink(missing_ok=True)
        (self.path / f"read/{candidate_id}.json").unlink(missing_ok=True)
        self.write_stack([file for file in stack if file.candidate_id != candidate_id])

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else deletes, ranks or takes over here meanwhile. It may have to wait: not for an event loop."""
        fd = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            yield
        finally:
            os.close(fd)

    def check_file(self, file_id: str) -> Path:
        """Raises: NotFound."""
        path = self.file(file_id)
        if not path.is_file():
            raise NotFound("The file is no longer there; its candidate may have been deleted.", code="no_file")
        return path

    def _load(self, name: str, kind: type[T], max_bytes: int = _SMALL_BYTES) -> T | None:
        """None if there is no such file, or none that this version can read."""
        try:
            return msgspec.json.decode(self._bytes(name, max_bytes), type=kind)
        except msgspec.MsgspecError:
            return None

    def _bytes(self, name: str, max_bytes: int = _SMALL_BYTES) -> bytes:
        """A whole file; empty if there is none."""
        try:
            return read_bounded(self.path / name, max_bytes)
        except (OSError, ValueError, TooLarge):  # ValueError: an id from a URL may hold a NUL
            return b""


def _outcome(stored: bytes, read: type[R]) -> R | UnreadFile | None:
    """What reading a file came to; None where nothing is stored, or nothing that this version can read."""
    try:
        return msgspec.json.decode(stored, type=read | UnreadFile)
    except msgspec.MsgspecError:
        return None


def _link(source: Path, target: Path) -> None:
    with suppress(FileNotFoundError):
        os.link(source, target)


def _without(candidate: RankedCandidate, gone: str) -> RankedCandidate:
    versions = [candidate_id for candidate_id in candidate.versions if candidate_id != gone]
    return msgspec.structs.replace(candidate, versions=versions)
