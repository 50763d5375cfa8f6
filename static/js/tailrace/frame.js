// @ts-check
/**
 * A frame is one block of the stream as it travels inside the client; an event is a frame as the program receives it.
 */

/** @typedef {import("./parser.js").Block} Frame plain data, so a BroadcastChannel can carry it */

/**
 * @typedef {object} Meaning
 * @property {string} type
 * @property {string | null} channel
 * @property {any} data decoded if it is JSON, otherwise the text
 */

/** Tailrace's named events about the stream itself. They are never stored; a publisher cannot use their names. */
const CONTROL = new Set(["heartbeat", "gap", "token_expiring", "closing", "done"]);

/** @param {Frame} frame */
export const isControl = (frame) => CONTROL.has(frame.event);

/**
 * Tailrace's data carries `type` and `channel`, whether or not the event is named. On other servers, the `event:` line
 * is the type.
 *
 * @param {Frame} frame
 * @returns {Meaning}
 */
export function meaningOf(frame) {
  const data = decode(frame.data ?? "");
  const { type, channel } = data !== null && typeof data === "object" ? data : /** @type {any} */ ({});
  return {
    type: frame.event || (typeof type === "string" && type !== "" ? type : "message"),
    channel: typeof channel === "string" ? channel : null,
    data,
  };
}

/** @param {string} text */
function decode(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Tailrace's first event: it has no name and no id, and says where the stream stands. Null for any other frame.
 *
 * @param {Frame} frame
 * @returns {{ client_id: string, head: string, from: string | null, heartbeat_s: number, channels?: string[],
 *   from_start?: boolean, at?: unknown } | null}
 */
export function openingOf(frame) {
  if (frame.id !== null || frame.event !== "" || !frame.data?.startsWith("{")) return null;
  const { type, data } = meaningOf(frame);
  const isOpening =
    (type === "connected" || type === "connection") && data.head !== undefined && data.client_id !== undefined;
  return isOpening ? { ...data, head: String(data.head), from: data.from === null ? null : String(data.from) } : null;
}

/**
 * What listeners receive: `event.data` is the decoded object, `event.id` the position, `event.channel` the channel it
 * was published to.
 */
export class StreamEvent extends Event {
  /**
   * @param {string} name under which it is dispatched
   * @param {Frame} frame
   * @param {Meaning} meaning
   */
  constructor(name, frame, meaning) {
    super(name);
    this.eventType = meaning.type;
    this.channel = meaning.channel;
    this.data = meaning.data;
    this.id = frame.id;
    /** The data as it was sent. */
    this.text = frame.data ?? "";
  }
}
