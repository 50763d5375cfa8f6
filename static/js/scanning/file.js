// @ts-check
// One file of a scan: its code, line by line, with issues under the lines they concern.

import { element, find, icon, setText } from "../components/element.js";
import { _ } from "../components/text.js";
import { inlineCode } from "../components/inline-code.js";
import { Explanation } from "./explanation.js";
import { highlightLines } from "../components/highlight.js";
import { bytes, plural } from "../components/number.js";
import { request, sentenceOf } from "../components/request.js";
import { rank } from "./severity.js";
import { onKey } from "../components/shortcut.js";
import { windowedList } from "../components/windowed-list.js";

/** @typedef {import("./state.js").Issue} Issue */
/** @typedef {{number: number, runs: import("../components/highlight.js").Run[], issues: Issue[]}} Line */

const LINE_PX = 20;
const ISSUE_PX = 28;
const root = find("[data-file]");
const box = find("[data-code-lines]");
const explanation = root.dataset.insightUrl ? new Explanation(root.dataset.insightUrl) : null;
/** @type {Line[]} */
let lines = [];
/** @type {number[]} positions of lines with issues */
let stops = [];
let step = -1;

async function load() {
  try {
    const file = await request("GET", root.dataset.api ?? "");
    show(file);
  } catch (error) {
    setText(box.querySelector(".empty__title"), _("This file cannot be shown"));
    find(".empty", box).append(element("p", { class: "empty__text" }, sentenceOf(error)));
  }
}

function show(
  /** @type {{source: string, language: string, issues: Issue[]}} */ { source, language = "", issues = [] },
) {
  const text = source.replaceAll("\r\n", "\n").replace(/\n$/, "");
  /** @type {Map<number, Issue[]>} */
  const byLine = new Map();
  for (const issue of issues) byLine.get(issue.line)?.push(issue) ?? byLine.set(issue.line, [issue]);
  lines = highlightLines(text, language).map((runs, place) => ({
    number: place + 1,
    runs,
    issues: byLine.get(place + 1) ?? [],
  }));
  // An engine may report a line past the end (a missing newline); then the last line carries the issue.
  for (const issue of issues)
    if (issue.line > lines.length || issue.line < 1) lines[issue.line < 1 ? 0 : lines.length - 1].issues.push(issue);
  stops = lines.flatMap((line, place) => (line.issues.length ? [place] : []));
  setText(
    find("[data-file-facts]"),
    [
      language,
      plural(lines.length, "%(num)s line", "%(num)s lines"),
      bytes(new Blob([source]).size),
      issues.length ? plural(issues.length, "%(num)s issue", "%(num)s issues") : _("no issues"),
    ]
      .filter(Boolean)
      .join(" · "),
  );
  box.replaceChildren();
  widen(text);
  const list = windowedList(box, {
    height: (line) => LINE_PX + ISSUE_PX * line.issues.length,
    render: lineRow,
    key: (/** @type {Line} */ line) => String(line.number),
  });
  list.setItems(lines);
  watchSteps(list);
}

/** Rows are positioned freely, so the list must be told how wide the longest line is. */
function widen(/** @type {string} */ text) {
  const longest = text.split("\n").reduce((most, line) => Math.max(most, line.replaceAll("\t", "    ").length), 0);
  box.style.setProperty("--longest", `${Math.min(longest, 2000) + 12}ch`);
}

function lineRow(/** @type {Line} */ line) {
  const worst = line.issues.reduce((found, issue) => (rank(issue.severity) > rank(found) ? issue.severity : found), "");
  return element(
    "div",
    {},
    element(
      "div",
      {
        class: "code__line",
        id: `L${line.number}`,
        "data-severity": worst || null,
        "data-target": location.hash === `#L${line.number}`,
      },
      element(
        "a",
        {
          class: "code__number",
          tabindex: -1,
          href: `#L${line.number}`,
          "aria-label": _("Line %(number)s", { number: line.number }),
        },
        line.number,
      ),
      element(
        "code",
        { class: "code__text" },
        ...line.runs.map((run) => (run.kind ? element("span", { class: `token-${run.kind}` }, run.text) : run.text)),
      ),
    ),
    ...line.issues.map(issueRow),
  );
}

function issueRow(/** @type {Issue} */ issue) {
  return element(
    "div",
    { class: "code__issue", "data-severity": issue.severity, title: issue.message },
    icon(`severity-${issue.severity}`, "severity-icon"),
    element("span", { class: "visually-hidden" }, `${issue.severity}: `),
    element("span", { class: "truncate" }, ...inlineCode(issue.message)),
    element("span", { class: "code__rule" }, `${issue.rule} · ${issue.engine}`),
    explanation?.button(root.dataset.file ?? "", issue),
  );
}

function watchSteps(/** @type {{scrollTo: (place: number) => void, setItems: (items: Line[]) => void}} */ list) {
  const target = () => {
    const number = Number(/^#L(\d+)$/.exec(location.hash)?.[1]);
    if (!number || number > lines.length) return;
    lines[number - 1] = { ...lines[number - 1] };
    list.setItems(lines);
    list.scrollTo(number - 1);
    step = stops.indexOf(number - 1);
    tell();
  };
  const tell = () =>
    setText(
      find("[data-step-text]"),
      step < 0
        ? plural(stops.length, "%(num)s place", "%(num)s places")
        : _("%(here)s of %(all)s", { here: step + 1, all: stops.length }),
    );
  const go = (/** @type {number} */ by) => {
    if (stops.length === 0) return;
    step = step < 0 && by < 0 ? stops.length - 1 : (step + by + stops.length) % stops.length;
    const before = Number(/^#L(\d+)$/.exec(location.hash)?.[1]);
    if (before && before <= lines.length) lines[before - 1] = { ...lines[before - 1] };
    history.replaceState(null, "", `#L${stops[step] + 1}`);
    target();
  };
  find("[data-file-steps]").hidden = stops.length === 0;
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-step]")))
    button.addEventListener("click", () => go(Number(button.dataset.step)));
  onKey("n", () => go(1));
  onKey("p", () => go(-1));
  addEventListener("hashchange", target);
  tell();
  target();
}

void load();
