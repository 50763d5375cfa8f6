// @ts-check
// The calls of agent chat, and the addresses of its pages.

import { request } from "../components/request.js";

/** @typedef {import("./answer.js").Message} Message */
/**
 * @typedef {{id: string, title: string, created_at: number, updated_at: number, share_url: string | null,
 *   messages: Message[]}} Conversation
 * @typedef {{id: string, title: string, updated_at: number, is_live: boolean, excerpt: string}} Listed
 * @typedef {{run_id: string, conversation_id: string, channel: string, stream_url: string}} Started
 */

const root = () => document.documentElement.dataset.root ?? "/";
const named = encodeURIComponent;

export const pageUrl = (/** @type {string | null} */ id) => `${root()}chat${id ? `/${named(id)}` : ""}`;
export const streamUrl = (/** @type {string} */ runId) => `${root()}api/v1/chat/stream/${named(runId)}`;
export const exportUrl = (/** @type {string} */ id, /** @type {string} */ format) =>
  `${root()}api/v1/conversations/${named(id)}/export?format=${format}`;

/** @returns {Promise<Conversation>} */
export const readConversation = (/** @type {string} */ id) =>
  request("GET", `${root()}api/v1/conversations/${named(id)}`);

/** @returns {Promise<{conversations: Listed[], total: number}>} */
export const listConversations = (/** @type {string} */ query, /** @type {AbortSignal} */ signal) =>
  request("GET", `${root()}api/v1/conversations?limit=100&q=${named(query)}`, { signal });

/** @returns {Promise<Conversation>} */
export const changeConversation = (
  /** @type {string} */ id,
  /** @type {{title?: string, is_shared?: boolean}} */ change,
) => request("PATCH", `${root()}api/v1/conversations/${named(id)}`, { json: change });

export const deleteConversation = (/** @type {string} */ id) =>
  request("DELETE", `${root()}api/v1/conversations/${named(id)}`);

/**
 * The key makes it one question, however often it is sent.
 * @param {{message: string, conversation_id?: string, agent_id?: string, parent_id?: string | null}} question
 * @param {string} key
 * @returns {Promise<Started>}
 */
export const ask = (question, key) =>
  request("POST", `${root()}api/v1/chat`, { json: question, headers: { "Idempotency-Key": key } });

/** @returns {Promise<Started>} */
export const askAgain = (/** @type {string} */ runId, /** @type {string | undefined} */ agentId) =>
  request("POST", `${root()}api/v1/chat/${named(runId)}/retry`, { json: agentId ? { agent_id: agentId } : {} });

export const stop = (/** @type {string} */ runId) =>
  request("POST", `${root()}api/v1/chat/${named(runId)}/cancel`, { json: {} });
