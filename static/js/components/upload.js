// @ts-check
// One upload: its progress on the page, and the button that ends it. fetch cannot report upload progress;
// XMLHttpRequest can.

import { find, setText } from "./element.js";
import { bytes } from "./number.js";
import { failure, RequestError } from "./request.js";
import { _ } from "./text.js";

export class Upload {
  /** @type {XMLHttpRequest | null} */ #call = null;
  #box;

  /** @param {HTMLElement} box what shows it (`data-upload`), hidden while nothing is sent */
  constructor(box) {
    this.#box = box;
    find("[data-upload-cancel]", box).addEventListener("click", () => this.cancel());
  }

  get isRunning() {
    return this.#call !== null;
  }

  cancel() {
    this.#call?.abort();
  }

  /**
   * @param {string} url
   * @param {FormData} body
   * @param {{name: string, checking: string}} words what is sent, and what happens once it has arrived
   * @returns {Promise<any>} the answer; null if the person ended it
   * @throws {RequestError}
   */
  send(url, body, { name, checking }) {
    const call = new XMLHttpRequest();
    this.#call = call;
    setText(find("[data-upload-name]", this.#box), name);
    this.#show(0, 0, checking);
    call.upload.addEventListener("progress", ({ loaded, total }) => this.#show(loaded, total, checking));
    const ended = new Promise((resolve, reject) => {
      call.addEventListener("load", () => (call.status < 300 ? resolve(parsed(call)) : reject(refusal(call))));
      call.addEventListener("abort", () => resolve(null));
      call.addEventListener("error", () => reject(new RequestError(0, "unreachable", BROKE_OFF)));
    });
    call.open("POST", url);
    call.setRequestHeader("Accept", "application/json");
    call.send(body);
    return ended.finally(() => this.#hide());
  }

  #show(/** @type {number} */ sent, /** @type {number} */ all, /** @type {string} */ checking) {
    this.#box.hidden = false;
    /** @type {HTMLProgressElement} */ (find("[data-upload-bar]", this.#box)).value = all ? sent / all : 0;
    const words = sent < all || !all ? _("%(sent)s of %(all)s", { sent: bytes(sent), all: bytes(all) }) : checking;
    setText(find("[data-upload-text]", this.#box), words);
  }

  #hide() {
    this.#call = null;
    this.#box.hidden = true;
  }
}

const BROKE_OFF = _("The upload broke off: the server does not answer. Nothing was started; try again.");

function parsed(/** @type {XMLHttpRequest} */ call) {
  try {
    return JSON.parse(call.responseText);
  } catch {
    return null; // a proxy's error page is not JSON; then the status says enough
  }
}

function refusal(/** @type {XMLHttpRequest} */ call) {
  const body = parsed(call);
  if (call.status === 413 && !body)
    return new RequestError(413, "too_large", _("This is larger than the server takes."));
  return failure(call.status, body);
}
