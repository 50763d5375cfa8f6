// @ts-check
/**
 * The smallest question: is the server there? All streams of a page ask it together, for each question to a silent
 * network takes one of the browser's few connections.
 */

/** @typedef {import("./plan.js").Plan} Plan */

const LIMIT_MS = 5000;
/** @type {Map<string, Promise<boolean>>} questions on their way, by address and credentials */
const asked = new Map();

/**
 * A browser keeps requests without credentials on connections of their own, so these get through though others are
 * stuck.
 *
 * @param {Plan} plan
 * @param {RequestCredentials} credentials
 * @returns {Promise<boolean>} whether the server is well, as far as a page may know; rejects if there is no answer
 */
export function reach(plan, credentials) {
  const url = String(new URL("../../healthz", plan.api));
  const key = `${credentials} ${url}`;
  const question = asked.get(key) ?? ask(plan, url, credentials).finally(() => asked.delete(key));
  asked.set(key, question);
  return question;
}

/**
 * @param {Plan} plan
 * @param {string} url
 * @param {RequestCredentials} credentials
 */
async function ask({ environment }, url, credentials) {
  const controller = new AbortController();
  const timer = environment.setTimeout(() => controller.abort(), LIMIT_MS);
  const { signal } = controller;
  try {
    const answer = await environment.fetch(url, { cache: "no-store", mode: "no-cors", credentials, signal });
    return answer.status < 500;
  } finally {
    environment.clearTimeout(timer);
    controller.abort(); // the body is of no interest
  }
}
