"""How an exchange fails.

ExchangeFailed   no answer, or no more of it
  OutOfTime        patience is over
"""

from __future__ import annotations


class ExchangeFailed(Exception):
    """The message is half a sentence: "broke the connection".

    ``was_sent`` is false if the request certainly never left. ``cause`` is what the system or the library raised.
    """

    def __init__(self, reason: str, *, was_sent: bool = True, cause: type[BaseException] | None = None) -> None:
        super().__init__(reason)
        self.was_sent = was_sent
        self.cause = cause


class OutOfTime(ExchangeFailed):
    def __init__(self) -> None:
        super().__init__("did not answer in time")
