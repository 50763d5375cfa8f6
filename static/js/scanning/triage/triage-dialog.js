// @ts-check
// The dialog in which people triage one issue or all of a group, in lists and beside the code: state, who looks after
// it, a note. What is shown changes when the server has written it down, never before; a refusal stays in the dialog.

import { complain } from "../../components/complaint.js";
import { element, find, icon, setText } from "../../components/element.js";
import { inlineCode } from "../../components/inline-code.js";
import { plural } from "../../components/number.js";
import { request, sentenceOf } from "../../components/request.js";
import { onKey } from "../../components/shortcut.js";
import { _ } from "../../components/text.js";
import { toast } from "../../components/toast.js";
import { stateOf } from "./verdict.js";

/** @typedef {import("../issue-group.js").Found} Found */
/** @typedef {import("./verdict.js").Triaged} Triaged */

const AT_ONCE = 1000;
const WORD = { open: _("Open"), accepted: _("Accepted"), false_positive: _("False positive") };
const ICON = { open: "list-checks", accepted: "circle-check", false_positive: "circle-minus" };

export class TriageDialog {
  #dialog = /** @type {HTMLDialogElement} */ (find("#triage-dialog"));
  #form = /** @type {HTMLFormElement} */ (find("form", this.#dialog));
  #save = /** @type {HTMLButtonElement} */ (find("[data-triage-save]", this.#dialog));
  /** @type {Found[]} */ #found = [];
  /** @type {HTMLElement | null} */ #opener = null;

