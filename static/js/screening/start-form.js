// @ts-check
// The form that starts a screening: an opening or a description, and a stack of files, chosen or dropped anywhere.

import { complain } from "../components/complaint.js";
import { watchDrops } from "../components/drop.js";
import { element, find, icon, setText } from "../components/element.js";
import { bytes, count, plural } from "../components/number.js";
import { sentenceOf } from "../components/request.js";
import { _ } from "../components/text.js";
import { Upload } from "../components/upload.js";
import { FileStack } from "./file-stack.js";

/** Set up the page's form, if it has one. */
export function watchStartForm() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-start]"));
  if (form) new StartForm(form);
}

/** What was left out, in a sentence for each reason. @type {Record<string, (names: string) => string>} */
const LEFT_OUT = {
  ignored: (names) => _("Left out: %(names)s.", { names }),
  large: (names) => _("Too large: %(names)s.", { names }),
  repeated: (names) => _("Already there: %(names)s.", { names }),
  beyond: (names) => _("More files than one screening takes; left out: %(names)s.", { names }),
};
const NAMES_SHOWN = 3;

class StartForm {
  #form;
  #stack;
  #upload;

  constructor(/** @type {HTMLFormElement} */ form) {
    this.#form = form;
    const { maxFiles, maxBytes, maxUpload } = form.dataset;
    const limits = { files: Number(maxFiles), bytes: Number(maxBytes), uploadBytes: Number(maxUpload) };
    this.#stack = new FileStack(limits);
    this.#upload = new Upload(find("[data-upload]", form));
    const picker = /** @type {HTMLInputElement} */ (find("[data-files]", form));
    picker.addEventListener("change", () => {
      this.#add([...(picker.files ?? [])]);
      picker.value = "";
    });
    watchDrops(find("[data-drop]", form), (files) => this.#add(files));
    find("[data-stack-clear]", form).addEventListener("click", () => {
      this.#stack.clear();
      this.#draw();
      picker.focus();
    });
    for (const button of this.#sources) button.addEventListener("click", () => this.#choose(button));
    form.addEventListener("input", () => this.#complain(""));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#start();
    });
    document.querySelector("[data-choose-files]")?.addEventListener("click", () => picker.click());
    this.#draw();
  }

  get #sources() {
    return /** @type {HTMLButtonElement[]} */ ([...this.#form.querySelectorAll("[data-source]")]);
  }

  get #source() {
    return this.#sources.find((button) => button.getAttribute("aria-pressed") === "true")?.dataset.source ?? "";
  }

  #choose(/** @type {HTMLButtonElement} */ chosen) {
    for (const button of this.#sources) button.setAttribute("aria-pressed", String(button === chosen));
    for (const panel of /** @type {NodeListOf<HTMLElement>} */ (this.#form.querySelectorAll("[data-source-panel]")))
      panel.hidden = panel.dataset.sourcePanel !== chosen.dataset.source;
    this.#complain("");
  }

  #add(/** @type {File[]} */ files) {
    const left = this.#stack.add(files);
    const said = Object.entries(left)
      .filter(([, names]) => names.length > 0)
      .map(([why, names]) => LEFT_OUT[why](shortened(names)));
    const note = find("[data-left-out]", this.#form);
    note.hidden = said.length === 0;
    setText(note, said.join(" "));
    this.#complain("");
    this.#draw();
  }

  #draw() {
    const { files } = this.#stack;
    find("[data-stack]", this.#form).hidden = files.length === 0;
    find("[data-drop]", this.#form).toggleAttribute("data-small", files.length > 0);
    const total = _("%(files)s, %(size)s", {
      files: plural(files.length, "%(num)s file", "%(num)s files"),
      size: bytes(this.#stack.bytes),
    });
    setText(find("[data-stack-total]", this.#form), total);
    find("[data-stack-files]", this.#form).replaceChildren(...files.map((file) => this.#row(file)));
    const words =
      files.length === 0 || this.#stack.isArchive
        ? _("Screen")
        : plural(files.length, "Screen %(num)s file", "Screen %(num)s files");
    setText(find("[data-start-button] span", this.#form), words);
  }

  #row(/** @type {File} */ file) {
    const label = _("Remove %(name)s", { name: file.name });
    const remove = () => {
      const place = this.#stack.files.indexOf(file);
      this.#stack.remove(file);
      this.#draw();
      const buttons = find("[data-stack-files]", this.#form).querySelectorAll("button");
      (buttons[Math.min(place, buttons.length - 1)] ?? find("[data-files]", this.#form)).focus();
    };
    return element(
      "li",
      { class: "stack-list__file" },
      icon(this.#stack.isArchive ? "file-archive" : "file-text"),
      element("span", { class: "truncate", title: file.name }, file.name),
      element("span", { class: "muted number" }, bytes(file.size)),
      element(
        "button",
        {
          class: "button button--quiet button--small button--icon",
          type: "button",
          "aria-label": label,
          title: label,
          onclick: remove,
        },
        icon("x"),
      ),
    );
  }

  async #start() {
    if (this.#upload.isRunning) return;
    const given = new FormData(this.#form);
    const body = new FormData();
    if (this.#source === "opening") body.append("opening_id", String(given.get("opening_id") ?? ""));
    else {
      const description = String(given.get("job_description") ?? "").trim();
      if (!description) {
        find("[name=job_description]", this.#form).focus();
        return this.#complain(_("Paste the job description: it says what the résumés are ranked against."));
      }
      body.append("job_description", description);
    }
    if (this.#stack.files.length === 0) {
      find("[data-files]", this.#form).focus();
      return this.#complain(_("Choose the résumés to screen, or drop them on the page."));
    }
    if (given.get("as_of")) body.append("as_of", String(given.get("as_of")));
    if (given.get("blind")) body.append("blind", "1");
    for (const file of this.#stack.files) body.append("files", file, file.name);
    await this.#send(body);
  }

  async #send(/** @type {FormData} */ body) {
    const button = /** @type {HTMLButtonElement} */ (find("[data-start-button]", this.#form));
    const root = document.documentElement.dataset.root ?? "/";
    const { files } = this.#stack;
    const name = files.length === 1 ? files[0].name : plural(files.length, "%(num)s file", "%(num)s files");
    button.disabled = true;
    this.#complain("");
    try {
      const words = { name, checking: _("Checking the files…") };
      const started = await this.#upload.send(`${root}api/v1/screenings`, body, words);
      if (started) location.assign(`${root}screening/${started.screening_id}`);
    } catch (error) {
      this.#complain(sentenceOf(error));
    } finally {
      button.disabled = false;
    }
  }

  #complain(/** @type {string} */ sentence) {
    complain(this.#form, sentence);
  }
}

/** `a.pdf, b.pdf, c.pdf and 4 more` */
function shortened(/** @type {string[]} */ names) {
  const shown = names.slice(0, NAMES_SHOWN).join(", ");
  if (names.length <= NAMES_SHOWN) return shown;
  return _("%(names)s and %(number)s more", { names: shown, number: count(names.length - NAMES_SHOWN) });
}
