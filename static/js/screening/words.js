// @ts-check
// The words of a screening, each said the same way wherever it is said, with the mark that stands beside it.

import { _ } from "../components/text.js";

/** Best first. @type {import("./answer.js").Recommendation[]} */
export const BEST_FIRST = ["STRONG_HIRE", "HIRE", "MAYBE", "NO_HIRE"];

/** @type {Record<import("./answer.js").Recommendation, string>} */
export const RECOMMENDATION_WORD = {
  STRONG_HIRE: _("Talk first"),
  HIRE: _("Worth a talk"),
  MAYBE: _("Ask first"),
  NO_HIRE: _("Misses a must-have"),
};

/** @type {Record<import("./answer.js").Recommendation, string>} */
export const RECOMMENDATION_MARK = {
  STRONG_HIRE: "talk-first",
  HIRE: "worth-a-talk",
  MAYBE: "ask-first",
  NO_HIRE: "misses",
};

/** @type {Record<import("./answer.js").Verdict, string>} */
export const VERDICT_WORD = { met: _("met"), denied: _("denied"), unknown: _("not mentioned") };

/** @type {Record<import("./answer.js").Verdict, string>} */
export const VERDICT_ICON = { met: "check", denied: "x", unknown: "circle-question-mark" };

/** How strong the evidence is, weakest first. @type {import("./answer.js").Rung[]} */
export const RUNGS = ["listed", "project", "job", "recent"];

/** @type {Record<import("./answer.js").Rung, string>} */
export const RUNG_WORD = {
  listed: _("listed"),
  project: _("used in a project"),
  job: _("used in a dated job"),
  recent: _("used in the last three years"),
};

/** @type {import("./answer.js").Part[]} */
export const PARTS = ["skills", "experience", "seniority", "education", "domain", "certifications"];

/** @type {Record<import("./answer.js").Part, string>} */
export const PART_WORD = {
  skills: _("Skills"),
  experience: _("Experience"),
  seniority: _("Seniority"),
  education: _("Education"),
  domain: _("Field of work"),
  certifications: _("Certificates"),
};

/** @type {Record<import("./answer.js").Kind, string>} */
export const KIND_WORD = {
  must: _("Must-have"),
  nice: _("Nice to have"),
  knockout: _("Knock-out"),
  note: _("Note"),
};

/** What a flag says of the text that it quotes. @type {Record<string, string>} */
const FLAG_WORD = {
  hidden: _("Hidden text, which counts for nothing"),
  orders: _("Orders to a program that reads it"),
  keywords: _("A block of keywords, which counts for nothing"),
  repetition: _("The same words over and over, which counts for nothing"),
  copy: _("Copied from the opening, which counts for nothing"),
};

export function flagWord(/** @type {import("./answer.js").Flag} */ { code }) {
  return FLAG_WORD[code] ?? _("To be looked at");
}

/** A denied must-have is among the verdicts already; the rest is for a person to look at. */
export function remarksOf(/** @type {{flags: import("./answer.js").Flag[]}} */ { flags }) {
  return flags.filter(({ code }) => code !== "denied");
}

/** @type {Record<"shortlist" | "reject", string>} */
export const DECISION_WORD = { shortlist: _("Shortlisted"), reject: _("Rejected") };

/** What people call a candidate: the name that was read, otherwise the file. */
export function nameOf(/** @type {{file: string, profile?: import("./answer.js").Profile}} */ { profile, file }) {
  return profile?.name || file;
}

/** `72.0`, `72.5`: a score as people read it, so that scores stand below each other. */
export function scoreText(/** @type {number} */ score) {
  return score.toFixed(1);
}

export function percent(/** @type {number} */ share) {
  return `${Math.round(share * 100)}\u202f%`;
}
