// @ts-check
// The page of one candidate: the résumé beside the explanation. Whoever points at a quote sees it on the page, and the
// other way round. j and k go on to the next and the previous candidate.

import { element, find, icon, setText } from "../components/element.js";
import { count } from "../components/number.js";
import { notice } from "../components/notice.js";
import { request, sentenceOf } from "../components/request.js";
import { onKey } from "../components/shortcut.js";
import { _ } from "../components/text.js";
import { DecisionForm } from "./decision-form.js";
import { places } from "./evidence.js";
import { Explanation } from "./explanation.js";
import { profileView } from "./profile-view.js";
import { ResumePages } from "./resume-pages.js";
import { idsInOrder } from "./shown-order.js";
import { watchModelWords } from "./model-words.js";
import { nameOf } from "./words.js";

/** @typedef {import("./answer.js").Candidate} Candidate */
/** @typedef {import("./answer.js").Screening} Screening */

const root = find("[data-candidate]");
const id = root.dataset.candidate ?? "";
const screeningApi = root.dataset.screeningApi ?? "";
const api = `${screeningApi}/candidates/${id}`;
const list = root.dataset.list ?? "";

/** @type {ResumePages | null} */
let pages = null;
const explanation = new Explanation((key, isChosen) => {
  pages?.highlight(key, { isScrolling: true });
  explanation.highlight(key);
  if (isChosen && isStacked()) find("[data-pages]").scrollIntoView({ block: "start" });
});
const form = new DecisionForm(find("[data-decision]"), api);

/** On phones the résumé stands above the explanation. */
const isStacked = () => matchMedia("(max-width: 60em)").matches;

function show(/** @type {Candidate} */ candidate, /** @type {Screening} */ screening) {
  const { criteria } = screening;
  explanation.show(candidate, criteria);
  form.show(candidate);
  pages = new ResumePages(find("[data-pages]"), candidate, places(candidate, criteria), {
    pageUrl: (number) => `${api}/pages/${number}`,
    hasImages: root.dataset.blind !== "true",
    onPoint: (key, isChosen) => {
      explanation.highlight(key, { isScrolling: isChosen });
      pages?.highlight(key);
    },
  });
  find("[data-profile]").replaceChildren(...profileView(candidate));
  find("[data-downloads]").replaceChildren(...downloads(candidate));
  showRelated(candidate, screening);
  showSteps(screening);
}

function downloads(/** @type {Candidate} */ candidate) {
  const link = (/** @type {string} */ href, /** @type {string} */ words) =>
    element("a", { class: "button button--small", href, download: true }, icon("download"), element("span", {}, words));
  return [
    link(`${api}?format=json_resume`, "JSON Resume"),
    candidate.has_file ? link(`${api}/file`, _("Original file")) : null,
  ].filter((node) => node !== null);
}

/** Other files of the same person: told, never merged. */
function showRelated(
  /** @type {Candidate} */ { versions = [], duplicates = [] },
  /** @type {Screening} */ { ranking },
) {
  const known = new Map(ranking.map((entry) => [entry.candidate_id, entry]));
  const links = versions.flatMap((version) => {
    const entry = known.get(version);
    if (!entry) return [];
    const words = _("%(name)s, rank %(rank)s", { name: nameOf(entry), rank: entry.rank });
    return [element("a", { href: `${list}/candidates/${version}` }, words)];
  });
  const result = find("[data-result]");
  if (links.length) {
    const said = element("span", {}, _("Probably the same person:"), " ");
    links.forEach((link, place) => said.append(...(place ? [", "] : []), link));
    result.append(element("div", { class: "flag" }, icon("layers"), said));
  }
  if (duplicates.length) {
    const names = duplicates.map(({ file }) => file).join(", ");
    const said = element("span", {}, _("The same file came again as %(names)s.", { names }));
    result.append(element("p", { class: "flag" }, icon("layers"), said));
  }
}

function showSteps(/** @type {Screening} */ { ranking, screening_id }) {
  const ids = idsInOrder(screening_id, ranking);
  const here = ids.indexOf(id);
  const steps = find("[data-steps]");
  steps.hidden = here < 0 || ids.length < 2;
  setText(find("[data-step-text]"), _("%(place)s of %(all)s", { place: count(here + 1), all: count(ids.length) }));
  const step = (/** @type {number} */ by) => {
    const next = ids[here + by];
    if (next) location.assign(`${list}/candidates/${next}`);
  };
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (steps.querySelectorAll("[data-step]"))) {
    const by = Number(button.dataset.step);
    button.disabled = ids[here + by] === undefined;
    button.addEventListener("click", () => step(by));
  }
  onKey("j", () => step(1));
  onKey("k", () => step(-1));
}

let quote = -1;
function stepQuote(/** @type {number} */ by) {
  const keys = pages?.keys ?? [];
  if (keys.length === 0) return;
  quote = (quote + by + keys.length) % keys.length;
  pages?.highlight(keys[quote], { isScrolling: true });
  explanation.highlight(keys[quote], { isScrolling: true });
}

async function start() {
  try {
    const [candidate, screening] = await Promise.all([request("GET", api), request("GET", screeningApi)]);
    show(candidate, screening);
  } catch (error) {
    find("[data-pages]").replaceChildren(notice("bad", _("The candidate could not be loaded"), [sentenceOf(error)]));
  }
}

watchModelWords(api);
onKey("s", () => void form.toggle("shortlist"));
onKey("r", () => void form.toggle("reject"));
onKey("n", () => stepQuote(1));
onKey("p", () => stepQuote(-1));
void start();
