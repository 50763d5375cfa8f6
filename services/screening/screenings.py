"""The screenings: runs that read a stack of résumés and rank them against an opening."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from services.auth.audit import Actor
from services.auth.identity import Identity
from services.database.database import Database
from services.errors import Conflict, Forbidden, NotFound
from services.files.intake import Intake, IntakeLimits, ReceivedFile, remove_abandoned
from services.identifier import new_id
from services.jobs.submission import Jobs
from services.language_model.spending import Spending
from services.runs.run import Run
from services.runs.runs import Runs
from services.screening.answer import Answer, no_candidate
from services.screening.decisions import Decisions
from services.screening.matching.criterion import Opening
from services.screening.model.candidate_words import CandidateWording, Wordable
from services.screening.openings import Openings
from services.screening.page_work import PageWork
from services.screening.ranking_work import RankableStack, RankingWork
from services.screening.report.work import ReportWork
from services.screening.screening_folder import Arrived, RankedCandidate, Ranking, ReadFile, ScreeningFolder
from services.screening.screening_kind import FOLDER, SCREENING
from services.screening.screening_request import ScreeningRequest
from services.screening.screening_run import Screening, request_of, screening_of
from services.screening.settings import ScreeningSettings
from services.screening.shown import ShownScreening, WholeCandidate
from services.screening.stack import shown_file_name
from services.settings.settings import Settings
from services.streaming.log.event_log import EventLog


class Screenings(Runs[Screening]):
    """Screenings with their folders, openings and decisions."""

    def __init__(
        self,
        database: Database,
        jobs: Jobs,
        settings: Settings,
        event_log: EventLog,
        spending: Spending,
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(SCREENING, database, jobs, settings, event_log, now)
        self.openings = Openings(database, settings.of(ScreeningSettings).openings, now)
        self.decisions = Decisions(database, now)
        self.wording = CandidateWording(spending)
        self.pages = PageWork()
        self.reports = ReportWork()
        self.work = RankingWork(settings.of(ScreeningSettings).own_terms)

    # -- starting ----------------------------------------------------------------------------------------------

    @contextmanager
    def new_upload(self, owner_id: str, announced_bytes: int | None) -> Iterator[Intake]:
        """Where a stack is received. Raises: see `upload`."""
        size = self.settings.files.upload_bytes
        wanted = size if announced_bytes is None else min(size, announced_bytes)
        limits = IntakeLimits(self.settings.of(ScreeningSettings).files, file_bytes=size, total_bytes=size)
        with self.upload(owner_id, wanted) as folder, Intake(folder, limits) as intake:
            yield intake

    def start(
        self,
        owner_id: str,
        opening: Opening,
        files: Sequence[ReceivedFile],
        *,
        as_of: str,
        is_blind: bool,
        opening_id: str | None,
    ) -> Screening:
        """Queue the screening of files received by `new_upload`, which are the screening's from here on."""
        request = ScreeningRequest(new_id(), as_of, is_blind, opening_id, files=len(files))
        folder = self.folder(request.screening_id)
        with _removed_if_refused(folder):
            folder.create()
            folder.write_opening(opening)
            _take_in(folder, files)
            return self._queue(owner_id, request, opening.title, sum(file.bytes for file in files))

    def add_files(self, identity: Identity, screening_id: str, files: Sequence[ReceivedFile]) -> Screening:
        """A new screening that takes over what an ended one has read, and reads these files, too.

        Raises: NotFound. Conflict: it has not ended. LimitReached, Unavailable: see `begin`.
        """
        return self._continue(self._ended(identity, screening_id), files)

    def repeat(self, run: Run, secret: dict[str, str] | None) -> Screening:
        """A new screening that takes over what this one has read, and reads the rest."""
        return self._continue(run, ())

    def _continue(self, run: Run, files: Sequence[ReceivedFile]) -> Screening:
        earlier = self.folder(run.id)
        request = msgspec.structs.replace(request_of(run), screening_id=new_id(), continues=run.id)
        folder = self.folder(request.screening_id)
        with _removed_if_refused(folder):
            with earlier.alone():
                taken = folder.take_over(earlier)
            _take_in(folder, files)
            request = msgspec.structs.replace(request, files=taken + len(files))
            screening = self._queue(
                run.owner_id, request, run.title, sum(file.bytes for file in files), series=run.series or run.id
            )
        self.decisions.take_over(run.id, request.screening_id)
        return screening

    def _queue(
        self, owner_id: str, request: ScreeningRequest, title: str, upload_bytes: int, series: str = ""
    ) -> Screening:
        return self.begin(
            owner_id,
            request.screening_id,
            msgspec.to_builtins(request),
            title=title,
            subject=title[:128],
            series=series or request.screening_id,
            upload_bytes=upload_bytes,
        )

    # -- reading -----------------------------------------------------------------------------------------------

    def answer(self, identity: Identity, screening_id: str, ranking_id: int | None = None) -> ShownScreening:
        """All of it as it is shown, with one of its rankings; the newest, if none is named. Raises: NotFound."""
        return self._answer(self.get(identity, screening_id), ranking_id).screening()

    def candidate(self, identity: Identity, screening_id: str, candidate_id: str) -> WholeCandidate:
        """Raises: NotFound."""
        return self._answer(self.get(identity, screening_id)).candidate(candidate_id)

    def answer_by(
        self, identity: Identity, screening_id: str, opening: Opening, candidates: list[RankedCandidate]
    ) -> ShownScreening:
        """As `answer`, by a ranking that is not kept. Raises: NotFound."""
        ranking = Ranking(0, self._now(), identity.username, opening, candidates)
        return self._answer(self.get(identity, screening_id), ranking).screening()

    def wordable(self, identity: Identity, screening_id: str, candidate_id: str) -> Wordable:
        """A candidate for `wording`, by the newest ranking. Raises: NotFound."""
        read = self._read_file(identity, screening_id, candidate_id)
        folder = self.folder(screening_id)
        ranking = folder.newest_ranking()
        ranked = [one.score for one in ranking.candidates if one.candidate_id == candidate_id] if ranking else []
        opening = ranking.opening if ranking else folder.opening()
        return Wordable(folder, candidate_id, opening, read.profile, ranked[0] if ranked else read.score)

    def original_file(self, identity: Identity, screening_id: str, candidate_id: str) -> tuple[Path, str]:
        """Where a candidate's file lies, and what it is called. Raises: NotFound. Forbidden, the screening is blind."""
        screening = self.get(identity, screening_id)
        self._check_sighted(screening)
        folder = self.folder(screening_id)
        name = next((file.name for file in folder.stack() if file.file_id == candidate_id), None)
        if name is None:
            raise no_candidate()
        return folder.check_file(candidate_id), name

    def page(self, identity: Identity, screening_id: str, candidate_id: str, number: int) -> tuple[Path, Path]:
        """Where the image of a page lies once it is drawn, and the file to draw it from.

        Raises: NotFound. Forbidden, the screening is blind.
        """
        path, _ = self.original_file(identity, screening_id, candidate_id)
        folder = self.folder(screening_id)
        outcome = folder.outcome(candidate_id)
        if not isinstance(outcome, ReadFile) or not 1 <= number <= len(outcome.profile.pages):
            raise NotFound("The file has no such page; `page_sizes` says how many it has.", code="no_page")
        return folder.page(candidate_id, number), path

    def keep_page(self, screening_id: str, candidate_id: str, number: int, image: bytes) -> None:
        """Keep an image for the next who looks; it counts as disk of the screening's owner."""
        self.folder(screening_id).keep_page(candidate_id, number, image)
        self.measure(screening_id)

    def _read_file(self, identity: Identity, screening_id: str, candidate_id: str) -> ReadFile:
        """What their file came to. Raises: NotFound, there is no such candidate, or it was not read."""
        self.get(identity, screening_id)
        outcome = self.folder(screening_id).outcome(candidate_id)
        if not isinstance(outcome, ReadFile):
            raise no_candidate()
        return outcome

    def _answer(self, screening: Screening, ranking: int | Ranking | None = None) -> Answer:
        screening_id = screening.screening_id
        decisions, unblinding = self.decisions.of(screening_id), self.decisions.unblinding(screening_id)
        return Answer(screening, self.folder(screening_id), decisions, unblinding, ranking)

    def _check_sighted(self, screening: Screening) -> None:
        if screening.is_blind and self.decisions.unblinding(screening.screening_id) is None:
            raise Forbidden("This screening is blind: un-blind it to see files and pages.", code="blind")

    # -- what people do with it --------------------------------------------------------------------------------

    def rankable(self, identity: Identity, screening_id: str) -> tuple[Opening, RankableStack]:
        """What its newest ranking was made against, and what was read.

        Raises: NotFound. Conflict: it has not ended. LimitReached: the owner's disk is full.
        """
        self._quota.check(self._ended(identity, screening_id).owner_id)
        folder = self.folder(screening_id)
        newest = folder.newest_ranking()
        if newest is None:
            return folder.opening(), RankableStack(folder.read_profiles(), None)
        links = {one.candidate_id: one.versions for one in newest.candidates}
        return newest.opening, RankableStack(folder.read_profiles(), links)

    def add_ranking(
        self, identity: Identity, screening_id: str, opening: Opening, candidates: list[RankedCandidate]
    ) -> None:
        """Keep a ranking as the newest; earlier ones stay. Raises: NotFound. Conflict: it has not ended."""
        self._ended(identity, screening_id)
        self.folder(screening_id).add_ranking(Ranking(0, self._now(), identity.username, opening, candidates))
        self.measure(screening_id)

    def decide(
        self, identity: Identity, screening_id: str, candidate_id: str, changes: dict[str, str | None]
    ) -> WholeCandidate:
        """Change a candidate's ``decision`` or ``note``, whichever is among the changes. Raises: NotFound."""
        self._read_file(identity, screening_id, candidate_id)
        before = self.decisions.of(screening_id).get(candidate_id)
        decision = changes.get("decision", before[-1].decision if before else None)
        note = changes.get("note", before[-1].note if before else "") or ""
        self.decisions.decide(identity, screening_id, candidate_id, decision, note)
        return self.candidate(identity, screening_id, candidate_id)

    def delete_candidate(self, identity: Identity, screening_id: str, candidate_id: str) -> None:
        """Delete a candidate with their file, profile, pages and decisions.

        Raises: NotFound. Conflict: the screening has not ended.
        """
        self._ended(identity, screening_id)
        folder = self.folder(screening_id)
        if all(file.candidate_id != candidate_id for file in folder.stack()):
            raise no_candidate()
        folder.leave_out(candidate_id)
        self.decisions.delete(screening_id, candidate_id)
        self.measure(screening_id)

    def unblind(self, identity: Identity, screening_id: str, address: str = "") -> None:
        """Show who the candidates are, from now on. It is logged. Raises: NotFound."""
        screening = self.get(identity, screening_id)
        if screening.is_blind:
            self.decisions.unblind(Actor.of(identity, address), screening_id, screening.title)

    def check_ended(self, identity: Identity, screening_id: str) -> None:
        """Raises: NotFound. Conflict: it has not ended."""
        self._ended(identity, screening_id)

    def _ended(self, identity: Identity, screening_id: str) -> Run:
        run = self._own(identity, screening_id)
        if run.is_live:
            raise Conflict("The screening has not ended yet; wait for its end or cancel it.", code="screening_running")
        return run

    # -- what runs ask of a face -------------------------------------------------------------------------------

    def shown(self, run: Run) -> Screening:
        return screening_of(run, self.settings.of(ScreeningSettings).days * 86_400)

    def remove_files(self, run_id: str) -> None:
        self.folder(run_id).remove()
        self.decisions.delete(run_id)

    def folder(self, screening_id: str) -> ScreeningFolder:
        return ScreeningFolder(self.settings.data, screening_id)

    def expire(self) -> None:
        """As in `Runs`; folders go, too, that a crash has left without a screening."""
        super().expire()
        remove_abandoned(self.settings.data / FOLDER, self.ids().__contains__, self._now)


@contextmanager
def _removed_if_refused(folder: ScreeningFolder) -> Iterator[None]:
    try:
        yield
    except BaseException:
        folder.remove()
        raise


def _take_in(folder: ScreeningFolder, files: Sequence[ReceivedFile]) -> None:
    arrived = folder.arrived()
    for file in files:
        stored = new_id()
        file.path.rename(folder.arrived_folder / stored)
        arrived.append(Arrived(stored, shown_file_name(file.name)))
    folder.write_arrived(arrived)
