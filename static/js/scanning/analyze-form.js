// @ts-check
// The form that starts an analysis: an address, or an archive with upload progress; drop one anywhere on the page.

import { find, setText } from "../components/element.js";
import { bytes } from "../components/number.js";
import { failure, request, RequestError } from "../components/request.js";
import { _ } from "../components/text.js";

const ARCHIVE = /\.(zip|tar\.gz|tgz|tar)$/i;

/** Set up the page's form, if it has one. */
export function watchAnalyzeForm() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-analyze]"));
  if (!form) return;
  const root = document.documentElement.dataset.root ?? "/";
  const started = (/** @type {{scan_id: string}} */ scan) => location.assign(`${root}analysis/${scan.scan_id}`);
  const upload = new ArchiveUpload(form, `${root}rlm/analyze`, started);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const {
      url = "",
      ref = "",
      access_token = "",
    } = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
    if (!url.trim())
      return complain(form, _("Paste the address of a repository, such as https://github.com/pallets/flask."));
    complain(form, "");
    const button = /** @type {HTMLButtonElement} */ (find("button[type=submit]", form));
    button.disabled = true;
    try {
      started(
        await request("POST", `${root}rlm/analyze`, {
          json: { url: url.trim(), ...(ref.trim() && { ref: ref.trim() }), ...(access_token && { access_token }) },
        }),
      );
    } catch (error) {
      complain(form, error instanceof Error ? error.message : String(error));
    } finally {
      button.disabled = false;
    }
  });
  find("[name=url]", form).addEventListener("input", () => complain(form, ""));
  const picker = /** @type {HTMLInputElement} */ (find("[data-analyze-file]", form));
  picker.addEventListener("change", () => {
    const file = picker.files?.[0];
    if (file) upload.start(file);
    picker.value = "";
  });
  watchDrops(form, (file) => upload.start(file));
}

function complain(/** @type {HTMLFormElement} */ form, /** @type {string} */ sentence) {
  const box = find("[data-analyze-error]", form);
  box.hidden = !sentence;
  setText(box.querySelector("span"), sentence);
  const field = find("[name=url]", form);
  if (sentence) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

function watchDrops(/** @type {HTMLFormElement} */ form, /** @type {(file: File) => void} */ onFile) {
  let depth = 0;
  const holdsFile = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;
  const over = (/** @type {boolean} */ isOver) => (form.dataset.over = String(isOver));
  document.addEventListener("dragenter", (event) => holdsFile(event) && ((depth += 1), over(true)));
  document.addEventListener("dragleave", (event) => holdsFile(event) && ((depth -= 1), depth <= 0 && over(false)));
  document.addEventListener("dragover", (event) => holdsFile(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    depth = 0;
    over(false);
    const file = event.dataTransfer?.files[0];
    if (file) onFile(file);
  });
}

/** fetch cannot report upload progress; XMLHttpRequest can. */
class ArchiveUpload {
  /** @type {XMLHttpRequest | null} */ #call = null;

  /**
   * @param {HTMLFormElement} form
   * @param {string} url
   * @param {(scan: {scan_id: string}) => void} onStarted
   */
  constructor(form, url, onStarted) {
    this.form = form;
    this.url = url;
    this.onStarted = onStarted;
    find("[data-upload-cancel]", form).addEventListener("click", () => this.#call?.abort());
  }

  start(/** @type {File} */ file) {
    if (this.#call) return complain(this.form, _("One archive is on its way already. Cancel it first, or wait."));
    if (!ARCHIVE.test(file.name))
      return complain(
        this.form,
        _("“%(name)s” is not an archive that can be read: use .zip or .tar.gz.", { name: file.name }),
      );
    complain(this.form, "");
    const call = new XMLHttpRequest();
    this.#call = call;
    this.#show(file, 0);
    call.upload.addEventListener(
      "progress",
      (event) => event.lengthComputable && this.#show(file, event.loaded / event.total),
    );
    call.addEventListener("load", () => this.#end(call));
    call.addEventListener("error", () =>
      this.#fail(_("The upload broke off: the server does not answer. Nothing was started; try again.")),
    );
    call.addEventListener("abort", () => this.#hide());
    call.open("POST", this.url);
    call.setRequestHeader("Accept", "application/json");
    const body = new FormData();
    body.append("file", file, file.name);
    call.send(body);
  }

  #show(/** @type {File} */ file, /** @type {number} */ share) {
    find("[data-analyze-upload]", this.form).hidden = false;
    setText(find("[data-upload-name]", this.form), file.name);
    /** @type {HTMLProgressElement} */ (find("[data-upload-bar]", this.form)).value = share;
    setText(
      find("[data-upload-text]", this.form),
      share < 1
        ? _("%(sent)s of %(all)s", { sent: bytes(Math.round(file.size * share)), all: bytes(file.size) })
        : _("Checking the archive…"),
    );
  }

  #end(/** @type {XMLHttpRequest} */ call) {
    let body = null;
    try {
      body = JSON.parse(call.responseText);
    } catch {
      // A proxy's error page is not JSON; then the status says enough.
    }
    if (call.status === 202 && body) return this.onStarted(body);
    const error =
      call.status === 413 && !body
        ? new RequestError(413, "too_large", _("The archive is larger than this server takes."))
        : failure(call.status, body);
    return this.#fail(error.message);
  }

  #fail(/** @type {string} */ sentence) {
    this.#hide();
    complain(this.form, sentence);
  }

  #hide() {
    this.#call = null;
    find("[data-analyze-upload]", this.form).hidden = true;
  }
}
