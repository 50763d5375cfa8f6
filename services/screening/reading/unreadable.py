"""Why a file could not be read: a code for programs and a sentence for the recruiter."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "empty", "encrypted", "corrupt", "no_text", "ocr_failed", "ocr_missing", "ocr_found_nothing", "too_large",
    "too_much_text", "unsupported", "no_pages", "timeout", "memory", "crashed",
]  # fmt: skip


class UnreadableFile(Exception):
    """``reason`` is a sentence of its own. It names the cause and, where there is one, the mend."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(reason)
        self.code: Code = code
        self.reason = reason


def corrupt(what: str) -> UnreadableFile:
    return UnreadableFile("corrupt", f"The file is damaged: {what}.")


def encrypted() -> UnreadableFile:
    return UnreadableFile("encrypted", "The file is protected by a password. Ask for a copy without one.")


def no_text() -> UnreadableFile:
    return UnreadableFile("no_text", "The file holds no text that a reader could see.")
