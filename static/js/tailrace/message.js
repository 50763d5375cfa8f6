// @ts-check
/**
 * What the tabs of a browser say to each other about the connection that they share, as plain data. A `hello` is
 * answered with a `welcome`, which is meant for one tab; `hurry` asks the leader to try again now.
 */

/** @typedef {import("./frame.js").Frame} Frame */
/** @typedef {import("./state.js").Status} Status */

/**
 * @typedef {{ kind: "hello", position: string, isMember: boolean }
 *   | { kind: "leader" }
 *   | { kind: "welcome", to: string, status: Status, opening: Frame | null, frames: Frame[], position: string,
 *       next: number }
 *   | { kind: "stranger", to: string }
 *   | { kind: "frames", number: number, frames: Frame[] }
 *   | { kind: "status", status: Status }
 *   | { kind: "alive" }
 *   | { kind: "hurry" }} Message each with the sender's name in `tab`
 */

export {};
