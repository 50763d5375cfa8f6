// @ts-check
// Issues in groups (by rule, by file or by severity), and the groups as rows of a list. Pure, so that it is easy to
// test and fast with tens of thousands.

import { rank } from "./severity.js";

/** @typedef {import("./state.js").Issue} Issue */
/** @typedef {{path: string, issue: Issue}} Found */
/** @typedef {"rule" | "file" | "severity"} By */
/** What is known of a rule (GET /rlm/explanations).
 * @typedef {{kind: string, nature: string, title: string, why: string, mend: string, cwe: string, help: string,
 *   tags: string[], broad: boolean}} Words
 */
/** @typedef {{by: By, key: string, found: Found[], words: Words | null}} Group */
/** @typedef {{kind: "head", key: string, group: Group, isOpen: boolean}} HeadRow */
/** @typedef {{kind: "about", key: string, group: Group, words: Words}} AboutRow */
/** @typedef {{kind: "issue", key: string, by: By, path: string, issue: Issue}} IssueRow */
/** @typedef {HeadRow | AboutRow | IssueRow} Row */

/** Roles of files that run for users, or make what does. */
const RUNNING = ["product", "ci"];

/** @type {By[]} */
export const GROUPINGS = ["rule", "file", "severity"];

/** As the server asks for a rule, and names its group. */
export const ruleOf = (/** @type {Issue} */ issue) => `${issue.engine}:${issue.rule}`;

/** @type {Record<By, (found: Found) => string>} */
const KEY = {
  rule: ({ issue }) => ruleOf(issue),
  file: ({ path }) => path,
  severity: ({ issue }) => issue.severity,
};

/**
 * The most important group first: what is only worth tidying up comes after what is wrong, and what occurs only in
 * tests, documents and the like after both. In a group by rule or severity the worst come first, in a file they stay
 * in order.
 * @param {{path: string, issues: Issue[]}[]} files
 * @param {By} by
 * @param {(rule: string) => Words | null} wordsOf
 * @param {(path: string) => string} roleOf
 * @returns {Group[]}
 */
export function groupsOf(files, by, wordsOf, roleOf) {
  const isRunning = (/** @type {Found} */ { path }) => RUNNING.includes(roleOf(path));
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const { path, issues } of files)
    for (const issue of issues) {
      const found = { path, issue };
      const key = KEY[by](found);
      const known = groups.get(key);
      if (known) known.found.push(found);
      else groups.set(key, { by, key, found: [found], words: by === "rule" ? wordsOf(key) : null });
    }
  const weighed = [...groups.values()].map((group) => ({ group, weight: weightOf(group, isRunning) }));
  weighed.sort((a, b) => b.weight - a.weight || (a.group.key < b.group.key ? -1 : 1));
  if (by !== "file")
    for (const { group } of weighed)
      group.found.sort(
        (a, b) => Number(isRunning(b)) - Number(isRunning(a)) || rank(b.issue.severity) - rank(a.issue.severity),
      );
  return weighed.map(({ group }) => group);
}

/**
 * Where it runs, then whether it is wrong, then the worst severity, then how many of it, then how many in all.
 *
 * @param {Group} group
 * @param {(found: Found) => boolean} isRunning
 */
function weightOf({ by, found, words }, isRunning) {
  let worst = 0;
  let number = 0;
  for (const { issue } of found) {
    const severity = rank(issue.severity);
    if (severity > worst) [worst, number] = [severity, 0];
    if (severity === worst) number += 1;
  }
  const step = (by === "severity" || found.some(isRunning) ? 2 : 0) + (words?.nature === "hygiene" ? 0 : 1);
  return step * 1e9 + worst * 1e8 + Math.min(number, 99_999) * 1e3 + found.length / 1e3;
}

/** What a group is called: a rule by its kind, or by its message if the kind holds rules of many sorts. */
export function titleOf(/** @type {Group} */ { by, key, found, words }) {
  if (by !== "rule") return key;
  return words && !words.broad ? words.title : found[0].issue.message;
}

/**
 * Groups as rows. A folded group shows only its head. Without a choice the first rule is open, and every
 * file and severity.
 * @param {Group[]} groups
 * @param {Map<string, boolean>} chosen which were opened and folded, by key
 * @returns {Row[]}
 */
export function rowsOf(groups, chosen) {
  /** @type {Row[]} */
  const rows = [];
  groups.forEach((group, place) => {
    const { by, key, found, words } = group;
    const isOpen = chosen.get(key) ?? (by !== "rule" || place === 0);
    rows.push({ kind: "head", key: `head\n${key}`, group, isOpen });
    if (!isOpen) return;
    if (words) rows.push({ kind: "about", key: `about\n${key}`, group, words });
    found.forEach(({ path, issue }, at) => rows.push({ kind: "issue", key: `${key}\n${at}`, by, path, issue }));
  });
  return rows;
}

/** Whether a row looks as it did, so that it may keep its element. */
export function isSameRow(/** @type {Row} */ before, /** @type {Row} */ now) {
  if (before.kind === "issue") return now.kind === "issue" && before.issue === now.issue && before.path === now.path;
  if (before.kind === "about")
    return (
      now.kind === "about" && before.words === now.words && before.group.found[0].issue === now.group.found[0].issue
    );
  return (
    now.kind === "head" &&
    before.isOpen === now.isOpen &&
    before.group.words === now.group.words &&
    before.group.found.length === now.group.found.length &&
    before.group.found[0].issue === now.group.found[0].issue
  );
}
