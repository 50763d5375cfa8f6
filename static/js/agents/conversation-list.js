// @ts-check
// The list of conversations: searched as one types, renewed when something happened.

import { element, find, icon } from "../components/element.js";
import { sentenceOf } from "../components/request.js";
import { _ } from "../components/text.js";
import { timeNode } from "../components/time.js";
import { listConversations, pageUrl } from "./api.js";

/** @typedef {import("./api.js").Listed} Listed */

const TYPING_MS = 200;

export class ConversationList {
  #list = find("[data-conversation-list]");
  #none = find("[data-no-conversation]");
  /** Says that there are more than the list has. @type {HTMLElement | null} */ #older =
    document.querySelector("[data-older]");
  #search = /** @type {HTMLInputElement} */ (find("[data-conversation-search]"));
  /** @type {AbortController | null} */ #current = null;
  #timer = 0;
  #idOfPage;

  constructor(/** @type {() => string | null} */ idOfPage) {
    this.#idOfPage = idOfPage;
    this.#search.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.renew(), TYPING_MS);
    });
  }

  async renew() {
    this.#current?.abort();
    const { signal } = (this.#current = new AbortController());
    const query = this.#search.value.trim();
    try {
      const { conversations } = await listConversations(query, signal);
      this.#show(conversations, query);
    } catch (error) {
      if (!signal.aborted) this.#say(sentenceOf(error));
    }
  }

  #show(/** @type {Listed[]} */ conversations, /** @type {string} */ query) {
    const hadFocus = this.#list.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
    this.#list.replaceChildren(...conversations.map((one) => this.#item(one, query)));
    if (hadFocus)
      /** @type {HTMLElement | null} */ (this.#list.querySelector(`a[href="${CSS.escape(hadFocus)}"]`))?.focus();
    this.#none.hidden = conversations.length > 0;
    if (this.#older) this.#older.hidden = query !== "";
    if (conversations.length === 0 && query) this.#say(_("No conversation contains “%(query)s”.", { query }));
    else if (conversations.length === 0) this.#say(_("Your conversations are kept here."));
  }

  #say(/** @type {string} */ sentence) {
    this.#none.hidden = false;
    this.#none.textContent = sentence;
  }

  #item(/** @type {Listed} */ { id, title, updated_at, is_live, excerpt }, /** @type {string} */ query) {
    const label = _("Being answered");
    const mark = { class: "conversation__live", role: "img", "aria-label": label, title: label };
    const live = is_live && element("span", mark, icon("loader"));
    const link = element(
      "a",
      { class: "conversation", href: pageUrl(id), "aria-current": id === this.#idOfPage() ? "page" : null },
      element("span", { class: "conversation__title" }, title),
      element("span", { class: "conversation__when" }, live, timeNode(updated_at)),
      query && excerpt ? element("span", { class: "conversation__excerpt" }, ...marked(excerpt, query)) : null,
    );
    return element("li", {}, link);
  }
}

/** A text in which what is looked for stands out. */
function marked(/** @type {string} */ text, /** @type {string} */ query) {
  const at = text.toLowerCase().indexOf(query.toLowerCase());
  if (at < 0) return [text];
  return [text.slice(0, at), element("mark", {}, text.slice(at, at + query.length)), text.slice(at + query.length)];
}
