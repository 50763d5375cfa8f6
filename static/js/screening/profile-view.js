// @ts-check
// What a résumé says, as fields; and what its dates say, as facts that no score knows of. What was not found is
// left out.

import { element } from "../components/element.js";
import { plural } from "../components/number.js";
import { _ } from "../components/text.js";

/** @typedef {import("./answer.js").Candidate} Candidate */

/** @returns {HTMLElement[]} */
export function profileView(/** @type {Candidate} */ candidate) {
  const { profile, summary, projects } = candidate;
  const { years } = profile;
  const rows = [
    row(_("Name"), text(profile.name)),
    row(_("E-mail"), list(profile.emails)),
    row(_("Phone"), list(profile.phones)),
    row(_("Links"), list(profile.links)),
    row(_("Place"), text(profile.location)),
    row(_("Years of work"), typeof years === "number" ? text(String(Math.round(years * 10) / 10)) : null),
    row(_("Summary"), text(summary)),
    row(_("Experience"), lines((profile.experience ?? []).map(jobLine))),
    row(_("Gaps"), lines(profile.gaps ?? [])),
    row(_("Short stays"), lines((profile.short_stays ?? []).map(stayLine))),
    row(_("Education"), lines((profile.education ?? []).map(educationLine))),
    row(_("Certificates"), lines(profile.certifications ?? [])),
    row(_("Projects"), lines(projects ?? [])),
    row(_("Languages"), list(profile.languages)),
    row(_("Skills"), chips(profile.skills)),
  ];
  return [element("dl", { class: "profile" }, ...rows.flat())];
}

function row(/** @type {string} */ title, /** @type {Node | null} */ content) {
  return content ? [element("dt", {}, title), element("dd", {}, content)] : [];
}

const text = (/** @type {string | null | undefined} */ value) => (value ? element("span", {}, value) : null);
const list = (/** @type {string[] | undefined} */ values) => text((values ?? []).join(", "));

function lines(/** @type {(string | Node)[]} */ values) {
  return values.length ? element("ul", {}, ...values.map((value) => element("li", {}, value))) : null;
}

function chips(/** @type {string[] | undefined} */ values) {
  if (!values?.length) return null;
  return element("ul", { class: "profile__chips" }, ...values.map((value) => element("li", {}, value)));
}

const when = (/** @type {string} */ date) => (date === "present" ? _("today") : date);

function span(/** @type {string} */ start, /** @type {string} */ end) {
  return [start, end].filter(Boolean).map(when).join(" – ");
}

function jobLine(/** @type {import("./answer.js").Job} */ { title, employer, start, end }) {
  return entry([title, employer], span(start, end));
}

function educationLine(/** @type {{title: string, school: string, start: string, end: string}} */ one) {
  return entry([one.title, one.school], span(one.start, one.end));
}

function entry(/** @type {string[]} */ names, /** @type {string} */ dates) {
  return element(
    "span",
    { class: "profile__entry" },
    element("span", {}, names.filter(Boolean).join(", ")),
    dates ? element("span", { class: "muted number" }, dates) : null,
  );
}

function stayLine(/** @type {{title: string, employer: string, months: number}} */ { title, employer, months }) {
  return _("%(months)s at %(job)s", {
    months: plural(months, "%(num)s month", "%(num)s months"),
    job: employer || title,
  });
}
