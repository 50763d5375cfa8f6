// @ts-check
// The link with which other people who are signed in may read a conversation: made, copied, revoked.

import { announce } from "../components/announcer.js";
import { copyText } from "../components/copy.js";
import { find } from "../components/element.js";
import { sentenceOf } from "../components/request.js";
import { _ } from "../components/text.js";
import { toast } from "../components/toast.js";
import { changeConversation } from "./api.js";

/** @typedef {import("./api.js").Conversation} Conversation */

/**
 * @param {Conversation} conversation
 * @param {(changed: Conversation) => void} onChange
 */
export function openShareDialog(conversation, onChange) {
  const dialog = /** @type {HTMLDialogElement} */ (find("#share-dialog"));
  const make = find("[data-share-make]", dialog);
  const copy = find("[data-share-copy]", dialog);
  const revoke = find("[data-share-revoke]", dialog);
  const url = /** @type {HTMLInputElement} */ (find("[data-share-url]", dialog));
  let told = conversation;

  function show() {
    const { share_url } = told;
    url.value = share_url ? new URL(share_url, location.origin).href : "";
    find("[data-share-link]", dialog).hidden = !share_url;
    make.hidden = Boolean(share_url);
    copy.hidden = revoke.hidden = !share_url;
  }

  async function change(/** @type {boolean} */ is_shared) {
    try {
      told = await changeConversation(told.id, { is_shared });
    } catch (error) {
      return toast("bad", _("The link was not changed"), { text: sentenceOf(error) });
    }
    onChange(told);
    show();
    announce(is_shared ? _("The link is ready.") : _("The link no longer works."));
    (is_shared ? copy : make).focus();
  }

  make.onclick = () => void change(true);
  revoke.onclick = () => void change(false);
  copy.onclick = () => void copyText(url.value, copy);
  show();
  dialog.showModal();
}
