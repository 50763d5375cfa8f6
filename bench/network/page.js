// Follows a channel with the browser client or with the browser's own EventSource, and keeps what arrives, and when.
async ({ kind, count, channel }) => {
  for (const stop of window.stops ?? []) stop();
  window.stops = [];
  window.followers = Array.from({ length: count }, () => ({
    numbers: [],
    at_ms: [],
    gaps: 0,
    reconnects: 0,
    polled_ms: 0,
    total_ms: 0,
    is_complete: false,
    states: [],
  }));
  window.longest_stall_ms = 0;
  let called = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    window.longest_stall_ms = Math.max(window.longest_stall_ms, now - called - 100);
    called = now;
  }, 100);
  window.stops.push(() => clearInterval(timer));
  const take = (follower, n) => {
    follower.numbers.push(n);
    follower.at_ms.push(Date.now());
  };
  const url = `/api/v1/stream?channel=${channel}`;

  const ours = async (follower) => {
    const { connect } = await import("/static/js/tailrace/index.js");
    let since = Date.now();
    let state = "";
    const stream = connect(url, {
      from: "start",
      persist: false,
      share: false,
      onEvent: ({ id, data }) => id !== null && take(follower, data.n),
      onStatus: (status) => {
        const now = Date.now();
        if (state === "polling") follower.polled_ms += now - since;
        follower.total_ms += now - since;
        [state, since] = [status.state, now];
        follower.states.push([now, status.state, status.reason ?? ""]);
        follower.reconnects = stream.counts.reconnects;
        follower.is_complete = state === "complete";
      },
    });
    window.stops.push(() => stream.disconnect());
    stream.addEventListener("gap", () => (follower.gaps += 1));
  };

  const native = async (follower) => {
    const answer = await fetch("/api/v1/auth/stream-token", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ channels: [channel] }),
    });
    const { token } = await answer.json();
    const source = new EventSource(`${url}&last_event_id=0&token=${token}`);
    window.stops.push(() => source.close());
    let opened = 0;
    source.onopen = () => (follower.reconnects = opened++);
    source.onmessage = ({ data }) => {
      const { type, n } = JSON.parse(data);
      if (type === "step") take(follower, n);
    };
    source.addEventListener("gap", () => (follower.gaps += 1));
    source.addEventListener("done", () => {
      follower.is_complete = true;
      source.close();
    });
  };

  for (const follower of window.followers) void { ours, native }[kind](follower);
};
