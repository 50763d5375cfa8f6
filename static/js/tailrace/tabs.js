// @ts-check
/**
 * One connection for all tabs of a browser: on HTTP/1.1 a browser opens at most six to a host, across all its tabs.
 *
 * The tab that holds the Web Lock leads: it owns the connection and passes every frame on over a BroadcastChannel.
 * However that tab goes away, the browser passes the lock on at once. Every tab keeps its own position and sends it
 * when it meets a leader ("hello"); the leader answers with what the tab missed ("welcome"), and then sends each frame.
 * So a handover loses nothing, and ids reveal duplicates.
 */

import { Connection } from "./connection.js";
import { openingOf } from "./frame.js";
import { Replay } from "./replay.js";
import { compareIds } from "./seen.js";
import { STATES } from "./state.js";
import { Watchdog } from "./watchdog.js";

/** @typedef {import("./frame.js").Frame} Frame */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./state.js").Status} Status */
/** @typedef {import("./message.js").Message} Message */

/**
 * @typedef {object} SharedHooks
 * @property {(frame: Frame) => boolean} onFrame says whether it was new
 * @property {(status: Status) => void} onStatus
 * @property {(error: import("./state.js").StreamError) => void} onError
 * @property {() => void} onAlive this tab's connection, or its leader, has shown a sign of life
 * @property {() => string} position the last id that this tab has had
 * @property {(position: string) => void} onJoin adopts the position of a running stream
 */

/** Silence after which a follower asks if its leader is alive, then takes over. Longer than the leader's own stall. */
const PATIENCE_MS = 5000;
const ALIVE_INTERVAL_MS = 5000;
const FAREWELL_MS = 1000;

/** @param {Plan["environment"]} environment */
export const canShare = ({ locks, BroadcastChannel }) => locks !== null && BroadcastChannel !== null;

export class SharedConnection {
  #plan;
  #name;
  #hooks;
  #counts;
  #tab = crypto.getRandomValues(new Uint32Array(2)).join("-");
  #replay = new Replay();
  #watchdog;

  /** @type {BroadcastChannel | null} */ #bus = null;
  /** @type {AbortController | null} */ #candidacy = null;
  /** This tab's own connection, while it leads or has had to split off. @type {Connection | null} */
  #connection = null;
  /** @type {(() => void) | null} */ #release = null;

  // As a follower: whom we follow, and the number of its next message. "" until it has welcomed us.
  #leader = "";
  #next = 0;
  #isMember = false;

  // As the leader.
  /** @type {Frame | null} */ #opening = null;
  /** @type {Status} */ #status = { state: STATES.CONNECTING };
  /** @type {Frame[]} */ #unsent = [];
  #sent = 0;
  #alive_at = 0;

  /**
   * @param {Plan} plan
   * @param {string} identity
   * @param {SharedHooks} hooks
   * @param {import("./counts.js").Counts} counts
   */
  constructor(plan, identity, hooks, counts) {
    this.#plan = plan;
    this.#name = `tailrace:${identity}`;
    this.#hooks = hooks;
    this.#counts = counts;
    this.#watchdog = new Watchdog(plan.environment, plan.stallMs + PATIENCE_MS, (silent_ms) => this.#doubt(silent_ms));
  }

  /** @param {string} position */
  start(position) {
    this.stop();
    const { BroadcastChannel } = this.#plan.environment;
    this.#replay.reset(position);
    this.#isMember = false;
    this.#bus = new /** @type {typeof globalThis.BroadcastChannel} */ (BroadcastChannel)(this.#name);
    this.#bus.onmessage = ({ data }) => this.#hear(data.tab, data);
    this.#hooks.onStatus({ state: STATES.CONNECTING });
    this.#follow();
    void this.#stand();
  }

  /** Leaves: the lock, if held, passes on at once. */
  stop() {
    this.#watchdog.stop();
    this.#candidacy?.abort();
    this.#stopLeading();
    this.#bus?.close();
    this.#bus = null;
  }

  check() {
    this.#connection?.check();
    this.#watchdog.check();
  }

  /** @param {number} offline_at */
  online(offline_at) {
    this.#connection?.online(offline_at);
  }

  tryNow() {
    if (this.#connection) this.#connection.tryNow();
    else this.#say({ kind: "hurry" });
  }

  /** Waits for the lock, or takes it from a leader that no longer answers. */
  async #stand(steal = false) {
    this.#candidacy?.abort();
    const candidacy = (this.#candidacy = new AbortController());
    const { signal } = candidacy;
    const locks = /** @type {Pick<LockManager, "request">} */ (this.#plan.environment.locks);
    try {
      await locks.request(this.#name, steal ? { steal } : { signal }, () =>
        signal.aborted ? undefined : this.#lead(),
      );
    } catch (cause) {
      if (signal.aborted) return;
      this.#stopLeading();
      if (/** @type {any} */ (cause)?.name !== "AbortError") return this.#part(); // locks are forbidden here
      this.#follow(); // another tab found this one silent and has taken the lock
      void this.#stand();
    }
  }

  /** @returns {Promise<void>} resolves when this tab no longer leads: the lock is held until then */
  #lead() {
    this.#leader = "";
    this.#opening = null;
    this.#watchdog.stop();
    return new Promise((release) => {
      this.#release = release;
      this.#say({ kind: "leader" });
      this.#connect((frame) => this.#tell(frame));
    });
  }

  #stopLeading() {
    this.#connection?.stop();
    this.#connection = null;
    this.#send();
    // If the stream is complete, first tell the tabs waiting for the lock that they no longer need it.
    if (this.#release && this.#status.state === STATES.COMPLETE)
      this.#plan.environment.setTimeout(this.#release, FAREWELL_MS);
    else this.#release?.();
    this.#release = null;
  }

  /** Opens a connection for this tab alone: always correct when sharing is impossible. */
  #part() {
    this.stop();
    this.#connect((frame) => void this.#hooks.onFrame(frame));
  }

