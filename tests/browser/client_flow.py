"""What a page does with the browser client, for the network tests: follow a channel and keep what arrives."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.support.api import Api

CHANNEL = "jobs.client"
STREAM = f"/api/v1/stream?channel={CHANNEL}"
CONNECT = """async ({ url, options }) => {
  const { connect } = await import("/static/js/tailrace/index.js");
  window.ids = [];
  window.numbers = [];
  window.statuses = [];
  window.stream = connect(url, {
    onEvent: ({ id, data }) => id !== null && (window.ids.push(Number(id)), window.numbers.push(data.n)),
    onStatus: (status) => window.statuses.push(status),
    ...options,
  });
}"""


def follow(page: Page, **options: object) -> Page:
    """Connect, with ``options`` on top of the defaults."""
    page.evaluate(CONNECT, {"url": STREAM, "options": options})
    return wait_for_state(page, "connected")


def wait_for_state(page: Page, state: str, *, within_s: float = 20) -> Page:
    page.wait_for_function("state => window.stream.state === state", arg=state, timeout=within_s * 1000)
    return page


def publish(api: Api, first: int, last: int) -> None:
    api.publish_all([{"channel": CHANNEL, "type": "step", "data": {"n": n}} for n in range(first, last + 1)])


def expect_numbers(page: Page, last: int, *, within_s: float = 20) -> None:
    """Expect everything from 1 to ``last``, once and in order."""
    page.wait_for_function("last => window.numbers.at(-1) >= last", arg=last, timeout=within_s * 1000)
    assert page.evaluate("window.numbers") == list(range(1, last + 1))
    ids = page.evaluate("window.ids")
    assert ids == sorted(set(ids))
