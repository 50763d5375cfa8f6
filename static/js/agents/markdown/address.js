// @ts-check
// Where a link of an answer may lead, and a picture come from. Agents write addresses, and so does whoever wrote what
// they read.

/** A scheme, or what a browser would take for one: it drops blanks and control characters before it looks. */
const SCHEME = /^[a-z][a-z0-9+.-]*:/;
const ALLOWED = new Set(["http:", "https:", "mailto:"]);
const LONGEST = 4096;
/** A file that an agent made, below this server's root. Any other address may do something when it is fetched. */
const ARTIFACT = /^api\/v1\/chat\/[\w-]{1,64}\/artifacts\/\d{1,6}$/;

/**
 * Whether a link may lead there: elsewhere on the web, to somebody's mailbox, or to a page of this server.
 * @param {string} address
 */
export function isSafeAddress(address) {
  if (address.length > LONGEST) return false;
  const seen = address.replace(/[\u0000-\u0020\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\ufeff]/g, "").toLowerCase();
  const scheme = SCHEME.exec(seen)?.[0];
  if (scheme) return ALLOWED.has(scheme) && isWhole(address);
  return isOwnPath(seen);
}

/** `http:evil` and `https:/x` are whole for a browser, not for a reader. */
function isWhole(/** @type {string} */ address) {
  return /^(?:https?:\/\/[^\s\/\\]|mailto:[^\s\/\\])/i.test(address);
}

/** A path of this server: neither `//elsewhere` nor `/\elsewhere`, which browsers read as another host. */
export function isOwnPath(/** @type {string} */ address) {
  return /^\/(?![\/\\])/.test(address);
}

/** A path of this server, which may live below another one's. */
export function ownAddress(/** @type {string} */ path) {
  return path.startsWith(root()) ? path : root() + path.slice(1);
}

/** Whether it is a file that an agent made here. */
export function isArtifact(/** @type {string} */ address) {
  return isOwnPath(address) && ARTIFACT.test(ownAddress(address).slice(root().length));
}

function root() {
  return globalThis.document?.documentElement.dataset.root ?? "/";
}
