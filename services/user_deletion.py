"""Deleting a user with all that they own, in whichever face and store it lies: first they are put out, then deleted."""

from __future__ import annotations

from services.auth.audit import COMMAND_LINE, Actor
from services.container import Container
from services.errors import Conflict
from services.jobs.job import LIVE


def put_out(found: Container, username: str, *, by: Actor = COMMAND_LINE) -> None:
    """Disable a user who is about to be deleted, so that nothing new starts, and end their live streams.

    Raises: NotFound. Conflict: they are the last admin.
    """
    user = found.users.dispensable(username)
    if user.disabled_at is None:
        found.users.disable(username, by=by)
    found.control.revoke(user_id=user.id)


def delete_user(found: Container, username: str, *, by: Actor = COMMAND_LINE) -> list[str]:
    """What went with the user, in a few words each ("3 analyses"). Waits for the disk: a web worker calls it in a
    thread. Put them out first.

    Raises:
        NotFound. Conflict: they are the last admin, or have work in progress.
    """
    user = found.users.dispensable(username)
    if live := found.jobs.list(user.id, LIVE):
        names = ", ".join(job.id for job in live)
        raise Conflict(
            f"{username} is disabled but has work in progress: cancel it ({names}), then delete them again.",
            code="user_busy",
        )
    deleted = [face.delete_user(found.service(face), user.id) for face in found.faces if face.delete_user]
    for prefix in found.channels:  # such as progress.<user id>
        found.event_log.purge(f"{prefix}.{user.id}")
    found.journal.forget(user.id)
    found.refusals.forget(user.id)
    gone = [words for words in deleted if words]
    found.users.delete(user, by=by, deleted=gone)
    found.control.forget(user.id)  # what workers have noted since
    return gone
