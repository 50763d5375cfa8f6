// @ts-check
// The form that starts an analysis: an address, or an archive with upload progress; drop one anywhere on the page.

import { complain } from "../components/complaint.js";
import { watchDrops } from "../components/drop.js";
import { find } from "../components/element.js";
import { request, sentenceOf } from "../components/request.js";
import { _ } from "../components/text.js";
import { Upload } from "../components/upload.js";

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
      return refuse(form, _("Paste the address of a repository, such as https://github.com/pallets/flask."));
    refuse(form, "");
    const button = /** @type {HTMLButtonElement} */ (find("button[type=submit]", form));
    button.disabled = true;
    try {
      started(
        await request("POST", `${root}rlm/analyze`, {
          json: { url: url.trim(), ...(ref.trim() && { ref: ref.trim() }), ...(access_token && { access_token }) },
        }),
      );
    } catch (error) {
      refuse(form, sentenceOf(error));
    } finally {
      button.disabled = false;
    }
  });
  find("[name=url]", form).addEventListener("input", () => refuse(form, ""));
  const picker = /** @type {HTMLInputElement} */ (find("[data-analyze-file]", form));
  picker.addEventListener("change", () => {
    const file = picker.files?.[0];
    if (file) upload.start(file);
    picker.value = "";
  });
  watchDrops(form, ([file]) => file && upload.start(file));
}

/** Most of what goes wrong goes wrong with the address, so it is marked. */
function refuse(/** @type {HTMLFormElement} */ form, /** @type {string} */ sentence) {
  complain(form, sentence);
  const field = find("[name=url]", form);
  if (sentence) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

/** One archive at a time, on its way to the server. */
class ArchiveUpload {
  #form;
  #url;
  #onStarted;
  #upload;

  /**
   * @param {HTMLFormElement} form
   * @param {string} url
   * @param {(scan: {scan_id: string}) => void} onStarted
   */
  constructor(form, url, onStarted) {
    this.#form = form;
    this.#url = url;
    this.#onStarted = onStarted;
    this.#upload = new Upload(find("[data-upload]", form));
  }

  async start(/** @type {File} */ file) {
    if (this.#upload.isRunning)
      return refuse(this.#form, _("One archive is on its way already. Cancel it first, or wait."));
    if (!ARCHIVE.test(file.name))
      return refuse(
        this.#form,
        _("“%(name)s” is not an archive that can be read: use .zip or .tar.gz.", { name: file.name }),
      );
    refuse(this.#form, "");
    const body = new FormData();
    body.append("file", file, file.name);
    try {
      const scan = await this.#upload.send(this.#url, body, { name: file.name, checking: _("Checking the archive…") });
      if (scan) this.#onStarted(scan);
    } catch (error) {
      refuse(this.#form, sentenceOf(error));
    }
  }
}
