// @ts-check
// A conversation is a tree: a question that was worded anew, or asked again, stands beside the earlier one. One branch
// of it is shown.

/** @typedef {import("./answer.js").Message} Message */

/**
 * The messages from the first to a last one. Without a choice it is the newest at every fork.
 * @param {Message[]} messages oldest first
 * @param {string | null} [leaf] a message that the branch shall hold
 * @returns {Message[]}
 */
export function branchOf(messages, leaf = null) {
  const byId = new Map(messages.map((message) => [message.id, message]));
  /** @type {Map<string | null, string>} */
  const chosen = new Map();
  /** @type {Set<string>} */
  const met = new Set();
  for (let one = byId.get(leaf ?? ""); one && !met.has(one.id); one = byId.get(one.parent_id ?? "")) {
    met.add(one.id);
    chosen.set(parentOf(one, byId), one.id);
  }
  const children = childrenOf(messages);
  /** @type {Message[]} */
  const branch = [];
  /** @type {Set<string>} */
  const taken = new Set();
  for (let parent = /** @type {string | null} */ (null); ;) {
    const next = byId.get(chosen.get(parent) ?? "") ?? children.get(parent)?.at(-1);
    if (!next || taken.has(next.id)) return branch;
    taken.add(next.id);
    branch.push(next);
    parent = next.id;
  }
}

/** What stands beside a message, itself among them, oldest first. */
export function siblingsOf(/** @type {Message[]} */ messages, /** @type {Message} */ message) {
  const byId = new Map(messages.map((one) => [one.id, one]));
  const parent = parentOf(message, byId);
  return messages.filter((one) => parentOf(one, byId) === parent && one.role === message.role);
}

/** A message whose parent is not there begins a branch. */
function parentOf(/** @type {Message} */ message, /** @type {Map<string, Message>} */ byId) {
  const { parent_id } = message;
  return parent_id !== null && byId.has(parent_id) ? parent_id : null;
}

function childrenOf(/** @type {Message[]} */ messages) {
  const byId = new Map(messages.map((one) => [one.id, one]));
  /** @type {Map<string | null, Message[]>} */
  const children = new Map();
  for (const message of messages) {
    const parent = parentOf(message, byId);
    children.set(parent, [...(children.get(parent) ?? []), message]);
  }
  return children;
}
