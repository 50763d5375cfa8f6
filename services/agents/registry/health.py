"""The health of agents elsewhere, looked at in the background by the one process that makes answers."""

from __future__ import annotations

import logging
import random
import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import SQLAlchemyError

from services.agents.registry.registry import Registry
from services.errors import TailraceError

AT_ONCE = 8

_log = logging.getLogger(__name__)


def keep_health(registry: Registry) -> None:
    """Look at every agent from time to time, for good. For a greenlet or thread of its own."""
    while True:
        time.sleep(registry.check_s * random.uniform(0.8, 1.2))  # noqa: S311 – not all servers at the same moment
        try:
            check_all(registry)
        except Exception:  # the next look may do better
            _log.exception("agents_not_checked")


def check_all(registry: Registry) -> None:
    try:
        agent_ids = [registration.id for registration in registry.list() if registration.is_enabled]
    except (SQLAlchemyError, TailraceError) as error:
        _log.warning("agents_not_checked", extra={"error": str(error)})
        return
    if agent_ids:
        with ThreadPoolExecutor(min(AT_ONCE, len(agent_ids)), thread_name_prefix="agent-health") as pool:
            list(pool.map(lambda agent_id: _check(registry, agent_id), agent_ids))


def _check(registry: Registry, agent_id: str) -> None:
    try:
        registry.check(agent_id)
    except (SQLAlchemyError, TailraceError) as error:
        _log.warning("agent_not_checked", extra={"agent": agent_id, "error": str(error)})
    except Exception:  # what one agent sends keeps no other from being looked at
        _log.exception("agent_not_checked", extra={"agent": agent_id})
