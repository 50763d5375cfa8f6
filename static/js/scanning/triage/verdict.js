// @ts-check
// What people decided about issues, joined to the issues of a report. Pure, so that it is easy to test and fast with
// tens of thousands.

/** `fingerprint` and `verdict` are known once there is a report.
 * @typedef {{line: number, column: number, rule: string, severity: string, message: string, engine: string,
 *   fingerprint?: string, verdict?: Triaged}} Issue
 */
/** @typedef {{state: string, assignee: string, note: string, by: string, at: number}} Verdict */
/** @typedef {Verdict & {path: string, fingerprint: string, history: Verdict[]}} Triaged */
/** @typedef {{total: number, files: number, severities: Record<string, number>}} Closed */

/** @type {Closed} */
export const NONE_CLOSED = { total: 0, files: 0, severities: {} };

/** What the filter and a badge call it. */
export const stateOf = (/** @type {Issue} */ issue) => issue.verdict?.state ?? "open";
export const isOpen = (/** @type {Issue} */ issue) => stateOf(issue) === "open";

/** Equal fingerprints of a file are told apart, as the server does: the second has `:2` behind it. */
export function numbered(/** @type {string[]} */ fingerprints) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  return fingerprints.map((fingerprint) => {
    const number = (seen.get(fingerprint) ?? 0) + 1;
    seen.set(fingerprint, number);
    return number === 1 ? fingerprint : `${fingerprint}:${number}`;
  });
}

/** The issues of a report with the fingerprints by which they are triaged. */
export function withFingerprints(
  /** @type {Map<string, Issue[]>} */ issues,
  /** @type {Record<string, string[]>} */ fingerprints,
) {
  /** @type {Map<string, Issue[]>} */
  const found = new Map();
  for (const [path, list] of issues) {
    const known = numbered(fingerprints[path] ?? []);
    found.set(
      path,
      list.map((issue, at) => ({ ...issue, fingerprint: known[at] })),
    );
  }
  return found;
}

/** The issues with these verdicts; all that have none of them stay the same objects. */
export function withVerdicts(/** @type {Map<string, Issue[]>} */ issues, /** @type {Triaged[]} */ verdicts) {
  const found = new Map(issues);
  /** @type {Map<string, Map<string, Triaged>>} */
  const byPath = new Map();
  for (const one of verdicts) {
    const ofFile = byPath.get(one.path) ?? new Map();
    byPath.set(one.path, ofFile.set(one.fingerprint, one));
  }
  for (const [path, ofFile] of byPath) {
    const list = found.get(path);
    if (!list) continue;
    found.set(
      path,
      list.map((issue) => {
        const verdict = ofFile.get(issue.fingerprint ?? "");
        return verdict ? { ...issue, verdict } : issue;
      }),
    );
  }
  return found;
}

/** How many issues nobody has to look at any more. `files`: in how many is no open one left. */
export function closedOf(/** @type {Map<string, Issue[]>} */ issues) {
  /** @type {Closed} */
  const closed = { total: 0, files: 0, severities: {} };
  for (const list of issues.values()) {
    let open = 0;
    for (const issue of list) {
      if (isOpen(issue)) open += 1;
      else closed.severities[issue.severity] = (closed.severities[issue.severity] ?? 0) + 1;
    }
    closed.total += list.length - open;
    if (list.length && open === 0) closed.files += 1;
  }
  return closed;
}

/** How many issues are in each state, and in all. */
export function stateCounts(/** @type {Map<string, Issue[]>} */ issues) {
  /** @type {Record<string, number>} */
  const counts = { open: 0, accepted: 0, false_positive: 0, all: 0 };
  for (const list of issues.values())
    for (const issue of list) {
      counts[stateOf(issue)] += 1;
      counts.all += 1;
    }
  return counts;
}
