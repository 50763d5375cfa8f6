// @ts-check
/** What a stream's URL tells of Tailrace: which channels it stands for (a token names them, polling asks for them), and where the API is. */

/** The faces' own endpoints: path → channel. */
const FACES = [
  {
    path: /\/rlm\/stream\/[^/]+$/,
    channel: (/** @type {URL} */ url) => prefixed("scan.", url.searchParams.get("scan_id")),
  },
  { path: /\/api\/v1\/chat\/stream\/([^/]+)$/, channel: lastSegment("chat.") },
  { path: /\/api\/v1\/sse\/progress\/stream\/([^/]+)$/, channel: lastSegment("progress.") },
];

/**
 * @param {URL} url
 * @returns {string[]} empty when the URL does not tell (another server's)
 */
export function channelsOf(url) {
  const named = url.searchParams.getAll("channel");
  if (named.length > 0) return named;
  for (const face of FACES) {
    const channel = face.path.test(url.pathname) ? face.channel(url) : null;
    if (channel) return [channel];
  }
  return [];
}

/**
 * The API beside a stream: at the root, or below the same prefix where a proxy serves Tailrace under one.
 * @param {URL} url
 */
export function apiOf(url) {
  const [, prefix = ""] = /^(.*?)\/(?:api\/v1|rlm\/stream|dashboard\/api)\//.exec(url.pathname) ?? [];
  return new URL(`${prefix}/api/v1/`, url);
}

/**
 * Whether a stream without a position starts at the beginning of these channels; any other starts now.
 * @param {string[]} channels
 */
export function startAtBeginning(channels) {
  return channels.length > 0 && channels.every((channel) => /^(scan|screening|chat)\./.test(channel));
}

/**
 * @param {string} prefix
 * @param {string | null | undefined} name
 */
function prefixed(prefix, name) {
  return name ? prefix + name : null;
}

/** @param {string} prefix */
function lastSegment(prefix) {
  return (/** @type {URL} */ url) => prefixed(prefix, decodeURIComponent(url.pathname.split("/").at(-1) ?? ""));
}
