"""Page work: images of a candidate's pages, drawn by a process of their own when they are first looked at, and kept."""

from __future__ import annotations

from pathlib import Path

from services.errors import NotFound
from services.process.slots import Slots
from services.screening.reading.unreadable import UnreadableFile

AT_ONCE = 2
"""In one web worker, of all users."""

WAIT_S = 20.0


class PageWork:
    """Of one web worker. Calls block; they start a process, so under gevent they come from a greenlet."""

    def __init__(self) -> None:
        self._slots = Slots(AT_ONCE, WAIT_S, busy="Too many pages are being drawn; try again in a moment.")

    def drawn(self, file: Path, number: int) -> bytes:
        """The image of a page, which counts from 1, as PNG.

        Raises: NotFound: there is none of this page. Unavailable: too many are being drawn.
        """
        # Imported here: it loads readers of PDF and XML, which every process of the server would have otherwise.
        from services.screening.reading.page_image import PageImages

        try:
            with self._slots.one(), PageImages(file) as images:
                return images.png(file, number)
        except UnreadableFile as unreadable:
            raise NotFound(f"There is no image of this page. {unreadable.reason}", code="no_page") from None
