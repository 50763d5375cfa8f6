// @ts-check
// What an agent made besides its answer: files to download, data to look at.

import { element, icon } from "../components/element.js";
import { bytes } from "../components/number.js";
import { _ } from "../components/text.js";
import { isArtifact, ownAddress } from "./markdown/address.js";

/** @typedef {import("./answer.js").Artifact} Artifact */

const LONGEST = 60_000;

export class ArtifactList {
  node = element("div", { class: "artifacts" });
  #isOwn;
  /** @type {{artifact: Artifact, node: HTMLElement}[]} */ #shown = [];

  /** @param {boolean} isOwn whether their files may be fetched by who reads this */
  constructor(isOwn) {
    this.#isOwn = isOwn;
  }

  /** Only those that changed are drawn again, and what somebody opened stays open. */
  show(/** @type {Artifact[]} */ artifacts) {
    artifacts.forEach((artifact, place) => {
      const old = this.#shown[place];
      if (old && isSame(old.artifact, artifact)) return;
      const node = artifactNode(artifact, this.#isOwn);
      node.toggleAttribute("open", Boolean(old?.node.hasAttribute("open")));
      if (old) old.node.replaceWith(node);
      else this.node.append(node);
      this.#shown[place] = { artifact, node };
    });
    for (const { node } of this.#shown.splice(artifacts.length)) node.remove();
  }
}

function isSame(/** @type {Artifact} */ one, /** @type {Artifact} */ other) {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** @returns {HTMLElement} */
function artifactNode(/** @type {Artifact} */ artifact, /** @type {boolean} */ isOwn) {
  const { kind, name, url } = artifact;
  if (kind === "file" || url) return fileNode(artifact, isOwn && url && isArtifact(url) ? ownAddress(url) : null);
  const text = kind === "data" ? JSON.stringify(artifact.data, null, 2) : (artifact.text ?? "");
  const title = name || (kind === "data" ? _("Data") : _("Text"));
  return element(
    "details",
    { class: "fold artifact" },
    element("summary", {}, icon(kind === "data" ? "braces" : "file-text"), element("span", {}, title)),
    element(
      "pre",
      { class: "artifact__text", tabindex: "0", role: "region", "aria-label": title },
      text.length > LONGEST ? `${text.slice(0, LONGEST)}\n${_("(more than can be shown here)")}` : text,
    ),
  );
}

function fileNode(/** @type {Artifact} */ artifact, /** @type {string | null} */ href) {
  const name = artifact.name || (artifact.kind === "data" ? _("Data") : _("File"));
  const about = artifact.bytes === undefined ? "" : bytes(artifact.bytes);
  const inside = [
    icon("paperclip"),
    element("span", { class: "truncate" }, name),
    element("span", { class: "muted" }, about),
  ];
  if (!href) return element("span", { class: "artifact artifact--file" }, ...inside);
  return element("a", { class: "artifact artifact--file", href, download: "" }, ...inside);
}
