// @ts-check
// The playground: one stream at a time, with everything about it in sight.

import { announce } from "../components/announcer.js";
import { oncePerFrame } from "../components/animation-frame.js";
import { connectionBadge } from "../components/connection-badge.js";
import { find, setIcon, setText } from "../components/element.js";
import { onKey } from "../components/shortcut.js";
import { isSignedOut } from "../components/signed-out.js";
import { _ } from "../components/text.js";
import { ConnectForm } from "./connect.js";
import { countArrivals, countState, startCounters } from "./counter.js";
import { CounterView, summary } from "./counter-view.js";
import { LogView } from "./log-view.js";
import { FailingNetwork } from "./network.js";
import { clearNotice, showEnded, showRefused } from "./notice.js";
import { PublishForm } from "./publish.js";
import { openSession } from "./session.js";
import { SnippetView } from "./snippet-view.js";
import { detailOf, phaseOf, spoken } from "./state.js";

/** @typedef {import("../tailrace/state.js").Status} Status */

const TICK_MS = 500;
const SUMMARY_MS = 15_000;

const page = find("[data-playground]");
const root = document.documentElement.dataset.root ?? "/";
const user = page.dataset.user ?? "";
const username = page.dataset.username ?? "";
const mayPublish = page.dataset.mayPublish !== undefined;

const network = new FailingNetwork();
const badge = connectionBadge();
const log = new LogView();
const view = new CounterView();
const connectForm = new ConnectForm({
  user,
  fallback: page.dataset.channel ?? "",
  onConnect: open,
  onDisconnect: () => stream?.disconnect(),
  onChange: channelsChanged,
});
const snippets = new SnippetView({
  root: new URL(root, location.href).href,
  channels: connectForm.channels,
  channel: page.dataset.channel ?? "",
  type: "greeting",
  data: { text: "Hello" },
});
const publishing = new PublishForm({ root, username, onChange: (draft) => snippets.set(draft), onFresh: takeFresh });

/** @type {ReturnType<typeof openSession> | null} */
let stream = null;
/** @type {Status} */
let status = { state: "closed" };
let since_ms = Date.now();
let counters = startCounters(Date.now());
/** @type {import("./log.js").Arrival[]} */
let arrived = [];
let untold = 0;
let told_ms = 0;
/** @type {(() => void) | null} what to do once the stream has said where it stands */
let whenOpen = null;

const isOpen = () => phaseOf(status) !== "closed";

function open(/** @type {{channels: string[], from: string}} */ { channels, from }) {
  network.heard_ms = network.bytes = 0;
  network.setOffline(false);
  counters = startCounters(Date.now());
  clearNotice();
  const opened = openSession(
    { root, user, channels, from, network },
    {
      onArrival(arrival) {
        arrived.push(arrival);
        if (arrival.kind === "event") badge.flow();
        if (arrival.type === "connected" && arrival.kind === "control") opening();
        render();
      },
      onStatus: (next) => changed(next, channels),
    },
  );
  stream = opened;
  badge.follow(opened);
  changed(opened.status, channels);
}

function opening() {
  const action = whenOpen;
  whenOpen = null;
  action?.();
}

function changed(/** @type {Status} */ next, /** @type {string[]} */ channels) {
  const before = phaseOf(status);
  if (next.state !== status.state) since_ms = Date.now();
  status = next;
  counters = countState(counters, status.state, Date.now());
  badge.show(status);
  const sentence = spoken(status);
  if (sentence && (before !== phaseOf(status) || status.state === "failed")) announce(sentence);
  connectForm.setOpen(isOpen(), stream?.lastEventId ?? "");
  if (!isOpen()) network.setOffline(false);
  if (status.state === "complete") showEnded(channels, takeFresh);
  if (status.state === "failed" && !isOpen() && !isSignedOut(status)) showRefused(status, channels, username);
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-try]")))
    button.disabled = !isOpen();
  showOffline();
  render();
}

const render = oncePerFrame(() => {
  const events = arrived;
  arrived = [];
  counters = countArrivals(counters, events);
  if (events.length) log.add(events);
  untold += events.filter(({ kind }) => kind === "event").length;
  show();
});

function show() {
  const now_ms = Date.now();
  view.show(counters, stream?.counts ?? null, network);
  const phase = phaseOf(status);
  for (const item of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-states] [data-for]"))) {
    if (item.dataset.for === phase) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
  const silent_ms = network.heard_ms ? now_ms - network.heard_ms : null;
  setText(
    find("[data-state-detail]"),
    detailOf(status, { since_ms: now_ms - since_ms, silent_ms, position: stream?.lastEventId ?? "" }),
  );
  if (untold > 0 && now_ms - told_ms > SUMMARY_MS) {
    announce(summary(counters, stream?.counts ?? null));
    [untold, told_ms] = [0, now_ms];
  }
}

/** The form publishes to the channel the page listens to, until someone changes it. */
function channelsChanged(/** @type {string[]} */ channels) {
  snippets.set({ channels });
  if (!channels.includes(publishing.channel) && mayPublish) publishing.channel = channels[0];
}

function takeFresh(/** @type {string} */ channel) {
  stream?.disconnect();
  publishing.channel = channel;
  connectForm.set([channel]);
  connectForm.connect();
}

function first() {
  if (mayPublish) whenOpen = () => void publishing.publish();
  if (!isOpen()) connectForm.connect();
  else opening();
}

const tries = /** @type {Record<string, () => void>} */ ({
  drop: () => network.drop(),
  hush: () => network.hush(),
  offline: () => {
    network.setOffline(!network.isOffline);
    showOffline();
  },
});

function showOffline() {
  const button = find('[data-try="offline"]');
  button.setAttribute("aria-pressed", String(network.isOffline));
  setText(button.querySelector("span"), network.isOffline ? _("Come back online") : _("Go offline"));
  setIcon(button.querySelector("svg"), network.isOffline ? "radio" : "wifi-off");
}

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-try]"))) {
  button.addEventListener("click", () => tries[button.dataset.try ?? ""]());
}
find("[data-first]").addEventListener("click", first);
onKey("c", () => connectForm.toggle());
onKey("p", () => log.toggle());
onKey("e", () => void publishing.publish());
onKey("d", () => isOpen() && network.drop());
setInterval(show, TICK_MS);
channelsChanged(connectForm.channels);
badge.show(status);
show();
