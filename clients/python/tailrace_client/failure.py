"""What can go wrong, as a tree.

    ClientError
    ├── PublishRefused   the server (or a check before sending) said no: sending the same again would not help
    ├── PublishFailed    no answer in time, however often it was tried
    └── StreamRefused    the server will not give this stream

No message, representation or log line of this package holds the token or the data of an event.
"""

from __future__ import annotations

from collections.abc import Sequence


class ClientError(Exception):
    """The root."""


class PublishRefused(ClientError):
    """``code`` is the server's, stable and for programs (``channel_closed``); ``status`` the HTTP status, 0 if nothing
    was sent.

    ``ids`` are those of the batches before, which are stored (``publish_all`` with more than one batch).
    """

    def __init__(self, code: str, message: str, status: int = 0, ids: Sequence[int] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.ids = list(ids)


class PublishFailed(ClientError):
    """The deadline passed. If the last tries got no answer at all, it is not known whether the events were stored.

    ``ids`` are those of the batches before, which are stored (``publish_all`` with more than one batch).
    """

    def __init__(self, message: str, ids: Sequence[int] = ()) -> None:
        super().__init__(message)
        self.ids = list(ids)


class StreamRefused(ClientError):
    """``code`` and ``status`` as of `PublishRefused`:
    the token is not valid, the channel not allowed, a name is wrong.
    """

    def __init__(self, code: str, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
