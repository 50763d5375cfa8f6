// @ts-check
// Channel names as people type them: separated by commas or spaces, 1 to 50, each once. Pure.

import { _ } from "../components/text.js";

export const MAX_CHANNELS = 50;
const NAME = /^[a-z0-9][a-z0-9._:-]{0,127}$/;

/**
 * @param {string} text
 * @returns {{channels: string[], error: string}} an error is one sentence; "" if the names can be used
 */
export function parseChannels(text) {
  const channels = [...new Set(text.split(/[\s,]+/).filter(Boolean))];
  const wrong = channels.find((name) => !NAME.test(name));
  let error = "";
  if (channels.length === 0) error = _("Name a channel, such as jobs.demo.");
  else if (channels.length > MAX_CHANNELS)
    error = _("A stream takes at most %(most)s channels; these are %(number)s.", {
      most: MAX_CHANNELS,
      number: channels.length,
    });
  else if (wrong !== undefined && /\*/.test(wrong))
    error = _("%(name)s is a pattern. A stream takes exact names: name each channel.", { name: wrong });
  else if (wrong !== undefined)
    error = _("“%(name)s” is not a channel name: 1 to 128 of a–z, 0–9 and . _ : -, a letter or digit first.", {
      name: wrong.slice(0, 60),
    });
  return { channels, error };
}

/** A fresh name to use in place of a closed one: `jobs.demo.7f` becomes `jobs.demo.7f.k3x9`. */
export function freshChannel(/** @type {string} */ name, random = Math.random) {
  const root = name.replace(/\.[0-9a-z]{4}$/, "").slice(0, 120);
  const end = Math.floor(random() * 36 ** 4)
    .toString(36)
    .padStart(4, "0");
  return `${root}.${end}`;
}

/** The pattern to ask for when one channel is not enough: `jobs.demo.7f` → `jobs.*`. */
export function patternOf(/** @type {string} */ name) {
  const [first, ...rest] = name.split(".");
  return rest.length ? `${first}.*` : name;
}

/**
 * The stream's address, relative to the server's root.
 * @param {string[]} channels
 */
export function streamPath(channels) {
  return `api/v1/stream?${channels.map((name) => `channel=${encodeURIComponent(name)}`).join("&")}`;
}
