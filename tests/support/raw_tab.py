"""A tab outside Playwright's care. Playwright's pages pretend to be focused, so none is ever hidden, and a visible page
cannot be frozen. Here, as for a user, the last tab opened is in front and the others are hidden.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, CDPSession

from tests.support.condition import wait_until


class RawTab:
    def __init__(self, cdp: CDPSession, context_id: str, url: str) -> None:
        self._cdp = cdp
        self._answers: dict[int, dict[str, Any]] = {}
        self._asked = 0
        target_id = cdp.send("Target.createTarget", {"url": url, "browserContextId": context_id})["targetId"]
        self._session_id = cdp.send("Target.attachToTarget", {"targetId": target_id, "flatten": False})["sessionId"]
        cdp.on("Target.receivedMessageFromTarget", self._hear)

    def _hear(self, message: dict[str, Any]) -> None:
        if message["sessionId"] == self._session_id:
            answer = json.loads(message["message"])
            self._answers[answer.get("id", 0)] = answer

    def send(self, method: str, **parameters: Any) -> Any:
        self._asked += 1
        message = json.dumps({"id": self._asked, "method": method, "params": parameters})
        self._cdp.send("Target.sendMessageToTarget", {"sessionId": self._session_id, "message": message})

        def answered() -> bool:
            self._cdp.send("Browser.getVersion")  # lets Playwright hand over what has arrived
            return self._asked in self._answers

        wait_until(answered, method)
        return self._answers.pop(self._asked)["result"]

    def evaluate(self, expression: str) -> Any:
        return self.send("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def wait_for(self, expression: str) -> Any:
        return wait_until(lambda: self.evaluate(expression), expression)

    def freeze(self) -> None:
        assert self.evaluate("document.visibilityState") == "hidden", "only a hidden page can be frozen"
        self.send("Page.setWebLifecycleState", state="frozen")

    def thaw(self) -> None:
        self.send("Page.setWebLifecycleState", state="active")


@contextmanager
def raw_context(browser: Browser) -> Iterator[tuple[CDPSession, str]]:
    """The context that holds RawTabs. Its tabs share storage, locks and channels."""
    cdp = browser.new_browser_cdp_session()
    context_id = cdp.send("Target.createBrowserContext")["browserContextId"]
    yield cdp, context_id
    cdp.send("Target.disposeBrowserContext", {"browserContextId": context_id})
    cdp.detach()
