// @ts-check
// A notice: what happened, what is safe, what to do. Scripts and templates/components/notice.html draw the same thing.

import { element, icon } from "./element.js";

const ICON = { info: "info", ok: "circle-check", warn: "triangle-alert", bad: "circle-x" };

/** @typedef {keyof typeof ICON} NoticeKind */

/**
 * @param {NoticeKind} kind
 * @param {string} title
 * @param {(Node | string | null)[]} [content] sentences, each a paragraph; or elements
 * @param {Node | null} [actions]
 */
export function notice(kind, title, content = [], actions = null) {
  const lines = content
    .filter((part) => part !== null && part !== "")
    .map((part) => (part instanceof Node ? part : element("p", {}, part)));
  return element(
    "div",
    { class: "notice", "data-kind": kind, role: kind === "bad" ? "alert" : null },
    icon(ICON[kind]),
    element(
      "div",
      { class: "notice__body" },
      element("p", { class: "notice__title" }, title),
      ...lines,
      actions && element("div", { class: "notice__actions" }, actions),
    ),
  );
}
