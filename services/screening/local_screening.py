"""A local screening: a folder of résumés read and ranked without a server, for the command line. Nothing is kept."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from services.errors import BadRequest, TailraceError
from services.identifier import new_id
from services.runs.local_run import OnProgress, run_locally
from services.screening.answer import Answer
from services.screening.opening_request import SentOpening
from services.screening.ranking_work import RankingWork
from services.screening.screening_folder import Arrived, ScreeningFolder
from services.screening.screening_kind import SCREENING
from services.screening.screening_request import ScreeningRequest
from services.screening.screening_run import local_screening
from services.screening.settings import ScreeningSettings
from services.screening.shown import ShownScreening
from services.screening.stack import is_ignored, shown_file_name
from services.settings.settings import Settings


class ScreeningFailed(TailraceError):
    """The folder was not screened; the message says why."""

    code = "screening_failed"


def screen_locally(
    folder: Path, sent: SentOpening, settings: Settings, *, as_of: str, is_blind: bool, on_progress: OnProgress
) -> ShownScreening:
    """Read and rank every file of a folder and of those below it. Blocks until it is done.

    However this call ends, its processes and their copies of the files are gone.

    Raises:
        TailraceError: why it cannot be screened. OSError: the folder cannot be read.
    """
    sent.check()
    work = RankingWork(settings.of(ScreeningSettings).own_terms)
    try:
        opening = work.opening("", sent)
    finally:
        work.close()
    with tempfile.TemporaryDirectory(prefix="tailrace-screening-") as data:
        own = settings.changed(server={"data": Path(data)}, files={"free_bytes": 0, "free_files": 0})
        request = ScreeningRequest(new_id(), as_of, is_blind)
        screening_folder = ScreeningFolder(own.data, request.screening_id)
        screening_folder.create()
        screening_folder.write_opening(opening)
        arrived = list(_copied(folder, screening_folder.arrived_folder))
        if not arrived:
            raise BadRequest(f"There are no files in {folder}; name the folder that has the résumés.")
        screening_folder.write_arrived(arrived)
        request = msgspec.structs.replace(request, files=len(arrived))
        outcome = run_locally(SCREENING, request.screening_id, msgspec.to_builtins(request), own, {}, on_progress)
        if outcome.state != "succeeded":
            raise ScreeningFailed(outcome.reason)
        return Answer(local_screening(request, opening.title), screening_folder, {}).screening()


def _copied(folder: Path, destination: Path) -> Iterator[Arrived]:
    """In the order of their names, without links and what is no file."""
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_file() and not path.is_symlink() and not is_ignored(name):
            stored = new_id()
            shutil.copyfile(path, destination / stored)
            yield Arrived(stored, shown_file_name(name))
