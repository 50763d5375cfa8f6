// @ts-check
// What the API says of screenings and openings (docs/contract.md, section 5), as types. Scripts read no other names.

/** @typedef {"STRONG_HIRE" | "HIRE" | "MAYBE" | "NO_HIRE"} Recommendation */
/** @typedef {"met" | "denied" | "unknown"} Verdict */
/** @typedef {"listed" | "project" | "job" | "recent"} Rung */
/** @typedef {"must" | "nice" | "knockout" | "note"} Kind */
/** @typedef {"skills" | "experience" | "seniority" | "education" | "domain" | "certifications"} Part */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Box in points from the page's top left */
/** @typedef {{text: string, page?: number | null, box?: Box | null}} Evidence */
/** @typedef {{id: string, verdict: Verdict, rung: Rung | null, evidence: Evidence[]}} Judgement */
/** @typedef {{weight: number, points: number | null, of: number}} PartScore `points` null: the résumé cannot say */
/** @typedef {{code: string, text: string, page?: number | null, box?: Box | null}} Flag */
/** @typedef {{title: string, employer: string, start: string, end: string}} Job */
/**
 * @typedef {object} Profile
 * @property {string | null} [name]
 * @property {string[]} [emails]
 * @property {string[]} [phones]
 * @property {string[]} [links]
 * @property {string | null} [location]
 * @property {string} [summary]
 * @property {string[]} [skills]
 * @property {string[]} [languages]
 * @property {Job[]} [experience]
 * @property {{title: string, school: string, start: string, end: string}[]} [education]
 * @property {string[]} [certifications]
 * @property {number | null} [years]
 * @property {string[]} [gaps] sentences
 * @property {{title: string, employer: string, months: number}[]} [short_stays]
 * @property {string[]} [warnings]
 * @property {string} [language]
 * @property {string} [file_type]
 * @property {number} [pages]
 */
/**
 * @typedef {object} Criterion
 * @property {string} id
 * @property {Kind} kind
 * @property {string} text
 * @property {string[]} [terms] any one of them meets it
 * @property {Part} [part]
 * @property {number} [stars]
 * @property {number | null} [years]
 * @property {number | null} [level]
 */
/** @typedef {Record<string, number>} Weights by part */
/**
 * One candidate in a ranking.
 * @typedef {object} Entry
 * @property {string} candidate_id
 * @property {string} file
 * @property {number} rank
 * @property {number} score
 * @property {number} confidence
 * @property {Recommendation} recommendation
 * @property {Partial<Record<Part, PartScore>>} parts
 * @property {Judgement[]} criteria
 * @property {Profile} profile
 * @property {Flag[]} flags
 * @property {"shortlist" | "reject" | null} [decision]
 * @property {string} [note]
 * @property {{file_id: string, file: string}[]} [duplicates] files with the same bytes
 * @property {string[]} [versions] candidates who seem to be the same person
 */
/** @typedef {{text: string, section: string, page: number | null, box: Box | null, job: number | null}} Line */
/**
 * One candidate with all there is to show.
 * @typedef {Entry & {summary: string, projects: string[], lines: Line[],
 *   page_sizes: {width: number, height: number}[], has_file: boolean,
 *   decisions: {decision: string | null, note: string, by: string, at: number}[]}} Candidate
 */
/**
 * @typedef {object} Screening
 * @property {string} screening_id
 * @property {import("../runs/run.js").RunStatus} status
 * @property {string} as_of
 * @property {boolean} is_blind now
 * @property {string | null} error
 * @property {{title: string, weights: Weights}} opening
 * @property {Criterion[]} criteria
 * @property {number | null} ranking_id null: there is none yet, and `ranking` has the first scores
 * @property {{ranking_id: number, made_at: number, made_by: string, criteria: number}[]} rankings the oldest first
 * @property {Entry[]} ranking
 * @property {{file_id: string, file: string, error: string, code?: string}[]} failed
 * @property {{completed?: number, total?: number, message?: string}} progress
 * @property {number | null} started_at
 * @property {number | null} finished_at
 */

export {};
