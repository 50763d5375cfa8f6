// @ts-check
/**
 * What makes two streams the same: the URL and the user. Tabs share a connection and a position under this name.
 */

import { call } from "./request.js";

/** @typedef {import("./plan.js").Plan} Plan */

/**
 * @param {Plan} plan
 * @returns {Promise<string | null>} null if it is unknown, so nothing may be shared
 */
export async function identityOf(plan) {
  const user = plan.user ?? (await signedInUser(plan));
  if (user === null) return null;
  const url = new URL(plan.url);
  url.searchParams.delete("token");
  url.searchParams.delete("last_event_id");
  url.searchParams.sort();
  return `${user}@${url}`;
}

/**
 * We cannot know another server's users: if it has accounts, the program passes `user`.
 * @param {Plan} plan
 */
async function signedInUser(plan) {
  if (plan.token !== undefined) return "";
  try {
    return String((await call(plan, "auth/me")).user_id);
  } catch {
    return null; // the attempt hits the same cause and handles it
  }
}
