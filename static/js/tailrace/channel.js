// @ts-check
/**
 * Which channels a stream carries: polling asks for them, tokens name them. If the URL does not say, the server does:
 * the answer to a token request, the token itself and the stream's opening event all list them.
 */

/**
 * @param {URL} url
 * @returns {string[]} empty if the URL does not say
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
 * Records the channels that the server names for a stream whose channels are unknown. Known channels stay: a URL
 * without a run's id means the newest run, and a stream that reconnects must not switch to another run.
 *
 * @param {{ channels: string[] }} plan
 * @param {unknown} channels
 */
export function learnChannels(plan, channels) {
  if (plan.channels.length > 0 || !Array.isArray(channels)) return;
  plan.channels = channels.filter((name) => typeof name === "string");
}

/**
 * The API beside a stream, under the same prefix if a proxy adds one. The prefix shows in the stream's own URL, or in
 * the URL from which the same server serves this client.
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
