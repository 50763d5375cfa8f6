"""The values that the faces of a process add to the labels of its meters: every series has to be known at the start."""

from __future__ import annotations

from collections.abc import Iterable

from services.companion.companion import Companion
from services.jobs.meter import JOB_KIND
from services.part import PART
from services.streaming.meter import STREAM_KIND


def know_faces(channels: Iterable[str], job_kinds: Iterable[str], companions: Iterable[Companion]) -> None:
    STREAM_KIND.allow(*channels)
    JOB_KIND.allow(*job_kinds)
    PART.allow(*(companion.name for companion in companions))