  /** @param {(frame: Frame) => void} onFrame */
  #connect(onFrame) {
    const { onError } = this.#hooks;
    const hooks = {
      onFrame,
      onError,
      onStatus: (/** @type {Status} */ status) => this.#onStatus(status),
      onAlive: () => this.#onAlive(),
    };
    this.#connection = new Connection(this.#plan, hooks, this.#counts);
    this.#connection.start(this.#hooks.position());
  }

  /** @param {Frame} frame */
  #tell(frame) {
    if (openingOf(frame)) {
      this.#opening = frame;
      if (this.#replay.start === "") this.#replay.reset(this.#connection?.position ?? "");
    }
    if (frame.id !== null) this.#replay.add(frame);
    if (this.#unsent.push(frame) === 1) queueMicrotask(() => this.#send()); // one message for everything in a chunk
    this.#hooks.onFrame(frame);
  }

  #send() {
    if (this.#unsent.length === 0) return;
    this.#say({ kind: "frames", number: this.#sent++, frames: this.#unsent });
    this.#unsent = [];
  }

  /** @param {Status} status a refusal concerns this tab alone; a complete stream is complete for all */
  #onStatus(status) {
    this.#status = status;
    this.#send();
    if (status.state !== STATES.FAILED || status.retry_in_ms !== undefined) this.#say({ kind: "status", status });
    this.#hooks.onStatus(status);
  }

  #onAlive() {
    this.#hooks.onAlive();
    const now = this.#plan.environment.now();
    if (now - this.#alive_at < ALIVE_INTERVAL_MS) return;
    this.#alive_at = now;
    this.#say({ kind: "alive" });
  }

  /** @param {Message} message */
  #say(message) {
    this.#bus?.postMessage({ ...message, tab: this.#tab });
  }

  /**
   * @param {string} tab
   * @param {Message} message
   */
  #hear(tab, message) {
    if (message.kind === "hello") return this.#release && this.#greet(tab, message);
    if (message.kind === "hurry") return this.#release && this.#connection?.tryNow();
    if (this.#release || this.#connection) return; // a leader, or on its own
    if ("to" in message && message.to !== this.#tab) return;
    if (message.kind === "leader") return this.#follow();
    if (message.kind === "welcome") return this.#join(tab, message);
    if (message.kind === "stranger") return this.#part();
    if (tab !== this.#leader) return;
    this.#watchdog.heard();
    this.#hooks.onAlive();
    if (message.kind === "status") this.#hooks.onStatus(message.status);
    if (message.kind !== "frames") return;
    if (message.number !== this.#next++) return this.#follow(); // a message was lost: ask for it
    this.#take(message.frames);
  }

  /** Tells the leader where this tab is; frames count again once it has answered. */
  #follow() {
    this.#leader = "";
    this.#watchdog.start();
    this.#say({ kind: "hello", position: this.#hooks.position(), isMember: this.#isMember });
  }

  /**
   * @param {string} tab
   * @param {Extract<Message, { kind: "welcome" }>} welcome
   */
  #join(tab, { status, opening, frames, position, next }) {
    this.#leader = tab;
    this.#next = next;
    this.#isMember = true;
    this.#watchdog.heard();
    this.#hooks.onStatus(status);
    this.#take(opening ? [opening, ...frames] : frames);
    if (this.#hooks.position() === "" && position !== "") {
      this.#hooks.onJoin(position);
      this.#replay.reset(position);
    }
  }

  /** @param {Frame[]} frames */
  #take(frames) {
    for (const frame of frames) if (this.#hooks.onFrame(frame) && frame.id !== null) this.#replay.add(frame);
  }

  /**
   * Answers a tab that has just joined or has missed something.
   *
   * @param {string} tab
   * @param {Extract<Message, { kind: "hello" }>} hello
   */
  #greet(tab, { position, isMember }) {
    const connection = /** @type {Connection} */ (this.#connection);
    const { ordered } = connection;
    const frames = this.#replay.after(position, ordered);
    const isBehind = frames === null && position !== "" && !isMember;
    this.#send();
    if (isBehind && !ordered) return this.#say({ kind: "stranger", to: tab });
    const welcome = { opening: this.#opening, frames: frames ?? [], position: connection.position, next: this.#sent };
    this.#say({ kind: "welcome", to: tab, status: this.#status, ...welcome });
    if (frames !== null || position === "" || !ordered || compareIds(position, connection.position) >= 0) return;
    this.#replay.reset(position); // not in memory: resend to all; each skips what it has
    connection.rewind(position);
  }

  /** @param {number} silent_ms */
  #doubt(silent_ms) {
    if (silent_ms < this.#plan.stallMs + 2 * PATIENCE_MS) {
      this.#say({ kind: "hello", position: this.#hooks.position(), isMember: this.#isMember });
    } else {
      this.#watchdog.stop();
      void this.#stand(true);
    }
  }
}
