// @ts-check
// An answer as its events tell it, one after the other. The same events give the same answer, in every tab and after
// every reload.

/** @typedef {"live" | "complete" | "broken_off" | "failed" | "cancelled" | "input_required"} AnswerState */
/** @typedef {{agent_id: string, agent_name?: string, confidence: number}} Alternative */
/**
 * @typedef {object} Routing
 * @property {string} agent_id
 * @property {string} [agent_name]
 * @property {string} [protocol]
 * @property {number} confidence
 * @property {string} [reasoning]
 * @property {Alternative[]} [alternatives]
 */
/** @typedef {{text: string, step?: Record<string, unknown> | null}} Step */
/**
 * @typedef {object} Artifact
 * @property {string} artifact_id
 * @property {string} [name]
 * @property {"file" | "data" | "text"} kind
 * @property {string} [url]
 * @property {number} [bytes]
 * @property {string} [media_type]
 * @property {any} [data]
 * @property {string} [text]
 */

/**
 * A message of a conversation, a question or an answer, as the server tells it.
 * @typedef {object} Message
 * @property {string} id
 * @property {string | null} parent_id
 * @property {"user" | "agent"} role
 * @property {string} text
 * @property {string | null} [agent_id]
 * @property {string | null} [agent_name]
 * @property {string | null} [run_id]
 * @property {AnswerState} state
 * @property {number} created_at
 * @property {number | null} [seconds]
 * @property {number | null} [tokens_in]
 * @property {number | null} [tokens_out]
 * @property {boolean} [cut]
 * @property {string | null} [code]
 * @property {string | null} [error]
 * @property {string | null} [prompt] what the agent wants to know
 * @property {Routing | null} [routing]
 * @property {Artifact[]} [artifacts]
 * @property {Step[]} [steps]
 * @property {Alternative[]} [alternatives] whom one may ask now that this one failed
 */

/** @typedef {{type: string, data: any}} RunEvent */

/** The message as it is before its first event. @returns {Message} */
export function beginning(/** @type {Message} */ message) {
  return { ...message, text: "", steps: [], artifacts: [], routing: null, error: null, code: null, prompt: null };
}

/**
 * The message after an event. Unknown events change nothing.
 * @param {Message} message
 * @param {RunEvent} event
 * @returns {Message}
 */
export function reduce(message, { type, data }) {
  switch (type) {
    case "routing_completed":
      return { ...message, routing: data, agent_id: data.agent_id, agent_name: data.agent_name ?? message.agent_name };
    case "agent_execution_started":
      return { ...message, agent_id: data.agent_id ?? message.agent_id };
    case "agent_status":
      return { ...message, steps: [...(message.steps ?? []), { text: String(data.text ?? ""), step: data.step }] };
    case "response_chunk":
      return withParts(message, data);
    case "input_required":
      return { ...message, state: "input_required", prompt: String(data.prompt ?? "") };
    case "completed":
      return completed(message, data);
    case "failed":
      return failed(message, data);
    default:
      return message;
  }
}

/** @returns {Message} */
function completed(/** @type {Message} */ message, /** @type {any} */ data) {
  const whole = message.text || (message.artifacts ?? []).length > 0 ? message : withParts(message, data);
  return {
    ...whole,
    state: "complete",
    agent_id: data.agent_id ?? message.agent_id,
    tokens_in: data.usage?.tokens_in ?? null,
    tokens_out: data.usage?.tokens_out ?? null,
    cut: Boolean(data.cut),
    seconds: data.seconds ?? message.seconds ?? null,
  };
}

/** @returns {Message} what an agent said before it failed stays */
function failed(/** @type {Message} */ message, /** @type {any} */ { code, message: error, alternatives }) {
  const state = code === "cancelled" ? "cancelled" : message.text ? "broken_off" : "failed";
  return { ...message, state, code, error: String(error ?? ""), alternatives };
}

/** @returns {Message} */
function withParts(/** @type {Message} */ message, /** @type {any} */ data) {
  const parts = data.response_data?.raw_response?.parts;
  if (!Array.isArray(parts)) return message;
  return parts.reduce((before, part) => withPart(before, part, data), message);
}

/** @returns {Message} */
function withPart(
  /** @type {Message} */ message,
  /** @type {any} */ part,
  /** @type {{artifact_id?: string, name?: string, append?: boolean}} */ about,
) {
  const isText = part?.kind === "text";
  if (isText && !about.artifact_id) return { ...message, text: message.text + String(part.text ?? "") };
  const known = message.artifacts ?? [];
  const artifact_id = about.artifact_id ?? `part-${known.length}`;
  const place = known.findIndex((one) => one.artifact_id === artifact_id);
  const before = about.append ? known[place] : undefined;
  const made = isText ? withText(before, artifact_id, about.name ?? "", part.text) : artifactOf(part, artifact_id);
  if (!made) return message;
  return { ...message, artifacts: place < 0 ? [...known, made] : known.with(place, made) };
}

/** @returns {Artifact} */
function withText(
  /** @type {Artifact | undefined} */ before,
  /** @type {string} */ artifact_id,
  /** @type {string} */ name,
  /** @type {string} */ text,
) {
  return { artifact_id, name: before?.name || name, kind: "text", text: (before?.text ?? "") + text };
}

/** @returns {Artifact | null} */
function artifactOf(/** @type {any} */ part, /** @type {string} */ artifact_id) {
  if (part?.kind === "data") {
    const { truncated, url } = part.data ?? {};
    return truncated && url ? { artifact_id, kind: "data", url } : { artifact_id, kind: "data", data: part.data };
  }
  if (part?.kind !== "file") return null;
  const { name = "", url, bytes, media_type } = part.file ?? {};
  return { artifact_id, name, kind: "file", url, bytes, media_type };
}

export function isLive(/** @type {Message} */ { role, state }) {
  return role === "agent" && state === "live";
}

/**
 * Whom to offer after a failure: the next best of the routing, unless the failure says it.
 * @returns {Alternative | null}
 */
export function nextBest(/** @type {Message} */ message) {
  if (message.state !== "failed" && message.state !== "broken_off") return null;
  const named = message.alternatives ?? message.routing?.alternatives ?? [];
  return named.find(({ agent_id }) => agent_id !== message.agent_id) ?? null;
}
