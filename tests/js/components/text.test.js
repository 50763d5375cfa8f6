/** Texts drawn by scripts come from the page's catalogue. Here the page is in a language that wraps every text. */

import assert from "node:assert/strict";
import { test } from "node:test";

const wrapped = (text) => `⟦${text}⟧`;
const SINGLE = ["Connecting…", "Live", "Running", "Finished", "about %(number)s s left", "just now"];
SINGLE.push("No word from the server for %(time)s", "Reconnecting in %(seconds)s s", "(attempt %(number)s)");
const texts = Object.fromEntries(SINGLE.map((text) => [text, wrapped(text)]));
texts["%(num)s file"] = {
  one: wrapped("%(num)s file"),
  few: wrapped("%(num)s few files"),
  other: wrapped("%(num)s files"),
};
globalThis.document = {
  getElementById: (id) => (id === "texts" ? { textContent: JSON.stringify(texts) } : null),
  documentElement: { lang: "pl" }, // one, few and many
};

const { _, ngettext } = await import("../../../static/js/components/text.js");
const { connectionText } = await import("../../../static/js/components/connection-badge.js");
const { about, plural } = await import("../../../static/js/components/number.js");
const { relative } = await import("../../../static/js/components/time.js");
const { STATUS_WORD } = await import("../../../static/js/runs/run.js");

test("a text is looked up and its values filled in; one that has no translation stays English", () => {
  assert.equal(_("Live"), "⟦Live⟧");
  assert.equal(_("about %(number)s s left", { number: 40 }), "⟦about 40 s left⟧");
  assert.equal(_("Nobody translated %(what)s", { what: "this" }), "Nobody translated this");
  assert.equal(_("toString"), "toString");
});

test("values are text, whatever they look like", () => {
  assert.equal(_("about %(number)s s left", { number: "%(number)s $& <b>" }), "⟦about %(number)s $& <b> s left⟧");
});

test("plurals follow the language, not English", () => {
  assert.equal(plural(1, "%(num)s file", "%(num)s files"), "⟦1 file⟧");
  assert.equal(plural(3, "%(num)s file", "%(num)s files"), "⟦3 few files⟧");
  assert.equal(ngettext("%(num)s issue", "%(num)s issues", 5, { num: 5 }), "5 issues");
});

test("the connection badge, run states and moments speak the page's language", () => {
  assert.equal(connectionText({ state: "connecting" }), "⟦Connecting…⟧");
  assert.equal(connectionText({ state: "connected" }), "⟦Live⟧");
  assert.equal(connectionText({ state: "stalled", silent_ms: 34_000 }), "⟦No word from the server for 34 s⟧");
  assert.equal(
    connectionText({ state: "reconnecting", retry_in_ms: 3000, attempt: 2 }),
    "⟦Reconnecting in 3 s⟧ ⟦(attempt 2)⟧",
  );
  assert.equal(STATUS_WORD.running, "⟦Running⟧");
  assert.equal(about(40), "⟦about 40 s left⟧");
  assert.equal(relative(Date.now()), "⟦just now⟧");
});
