// @ts-check
// One file of a scan: its code, line by line, with issues under the lines they concern. Issues that people closed stay
// where they are, muted, so that nothing moves when one is triaged.

import { element, find, icon, setText } from "../components/element.js";
import { _ } from "../components/text.js";
import { inlineCode } from "../components/inline-code.js";
import { Explanation } from "./explanation.js";
import { highlightLines } from "../components/highlight.js";
import { bytes, plural } from "../components/number.js";
import { request, sentenceOf } from "../components/request.js";
import { onKey } from "../components/shortcut.js";
import { windowedList } from "../components/windowed-list.js";
import { linesOf, nextStop, stopsOf, withLineVerdicts, worstOf } from "./file-line.js";
import { TriageDialog } from "./triage/triage-dialog.js";
import { isOpen, stateCounts } from "./triage/verdict.js";

/** @typedef {import("./state.js").Issue} Issue */
/** @typedef {import("./file-line.js").Line} Line */
/** @typedef {import("./triage/verdict.js").Triaged} Triaged */
/** `fingerprints`: none while the analysis runs, when nothing can be triaged.
 * @typedef {{source: string, language: string | null, issues: Issue[], fingerprints: string[], verdicts: Triaged[]}}
 *   SourceFile
 */

const LINE_PX = 20;
const ISSUE_PX = 28;
const root = find("[data-file]");
const path = root.dataset.file ?? "";
const box = find("[data-code-lines]");
const explanation = root.dataset.insightUrl ? new Explanation(root.dataset.insightUrl) : null;
const triage = new TriageDialog(root.dataset.verdictsUrl ?? "", decided, rowInHand);
/** @type {ReturnType<typeof windowedList> | null} */
let list = null;
/** @type {Line[]} */
let lines = [];
/** @type {string[]} what is known of the file besides its issues */
let facts = [];

async function load() {
  try {
    show(await request("GET", root.dataset.api ?? ""));
  } catch (error) {
    setText(box.querySelector(".empty__title"), _("This file cannot be shown"));
    find(".empty", box).append(element("p", { class: "empty__text" }, sentenceOf(error)));
  }
}

function show(/** @type {SourceFile} */ { source, language, issues, fingerprints, verdicts }) {
  const text = source.replaceAll("\r\n", "\n").replace(/\n$/, "");
  const named = issues.map((issue, at) => ({ ...issue, fingerprint: fingerprints[at] }));
  lines = withLineVerdicts(linesOf(highlightLines(text, language ?? ""), named), path, verdicts);
  facts = [
    language ?? "",
    plural(lines.length, "%(num)s line", "%(num)s lines"),
    bytes(new Blob([source]).size),
  ].filter(Boolean);
  box.replaceChildren();
  widen(text);
  list = windowedList(box, {
    height: (line) => LINE_PX + ISSUE_PX * line.issues.length,
    render: lineRow,
    key: (/** @type {Line} */ line) => String(line.number),
  });
  draw();
  watchSteps();
}

function draw() {
  list?.setItems(lines);
  setText(find("[data-file-facts]"), [...facts, ...issueFacts()].join(" · "));
  tellStep();
}

function issueFacts() {
  const { open, accepted, false_positive, all } = stateCounts(new Map([[path, lines.flatMap(({ issues }) => issues)]]));
  if (all === 0) return [_("no issues")];
  if (open === all) return [plural(all, "%(num)s issue", "%(num)s issues")];
  return [
    plural(open, "%(num)s open issue", "%(num)s open issues"),
    accepted && plural(accepted, "%(num)s accepted", "%(num)s accepted"),
    false_positive && plural(false_positive, "%(num)s false positive", "%(num)s false positives"),
  ].filter(Boolean);
}

function decided(/** @type {Triaged[]} */ verdicts) {
  lines = withLineVerdicts(lines, path, verdicts);
  draw();
}

/** The issue of the line that the reader stepped to, for the key that triages. */
function rowInHand() {
  const rows = /** @type {HTMLElement[]} */ ([...box.querySelectorAll(".code__line[data-target] ~ .code__issue")]);
  return rows.find((row) => row.dataset.closed === undefined) ?? rows[0] ?? null;
}

/** Rows are positioned freely, so the list must be told how wide the longest line is. */
function widen(/** @type {string} */ text) {
  const longest = text.split("\n").reduce((most, line) => Math.max(most, line.replaceAll("\t", "    ").length), 0);
  box.style.setProperty("--longest", `${Math.min(longest, 2000) + 12}ch`);
}

function lineRow(/** @type {Line} */ line) {
  return element(
    "div",
    {},
    element(
      "div",
      {
        class: "code__line",
        id: `L${line.number}`,
        "data-severity": worstOf(line) || null,
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
  const row = element(
    "div",
    {
      class: "code__issue",
      "data-severity": issue.severity,
      "data-closed": !isOpen(issue),
      title: issue.message,
    },
    icon(`severity-${issue.severity}`, "severity-icon"),
    element("span", { class: "visually-hidden" }, `${issue.severity}: `),
    element("span", { class: "truncate" }, ...inlineCode(issue.message)),
    element("span", { class: "code__rule" }, `${issue.rule} · ${issue.engine}`),
    explanation?.button(path, issue),
  );
  return triage.offer(row, [{ path, issue }]);
}

/** The place of the line that the address names; -1 if it names none. */
function placeOfAddress() {
  const number = Number(/^#L(\d+)$/.exec(location.hash)?.[1]);
  return number && number <= lines.length ? number - 1 : -1;
}

function redraw(/** @type {number} */ place) {
  if (place >= 0) lines[place] = { ...lines[place] };
}

function goToAddress() {
  const place = placeOfAddress();
  if (place < 0) return;
  redraw(place);
  list?.setItems(lines);
  list?.scrollTo(place);
  tellStep();
}

function step(/** @type {number} */ by) {
  const stops = stopsOf(lines);
  if (stops.length === 0) return;
  const here = placeOfAddress();
  redraw(here);
  history.replaceState(null, "", `#L${nextStop(stops, here, by) + 1}`);
  goToAddress();
}

function tellStep() {
  const stops = stopsOf(lines);
  const at = stops.indexOf(placeOfAddress());
  find("[data-file-steps]").hidden = stops.length === 0;
  setText(
    find("[data-step-text]"),
    at < 0
      ? plural(stops.length, "%(num)s place", "%(num)s places")
      : _("%(here)s of %(all)s", { here: at + 1, all: stops.length }),
  );
}

function watchSteps() {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-step]")))
    button.addEventListener("click", () => step(Number(button.dataset.step)));
  onKey("n", () => step(1));
  onKey("p", () => step(-1));
  addEventListener("hashchange", goToAddress);
  goToAddress();
}

void load();
