"""The source stage of a scan: an uploaded archive is unpacked, everything else is fetched. Then the child gives up what
only this took.
"""

from __future__ import annotations

from services.errors import BadRequest
from services.jobs.child.context import JobContext
from services.scanning.scan_request import ScanRequest
from services.scanning.source import source
from services.settings.settings import Settings


def bring_source(
    context: JobContext, request: ScanRequest, settings: Settings, on_progress: source.OnProgress
) -> source.Checkout:
    """Raises: TailraceError."""
    limits = source.SourceLimits.of(settings)
    destination = context.workdir / "checkout"
    if not request.upload:
        return source.fetch(
            source.parse_location(request.address, settings),
            destination,
            ref=request.ref,
            access_token=context.secret.get("access_token"),
            limits=limits,
            on_progress=on_progress,
            on_arrival=context.drop_early_access,
        )
    context.drop_early_access()
    archive = context.workdir / request.upload
    try:
        return source.unpack(archive, destination, limits, on_progress)
    except FileNotFoundError:
        raise BadRequest("The uploaded archive is no longer there; upload it again.") from None
    finally:
        archive.unlink(missing_ok=True)
