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
/** @typedef {"first" | "hints" | "elsewhere"} Section */
/** `id` tells a rule's groups in different sections apart.
 * @typedef {{by: By, id: string, key: string, section: Section, found: Found[], words: Words | null}} Group
 */
/** @typedef {{kind: "section", key: string, section: Section, number: number, isOpen: boolean}} SectionRow */
/** @typedef {{kind: "head", key: string, group: Group, isOpen: boolean}} HeadRow */
/** @typedef {{kind: "about", key: string, group: Group, words: Words}} AboutRow */
/** @typedef {{kind: "issue", key: string, by: By, path: string, issue: Issue}} IssueRow */
/** @typedef {SectionRow | HeadRow | AboutRow | IssueRow} Row */

/** Roles of files that run for users, or make what does. */
const RUNNING = ["product", "ci"];

/** Kinds that are tidying up only as long as they are small. */
const SHAPES = ["complexity", "function-length", "parameter-count", "duplicated-code", "unused-export"];

/** How the messages of such issues give their size: the name of a function may hold other numbers. */
const AMOUNT = /(?:^| (?:has|is|takes) )(\d{1,9}) (?:independent paths|lines of code|parameters)\b/;

/** What to look at first; what a linter suspects or is worth tidying up; tests, documents, other people's code.
 * @type {Section[]}
 */
const SECTIONS = ["first", "hints", "elsewhere"];

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
 * The most important group first, in sections. A rule has a group in each section where it has issues; a file is in the
 * section of its most important issue. In a group by rule or severity the worst come first, in a file they stay in
 * order.
 * @param {{path: string, issues: Issue[]}[]} files
 * @param {By} by
 * @param {(rule: string) => Words | null} wordsOf
 * @param {(path: string) => string} roleOf
 * @returns {Group[]}
 */
export function groupsOf(files, by, wordsOf, roleOf) {
  const isRunning = (/** @type {string} */ path) => RUNNING.includes(roleOf(path));
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const { path, issues } of files)
    for (const issue of issues) {
      const found = { path, issue };
      const key = KEY[by](found);
      const section = by === "severity" ? "first" : sectionOf(issue, isRunning(path), wordsOf(ruleOf(issue)));
      const id = by === "rule" ? `${section} ${key}` : key;
      const known = groups.get(id);
      if (!known) {
        groups.set(id, { by, id, key, section, found: [found], words: by === "rule" ? wordsOf(key) : null });
        continue;
      }
      known.found.push(found);
      if (SECTIONS.indexOf(section) < SECTIONS.indexOf(known.section)) known.section = section;
    }
  const weighed = [...groups.values()].map((group) => ({ group, weight: weightOf(group) }));
  weighed.sort((a, b) => b.weight - a.weight || (a.group.key < b.group.key ? -1 : 1));
  if (by !== "file")
    for (const { group } of weighed)
      group.found.sort(
        (a, b) =>
          Number(isRunning(b.path)) - Number(isRunning(a.path)) ||
          rank(b.issue.severity) - rank(a.issue.severity) ||
          amountOf(b.issue) - amountOf(a.issue),
      );
  return weighed.map(({ group }) => group);
}

/**
 * @param {Issue} issue
 * @param {boolean} isRunning
 * @param {Words | null} words
 * @returns {Section}
 */
function sectionOf(issue, isRunning, words) {
  if (!isRunning) return "elsewhere";
  return issue.severity === "low" || tidies(words) ? "hints" : "first";
}

function tidies(/** @type {Words | null} */ words) {
  return words?.nature === "hygiene" && !SHAPES.includes(words.kind);
}

/** Among hints, readers found shapes worth a look most often, and what only tidies up never. */
function placeIn(/** @type {Section} */ section, /** @type {Words | null} */ words) {
  if (section === "hints" && words && SHAPES.includes(words.kind)) return 0;
  return tidies(words) ? 2 : 1;
}

/** How large what has a bad shape is: the largest functions of a rule come first. */
function amountOf(/** @type {Issue} */ issue) {
  return SHAPES.includes(issue.rule) ? Number(AMOUNT.exec(issue.message)?.[1] ?? 0) : 0;
}

/** The section; among hints shapes, then what may be wrong; the worst severity, how many of it, how many in all. */
function weightOf(/** @type {Group} */ { section, found, words }) {
  let worst = 0;
  let number = 0;
  for (const { issue } of found) {
    const severity = rank(issue.severity);
    if (severity > worst) [worst, number] = [severity, 0];
    if (severity === worst) number += 1;
  }
  const step = -3 * SECTIONS.indexOf(section) - (section === "first" ? 0 : placeIn(section, words));
  return step * 1e9 + worst * 1e8 + Math.min(number, 99_999) * 1e3 + found.length / 1e3;
}

/** What a group is called: a rule by its kind, or by its message if the kind holds rules of many sorts. */
export function titleOf(/** @type {Group} */ { by, key, found, words }) {
  if (by !== "rule") return key;
  return words && !words.broad ? words.title : found[0].issue.message;
}

/**
 * Sections and their groups as rows. A folded one shows only its head. Without a choice the first section is open, or
 * every one if there is a filter, and in it the first rule, or every file and severity.
 * @param {Group[]} groups
 * @param {Map<string, boolean>} chosen which were opened and folded: sections by name, groups by id
 * @param {boolean} isFiltered
 * @returns {Row[]}
 */
export function rowsOf(groups, chosen, isFiltered = false) {
  const sections = SECTIONS.filter((section) => groups.some((group) => group.section === section));
  const isPlain = sections.length === 1 && sections[0] === "first";
  return sections.flatMap((section, place) => {
    const part = groups.filter((group) => group.section === section);
    const rows = (/** @type {boolean} */ isOpen) =>
      isOpen ? part.flatMap((group, at) => groupRows(group, chosen, place === 0 && at === 0)) : [];
    if (isPlain) return rows(true);
    const isOpen = chosen.get(section) ?? (place === 0 || isFiltered);
    const number = part.reduce((sum, group) => sum + group.found.length, 0);
    return [{ kind: "section", key: `section\n${section}`, section, number, isOpen }, ...rows(isOpen)];
  });
}

/**
 * @param {Group} group
 * @param {Map<string, boolean>} chosen
 * @param {boolean} isFirst
 * @returns {Row[]}
 */
function groupRows(group, chosen, isFirst) {
  const { by, id, found, words } = group;
  const isOpen = chosen.get(id) ?? (by !== "rule" || isFirst);
  /** @type {Row[]} */
  const rows = [{ kind: "head", key: `head\n${id}`, group, isOpen }];
  if (!isOpen) return rows;
  if (words) rows.push({ kind: "about", key: `about\n${id}`, group, words });
  found.forEach(({ path, issue }, at) => rows.push({ kind: "issue", key: `${id}\n${at}`, by, path, issue }));
  return rows;
}

/** Whether a row looks as it did, so that it may keep its element. */
export function isSameRow(/** @type {Row} */ before, /** @type {Row} */ now) {
  if (before.kind === "issue") return now.kind === "issue" && before.issue === now.issue && before.path === now.path;
  if (before.kind === "section")
    return now.kind === "section" && before.isOpen === now.isOpen && before.number === now.number;
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
