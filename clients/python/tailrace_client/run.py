"""``tailrace-run -- command``: runs a command, and shows it in Tailrace while it runs and how it ended.

    0 3 * * * TAILRACE_URL=https://… TAILRACE_TOKEN_FILE=~/.tailrace tailrace-run --kind backup -- /usr/local/bin/backup

The command comes first: it starts before anything is reported, its input, output, signals and exit status are its own,
and a server that is away neither stops nor delays it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Callable

from .command import Command, Ending, end_like
from .execution import ALERTS, DEFAULT_CHANNEL, EXPECT_WITHIN_S, GIVE_UP_AFTER_S, Execution

_NOT_FOUND, _NOT_STARTED = 127, 126
"""As a shell has them."""


def main(arguments: Sequence[str] | None = None) -> None:
    options = _options(sys.argv[1:] if arguments is None else arguments)
    name = options.command[0]
    try:
        command = Command(options.command)
    except OSError as error:
        reason = f"{name} could not be started: {error.strerror or error}"
        _complain(reason)
        _tell(_started(options), "failed", reason)
        end_like(_NOT_FOUND if isinstance(error, FileNotFoundError) else _NOT_STARTED)
    run = _started(options)
    ending = command.wait(_nothing if run is None else run.progress)
    command.end_at_a_signal()
    _tell(run, *_outcome(ending))
    end_like(ending.code)


def _started(options: argparse.Namespace) -> Execution | None:
    """The execution, reported as started; None, if nothing can be reported: the command is not to suffer from it."""
    environ = dict(os.environ)
    if options.url:
        environ["TAILRACE_URL"] = options.url
    if options.token_file:
        environ.pop("TAILRACE_TOKEN", None)
        environ["TAILRACE_TOKEN_FILE"] = options.token_file
    try:
        return Execution(
            options.title or Path(options.command[0]).name or options.command[0],
            channel=options.channel,
            kind=options.kind,
            id=options.id,
            expect_within_s=options.expect_within,
            alert_on_failure=options.alert_on_failure,
            give_up_after_s=options.give_up_after,
            environ=environ,
            complain=_complain,
        ).start()
    except (ValueError, RuntimeError) as error:
        _complain(f"nothing is reported: {error}")
        return None


def _outcome(ending: Ending) -> tuple[str, str | None]:
    if ending.code == 0:
        return "succeeded", None
    cause = f"exit status {ending.code}" if ending.code > 0 else _signal_name(-ending.code)
    reason = f"{cause}: {ending.last_lines}" if ending.last_lines else cause
    return ("cancelled" if ending.is_asked_for else "failed"), reason


def _tell(run: Execution | None, status: str, error: str | None) -> None:
    if run is not None:
        run.finish(status, error)


def _nothing(done: float, message: str | None) -> None:
    """Progress that nobody is told."""


def _signal_name(number: int) -> str:
    try:
        return f"ended by {signal.Signals(number).name}"
    except ValueError:
        return f"ended by signal {number}"


def _complain(problem: str) -> None:
    """One line on standard error."""
    with contextlib.suppress(OSError):  # there is none, or nobody reads it
        os.write(2, f"tailrace-run: {problem}\n".encode("utf-8", "replace"))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tailrace-run",
        description="Run a command, and show it in Tailrace while it runs and how it ended.",
        epilog="The server is TAILRACE_URL; the token TAILRACE_TOKEN, or in the file TAILRACE_TOKEN_FILE. "
        "A line '::progress 0.4 message' that the command writes is its progress.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--title", type=_text(255), help="what people call it (the command's name)")
    add("--kind", type=_text(64), help="what it is one of, such as backup or etl")
    add("--id", type=_text(255), help="names this execution, so that trying it again is the same one")
    add("--channel", default=DEFAULT_CHANNEL, help="where it is published (%(default)s)")
    add(
        "--expect-within",
        type=_seconds(1),
        default=EXPECT_WITHIN_S,
        metavar="S",
        help="silence in seconds after which it shows as no news (%(default)g)",
    )
    add("--alert-on-failure", choices=ALERTS, default="none", metavar="LEVEL", help=f"{', '.join(ALERTS)}")
    add(
        "--give-up-after",
        type=_seconds(0),
        default=GIVE_UP_AFTER_S,
        metavar="S",
        help="how long a server that is away is tried once the command has ended (%(default)g)",
    )
    add("--url", help="the server, in place of TAILRACE_URL")
    add("--token-file", help="the file with the token, in place of TAILRACE_TOKEN_FILE")
    add("command", nargs=argparse.REMAINDER, metavar="-- command …", help="the command and its arguments")
    options = parser.parse_args(arguments)
    if options.command[:1] == ["--"]:
        del options.command[0]
    if not options.command:
        parser.error("there is no command: tailrace-run [options] -- command …")
    return options


def _text(longest: int) -> Callable[[str], str]:
    def text(given: str) -> str:
        if not 1 <= len(given) <= longest or "\0" in given:
            raise argparse.ArgumentTypeError(f"a text of 1 to {longest} characters")
        return given.encode("utf-8", "replace").decode()  # bytes that are no text

    return text


def _seconds(least: float) -> Callable[[str], float]:
    def seconds(given: str) -> float:
        try:
            number = float(given)
        except ValueError:
            number = -1.0
        if not least <= number <= 1e9:
            raise argparse.ArgumentTypeError(f"a number of seconds from {least:g}")
        return number

    return seconds


if __name__ == "__main__":
    main()