  /**
   * @param {string} url where verdicts are
   * @param {(verdicts: Triaged[]) => void} onChange is told what holds now
   * @param {() => HTMLElement | null} rowInHand which row the key means if none has the focus
   */
  constructor(url, onChange, rowInHand = () => null) {
    this.url = url;
    this.onChange = onChange;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
    find("[data-triage-cancel]", this.#dialog).addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#opener?.isConnected && this.#opener.focus());
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && this.#dialog.close());
    onKey("t", () => {
      const row = document.activeElement?.closest(".issue-line, .issue-file, .code__issue") ?? rowInHand();
      /** @type {HTMLElement | null} */ (row?.querySelector("[data-triage]") ?? null)?.click();
    });
  }

  /** A row with the button that opens the dialog for its issues; as it is while they cannot be triaged. */
  offer(/** @type {HTMLElement} */ row, /** @type {Found[]} */ found) {
    if (!found.every(({ issue }) => issue.fingerprint)) return row;
    row.append(triageButton(found, (opener) => this.#open(opener, found)));
    return row;
  }

  #open(/** @type {HTMLElement} */ opener, /** @type {Found[]} */ found) {
    this.#opener = opener;
    this.#found = found;
    const [{ path, issue }] = found;
    const isOne = found.length === 1;
    setText(
      find("[data-triage-what]", this.#dialog),
      isOne ? `${path}:${issue.line}` : plural(found.length, "%(num)s issue", "%(num)s issues"),
    );
    const all = _("All of them get what is chosen here; what is left empty stays as it is.");
    find("[data-triage-message]", this.#dialog).replaceChildren(...inlineCode(isOne ? issue.message : all));
    this.#form.reset();
    const verdict = isOne ? issue.verdict : null;
    this.#field("assignee").value = verdict?.assignee ?? "";
    this.#field("note").value = verdict?.note ?? "";
    if (isOne) this.#radio(stateOf(issue)).checked = true;
    this.#showHistory(isOne ? issue.verdict : undefined);
    complain(this.#form, "");
    this.#dialog.showModal();
    this.#radio(isOne ? stateOf(issue) : "open").focus();
  }

  #field(/** @type {string} */ name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }

  #radio(/** @type {string} */ value) {
    return /** @type {HTMLInputElement} */ (find(`input[value="${value}"]`, this.#form));
  }

  #showHistory(/** @type {Triaged | undefined} */ verdict) {
    const box = find("[data-triage-history]", this.#dialog);
    const told = verdict ? [verdict, ...verdict.history] : [];
    box.hidden = told.length === 0;
    box.replaceChildren(
      ...told.map(({ state, assignee, by, at }) =>
        element(
          "li",
          {},
          [WORD[/** @type {keyof typeof WORD} */ (state)] ?? state, assignee].filter(Boolean).join(", "),
          element("span", { class: "muted" }, ` · ${by}, ${new Date(1000 * at).toLocaleString()}`),
        ),
      ),
    );
  }

  /** What is to change; of several issues, only what was filled in. */
  #change() {
    const { state, assignee, note } = /** @type {Record<string, string | undefined>} */ (
      Object.fromEntries(new FormData(this.#form))
    );
    if (this.#found.length === 1) return { state, assignee: (assignee ?? "").trim(), note: note ?? "" };
    return Object.fromEntries(
      Object.entries({ state, assignee: assignee?.trim(), note }).filter(([, value]) => Boolean(value)),
    );
  }

  async #submit() {
    if (this.#save.getAttribute("aria-busy") === "true") return;
    const change = this.#change();
    if (Object.keys(change).length === 0)
      return complain(this.#form, _("Choose a state, somebody to look after them, or a note."));
    complain(this.#form, "");
    this.#save.setAttribute("aria-busy", "true");
    const place = placeOf(this.#opener);
    try {
      for (let from = 0; from < this.#found.length; from += AT_ONCE) await this.#send(from, change);
      this.#dialog.close();
      focusNear(place);
      toast("ok", saidOf(this.#found.length, change.state));
    } catch (error) {
      complain(this.#form, sentenceOf(error));
    } finally {
      this.#save.removeAttribute("aria-busy");
    }
  }

  async #send(/** @type {number} */ from, /** @type {object} */ change) {
    const some = this.#found.slice(from, from + AT_ONCE);
    const issues = some.map(({ path, issue }) => ({ path, fingerprint: issue.fingerprint }));
    const { verdicts } = await request("PATCH", this.url, { json: { issues, ...change } });
    this.onChange(verdicts);
  }
}

function triageButton(/** @type {Found[]} */ found, /** @type {(opener: HTMLElement) => void} */ open) {
  const [{ issue }] = found;
  const isOne = found.length === 1;
  const state = /** @type {keyof typeof WORD} */ (isOne ? stateOf(issue) : "open");
  const { assignee = "", note = "" } = (isOne && issue.verdict) || {};
  const words = [state === "open" ? "" : WORD[state], assignee].filter(Boolean).join(", ");
  const label = isOne
    ? _("Triage %(rule)s, line %(line)s", { rule: issue.rule, line: issue.line })
    : _("Triage %(issues)s", { issues: plural(found.length, "%(num)s issue", "%(num)s issues") });
  return element(
    "button",
    {
      class: "triage",
      type: "button",
      "data-triage": state,
      title: note || _("Accept, mark as a false positive, assign or note (t)"),
      "aria-label": words ? `${label}: ${words}` : label,
      "aria-haspopup": "dialog",
      onclick: (event) => open(event.currentTarget),
    },
    icon(ICON[state]),
    words && element("span", { class: "triage__text truncate" }, words),
  );
}

/** Where a button is among the others: its row may be gone afterwards. */
const buttons = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-triage]")]);
const placeOf = (/** @type {HTMLElement | null} */ button) => (button ? buttons().indexOf(button) : -1);

function focusNear(/** @type {number} */ place) {
  const left = buttons();
  (left[Math.min(Math.max(place, 0), left.length - 1)] ?? find("[data-issue-filter] [name=state]")).focus();
}

function saidOf(/** @type {number} */ number, /** @type {string | undefined} */ state) {
  if (state === "accepted") return plural(number, "%(num)s issue accepted", "%(num)s issues accepted");
  if (state === "false_positive")
    return plural(number, "%(num)s issue marked as a false positive", "%(num)s issues marked as false positives");
  return plural(number, "%(num)s issue noted", "%(num)s issues noted");
}
