"""Revocation: a worker's streams whose login, right or signing key has gone are ended.

What is announced (`Control`) ends them at once. Every few seconds the worker also asks by itself, since nothing can be
announced while the log cannot be written.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping

import gevent

from services.streaming.delivery.subscription import Subscription
from services.streaming.end_reason import EndReason
from services.streaming.jitter import jittered

logger = logging.getLogger(__name__)

_LOOK_S = 2.0
_LOOKED_UP = 500
"""Logins per look-up, which takes about a millisecond."""


class Revocations:
    """``ended_logins`` picks, from some logins, those that have ended. ``may_still_read`` says whether a login may read
    some channels now. ``trusts_keys`` says whether none of some keys has been removed.
    """

    def __init__(
        self,
        subscriptions: Mapping[str, Subscription],
        ended_logins: Callable[[Collection[str]], Collection[str]],
        may_still_read: Callable[[str, Collection[str]], bool],
        trusts_keys: Callable[[Collection[str]], bool],
    ) -> None:
        self._subscriptions = subscriptions
        self._ended_logins = ended_logins
        self._may_still_read = may_still_read
        self._trusts_keys = trusts_keys

    def start(self) -> None:
        gevent.spawn(self._keep_looking)

    def revoke(self, login_id: str | None, user_id: str | None) -> None:
        """End the streams of one login, or of all logins of a user."""
        for subscription in list(self._subscriptions.values()):
            subscriber = subscription.subscriber
            if subscriber.login_id == login_id or subscriber.user_id == user_id:
                subscription.end(EndReason.REVOKED)

    def recheck(self, user_ids: Collection[str]) -> None:
        """End the streams of these users that they may no longer read. Returns at once: who listens to the log must
        not wait for the database.
        """
        gevent.spawn(self._recheck, frozenset(user_ids))

    def login_ids(self) -> list[str]:
        """The logins that streams of this worker rest on."""
        return list({subscription.subscriber.login_id for subscription in self._subscriptions.values()})

    def _recheck(self, user_ids: Collection[str]) -> None:
        for subscription in list(self._subscriptions.values()):
            subscriber = subscription.subscriber
            if subscriber.user_id not in user_ids:
                continue
            try:
                may_read = self._may_still_read(subscriber.login_id, subscription.request.channels)
            except Exception:  # the database does not answer: their client connects again, and is asked then
                logger.exception("rights_unknown")
                may_read = False
            if not may_read:
                subscription.end(EndReason.REVOKED)

    def _keep_looking(self) -> None:
        """End the streams of logins that have ended, even when that could not be announced, and of removed keys."""
        while True:
            gevent.sleep(jittered(_LOOK_S))
            login_ids = self.login_ids()
            try:
                self._end_distrusted()
                for first in range(0, len(login_ids), _LOOKED_UP):
                    for login_id in self._ended_logins(login_ids[first : first + _LOOKED_UP]):
                        self.revoke(login_id, None)
                    gevent.sleep(0.001)  # let others run
            except Exception:  # the database does not answer: ask again
                logger.exception("logins_unknown")

    def _end_distrusted(self) -> None:
        subscriptions = list(self._subscriptions.values())
        removed = {keys for keys in {one.subscriber.keys for one in subscriptions} if not self._trusts_keys(keys)}
        for subscription in subscriptions:
            if subscription.subscriber.keys in removed:
                subscription.end(EndReason.REVOKED)
