// @ts-check
/**
 * What makes two streams the same one: the URL and who reads it. Tabs share a connection, and a position, under this
 * name.
 */

import { call } from "./request.js";

/** @typedef {import("./plan.js").Plan} Plan */

/**
 * @param {Plan} plan
 * @returns {Promise<string | null>} null when it can't be known, so that nothing may be shared
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
 * Another server's users are not known here: where it has accounts, the program passes `user`.
 * @param {Plan} plan
 */
async function signedInUser(plan) {
  if (plan.token !== undefined) return "";
  try {
    return String((await call(plan, "auth/me")).user_id);
  } catch {
    return null; // the attempt meets the same cause, and deals with it
  }
}
