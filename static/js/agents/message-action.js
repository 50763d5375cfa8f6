// @ts-check
// What one may do with a message.

/** @typedef {import("./answer.js").Message} Message */
/**
 * @typedef {object} MessageActions
 * @property {() => boolean} mayWrite
 * @property {(agentId: string) => string} nameOf
 * @property {(sibling: Message) => void} choose show the branch of this one
 * @property {(question: Message) => void} edit
 * @property {(answer: Message, agentId?: string) => void} again another answer to the same question
 * @property {(answer: Message) => void} goOn after this one, which was cut at its limit
 */

export {};
