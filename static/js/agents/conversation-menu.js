// @ts-check
// What one may do with a whole conversation: rename it, share it, export it, delete it.

import { ask as confirm } from "../components/dialog.js";
import { find } from "../components/element.js";
import { sentenceOf } from "../components/request.js";
import { _ } from "../components/text.js";
import { toast } from "../components/toast.js";
import { changeConversation, deleteConversation, exportUrl, pageUrl } from "./api.js";
import { openShareDialog } from "./share-dialog.js";
import { askText } from "./text-dialog.js";

/** @typedef {import("./api.js").Conversation} Conversation */

/**
 * @param {() => Conversation | null} conversationOfPage
 * @param {(changed: Conversation) => void} onChange
 */
export function watchConversationMenu(conversationOfPage, onChange) {
  const menu = find("#chat-menu");
  menu.addEventListener("click", (event) => {
    const item = /** @type {Element} */ (event.target).closest(".menu__item");
    const conversation = conversationOfPage();
    if (!(item instanceof HTMLElement) || !conversation) return;
    menu.hidePopover();
    if (!item.dataset.do) return; // a link goes where it leads
    if (item.dataset.do === "rename") void rename(conversation, onChange);
    else if (item.dataset.do === "share") openShareDialog(conversation, onChange);
    else void remove(conversation);
  });
}

/** The menu of a conversation that is there. */
export function showConversationMenu(/** @type {Conversation | null} */ conversation) {
  find("[data-chat-menu]").hidden = !conversation;
  if (!conversation) return;
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("[data-export]"))) {
    link.href = exportUrl(conversation.id, link.dataset.export ?? "md");
    link.download = "";
  }
}

async function rename(
  /** @type {Conversation} */ conversation,
  /** @type {(changed: Conversation) => void} */ onChange,
) {
  const title = await askText({
    title: _("Rename this conversation"),
    note: conversation.share_url
      ? _("Everybody who has the link to it sees the title, too.")
      : _("Only you see the title."),
    label: _("Title"),
    text: conversation.title,
    confirm: _("Rename"),
  });
  if (title === null || title.trim() === conversation.title) return;
  try {
    onChange(await changeConversation(conversation.id, { title }));
  } catch (error) {
    toast("bad", _("The conversation was not renamed"), { text: sentenceOf(error) });
  }
}

async function remove(/** @type {Conversation} */ conversation) {
  const isSure = await confirm({
    title: _("Delete “%(title)s”?", { title: conversation.title }),
    text: _("Its messages and files are deleted with it, and a shared link stops working. This cannot be undone."),
    confirm: _("Delete"),
    danger: true,
  });
  if (!isSure) return;
  try {
    await deleteConversation(conversation.id);
    location.assign(pageUrl(null));
  } catch (error) {
    toast("bad", _("The conversation was not deleted"), { text: sentenceOf(error) });
  }
}
