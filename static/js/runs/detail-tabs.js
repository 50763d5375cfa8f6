// @ts-check
// The tabs with the details of a run, each with its panel. The keys 1, 2, … choose one as well.

import { find } from "../components/element.js";
import { onKey } from "../components/shortcut.js";
import { tabList } from "../components/tab-list.js";

const nameOf = (/** @type {Element} */ tab) => tab.id.replace("tab-", "");

/**
 * @param {Record<string, () => void>} onShow what to do once a panel is visible, by the tab's name
 * @returns {{select: (name: string) => void}}
 */
export function detailTabs(onShow) {
  const list = find("[data-detail-tabs]");
  const names = [...list.querySelectorAll('[role="tab"]')].map(nameOf);
  const tabs = tabList(list, (tab) => {
    for (const name of names) find(`#panel-${name}`).hidden = name !== nameOf(tab);
    onShow[nameOf(tab)]?.();
  });
  const select = (/** @type {string} */ name) => tabs.select(`tab-${name}`);
  names.forEach((name, place) => onKey(String(place + 1), () => select(name)));
  return { select };
}
