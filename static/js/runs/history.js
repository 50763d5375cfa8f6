// @ts-check
// The events of a run that has ended, read once, page by page, without a stream.

import { request } from "../components/request.js";

const PAGE = 1000;

/**
 * @param {import("./run.js").Run} run
 * @param {(event: import("./stream.js").RunEvent) => void} onEvent is given them in their order
 */
export async function readHistory(run, onEvent) {
  const root = document.documentElement.dataset.root ?? "/";
  const url = `${root}api/v1/channels/${encodeURIComponent(run.channel)}/events`;
  for (let after = 0, isDone = false; !isDone;) {
    const page = await request("GET", `${url}?after=${after}&limit=${PAGE}`);
    if (page.gap) onEvent({ ...page.gap, type: "gap", isLive: false });
    for (const { id, type, data, at } of page.events)
      if (type !== "stream_end") onEvent({ ...data, type, id, at: data.at ?? at, isLive: false });
    isDone = page.events.length === 0 || page.done;
    after = page.next;
  }
}
