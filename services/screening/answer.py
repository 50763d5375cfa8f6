"""The answer about a screening: its rows and its folder put together, as much as the reader may see."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from services.errors import NotFound
from services.screening.decisions import Decision, Unblinding
from services.screening.profile import Profile
from services.screening.ranking.anonymous import score_without_identity, without_identity
from services.screening.ranking.ranking import Score
from services.screening.scoring import ranked_ids
from services.screening.screening_folder import Ranking, ReadFile, ScreeningFolder, UnreadFile
from services.screening.screening_run import Screening
from services.screening.shown import (
    ShownCandidate,
    ShownFile,
    ShownOpening,
    ShownProgress,
    ShownRanking,
    ShownScreening,
    Unblinded,
    UnreadShown,
    WholeCandidate,
    shown_candidate,
    whole_candidate,
)
from services.screening.stack import StackFile

_UNDECIDED = Decision()


def no_candidate() -> NotFound:
    return NotFound("There is no such candidate; they may have been deleted.", code="no_candidate")


class Answer:
    """Of one screening, as it is now. May read many files, so a web worker builds and uses it in a thread."""

    def __init__(
        self,
        screening: Screening,
        folder: ScreeningFolder,
        decisions: Mapping[str, list[Decision]],
        unblinding: Unblinding | None = None,
        ranking: int | Ranking | None = None,
    ) -> None:
        """``decisions`` are all that were made, by candidate. ``ranking`` is one that is not kept, or the id of one
        that is; None: the newest.

        Raises: NotFound, there is no such ranking.
        """
        self._screening = screening
        self._folder = folder
        self._stack = folder.stack()
        self._known: dict[str, ReadFile | UnreadFile | None] = {}
        self._ranking = ranking if isinstance(ranking, Ranking) else self._chosen(ranking)
        self._decisions = decisions
        self._unblinding = unblinding
        self._scores = self._scores_now()
        self._versions = {one.candidate_id: one.versions for one in self._ranking.candidates} if self._ranking else {}
        self.is_blind = screening.is_blind and self._unblinding is None

    def screening(self) -> ShownScreening:
        run, unblinding = self._screening, self._unblinding
        opening = self._ranking.opening if self._ranking else self._folder.opening()
        return ShownScreening(
            screening_id=run.screening_id,
            title=run.title,
            status=run.status,
            stage=run.stage,
            error=run.error,
            as_of=run.as_of,
            is_blind=self.is_blind,
            unblinded=None if unblinding is None else Unblinded(unblinding.by, unblinding.at),
            continues=run.continues,
            opening=ShownOpening(run.opening_id, opening.title, opening.description, opening.criteria, opening.weights),
            criteria=opening.criteria,
            ranking_id=None if self._ranking is None else self._ranking.ranking_id,
            rankings=[
                ShownRanking(one.ranking_id, one.made_at, one.made_by, len(one.opening.criteria))
                for one in self._folder.ranking_notes()
            ],
            ranking=[
                self._candidate(candidate_id, rank)
                for candidate_id, rank in ranked_ids(self._scores)
                if self._is_read(candidate_id)
            ],
            failed=[self._failed(file) for file in self._stack if self._unread(file) is not None],
            progress=ShownProgress(**run.standing),
            channel=run.channel,
            created_at=run.created_at,
            started_at=run.started_at,
            finished_at=run.finished_at,
            expires_at=run.expires_at,
        )

    def candidate(self, candidate_id: str) -> WholeCandidate:
        """Raises: NotFound, there is none, or their file was not read."""
        ranks = dict(ranked_ids(self._scores))
        if candidate_id not in ranks or not self._is_read(candidate_id):
            raise no_candidate()
        shown = self._candidate(candidate_id, ranks[candidate_id])
        history = self._decisions.get(candidate_id, [])
        profile = self._known_of(self._read(candidate_id).profile)
        return whole_candidate(shown, profile, not self.is_blind, history)

    # -- parts -------------------------------------------------------------------------------------------------

    def _chosen(self, ranking_id: int | None) -> Ranking | None:
        if ranking_id is None:
            return self._folder.newest_ranking()
        chosen = self._folder.ranking(ranking_id)
        if chosen is None:
            raise NotFound("There is no such ranking; `rankings` lists those that are kept.", code="no_ranking")
        return chosen

    def _scores_now(self) -> dict[str, Score]:
        """Those of the ranking; where there is none yet, those with which candidates arrived."""
        if self._ranking is not None:
            return {one.candidate_id: one.score for one in self._ranking.candidates}
        read = ((file.candidate_id, self._outcome(file.candidate_id)) for file in self._stack)
        return {candidate_id: one.score for candidate_id, one in read if isinstance(one, ReadFile)}

    def _candidate(self, candidate_id: str, rank: int) -> ShownCandidate:
        files = [file for file in self._stack if file.candidate_id == candidate_id]
        first = next(file for file in files if not file.is_duplicate)
        return shown_candidate(
            candidate_id,
            self._name(first),
            rank,
            self._known_of(msgspec.structs.replace(self._read(candidate_id).profile, statements=[])),
            self._score(candidate_id),
            self._decisions.get(candidate_id, [_UNDECIDED])[-1],
            [ShownFile(file.file_id, self._name(file)) for file in files if file.is_duplicate],
            self._versions.get(candidate_id, []),
        )

    def _score(self, candidate_id: str) -> Score:
        score = self._scores[candidate_id]
        return score_without_identity(score, self._read(candidate_id).profile) if self.is_blind else score

    def _known_of(self, profile: Profile) -> Profile:
        """What the reader may know of a profile. To take the person out of every line takes a few milliseconds each:
        a ranking, which shows no line, leaves them out first.
        """
        return without_identity(profile) if self.is_blind else profile

    def _read(self, candidate_id: str) -> ReadFile:
        outcome = self._outcome(candidate_id)
        assert isinstance(outcome, ReadFile)
        return outcome

    def _is_read(self, candidate_id: str) -> bool:
        return isinstance(self._outcome(candidate_id), ReadFile)

    def _outcome(self, candidate_id: str) -> ReadFile | UnreadFile | None:
        """Read once, and only for whom it is needed: an answer about one of 500 leaves the others on the disk."""
        if candidate_id not in self._known:
            self._known[candidate_id] = self._folder.outcome(candidate_id)
        return self._known[candidate_id]

    def _name(self, file: StackFile) -> str:
        return f"Candidate {file.number}" if self.is_blind else file.name

    def _unread(self, file: StackFile) -> UnreadFile | None:
        outcome = self._outcome(file.candidate_id)
        return outcome if isinstance(outcome, UnreadFile) else None

    def _failed(self, file: StackFile) -> UnreadShown:
        unread = self._unread(file)
        assert unread is not None
        error = unread.told or unread.error if self.is_blind else unread.error
        return UnreadShown(file.file_id, file.candidate_id, self._name(file), error, unread.code)
