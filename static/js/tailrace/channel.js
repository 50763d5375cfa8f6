// @ts-check
/**
 * Which channels a stream stands for: polling asks for them, tokens name them. Where the URL does not say, the server
 * does: its answer to a request for a token, the token itself, and the opening event of the stream all list them.
 */

/**
 * @param {URL} url
 * @returns {string[]} empty when the URL does not tell
 */
export const channelsOf = (url) => url.searchParams.getAll("channel");

/**
 * The channels in the claims of a stream token (a JWT). Only a hint for polling: the server checks the token.
 *
 * @param {string} token
 * @returns {unknown}
 */
export function channelsOfToken(token) {
  try {
    const [, claims = ""] = token.split(".");
    return JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/"))).channels;
  } catch {
    return null; // another server's token
  }
}

/**
 * Keeps what the server said of a stream whose channels were not known. What is known stays: a URL without a run's id
 * means the newest run, and a stream that comes back must not go on with another.
 *
 * @param {{ channels: string[] }} plan
 * @param {unknown} channels
 */
export function learnChannels(plan, channels) {
  if (plan.channels.length > 0 || !Array.isArray(channels)) return;
  plan.channels = channels.filter((name) => typeof name === "string");
}

/**
 * The API beside a stream: below the same prefix where a proxy serves Tailrace under one. The prefix shows in the
 * stream's own URL, or in where the same server serves this client from.
 *
 * @param {URL} url
 * @param {string} source where this client was loaded from
 */
export function apiOf(url, source) {
  const [, prefix] = /^(.*?)\/api\/v1\//.exec(url.pathname) ?? /^(.*?)\/static\//.exec(pathBeside(url, source)) ?? [];
  return new URL(`${prefix ?? ""}/api/v1/`, url);
}

/**
 * @param {URL} url
 * @param {string} source
 */
function pathBeside(url, source) {
  const { origin, pathname } = new URL(source);
  return origin === url.origin ? pathname : "";
}
