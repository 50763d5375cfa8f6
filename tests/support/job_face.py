"""A face that has only the kinds of jobs that tests run."""

from services.face import Face
from services.scanning.settings import ScanningSettings
from tests.support.job_kinds import KINDS

FACE = Face(name="jobs", module=__name__, service=lambda _rooms: None, settings=ScanningSettings, jobs=KINDS)
