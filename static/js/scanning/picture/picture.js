// @ts-check
// The picture of the code: map or graph on one canvas, with a tip, the selected file's card, a folder trail and keys.

import { oncePerFrame } from "../../components/animation-frame.js";
import { canvasSurface } from "../../components/canvas-surface.js";
import { element, find, setText } from "../../components/element.js";
import { _ } from "../../components/text.js";
import { ForceGraph } from "./force-graph.js";
import { palette } from "../severity.js";
import { tabList } from "../../components/tab-list.js";
import { MapColour } from "./map-colour.js";
import { TreeMap } from "./tree-map.js";
import { fileCard, fileSentence, fileTip } from "./file-card.js";

/** @typedef {import("./code-graph.js").CodeFile} CodeFile */
/** @typedef {import("./code-graph.js").Marks} Marks */
/** @typedef {import("./file-card.js").Source} Source */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const CLICK_PX = 4;

export class Picture {
  #canvas = /** @type {HTMLCanvasElement} */ (find("[data-canvas]"));
  #tip = find("[data-tip]");
  #card = find("[data-card]");
  #tools = find("[data-graph-tools]");
  /** @type {Marks} */ #marks = { hovered: null, selected: null, picked: null };
  #colours = palette();
  /** @type {Map<string, CodeFile>} */ #byPath = new Map();
  /** @type {CodeFile[]} */ #files = [];
  #graphIsOld = true;
  /** @type {TreeMap | ForceGraph} */ #view;

  /** @param {Source} source */
  constructor(source) {
    this.source = source;
    this.redraw = oncePerFrame(() => this.#draw());
    this.colour = new MapColour(source, () => this.refresh());
    this.map = new TreeMap(
      (file) => this.colour.mark(file),
      (file) => this.colour.note(file),
    );
    this.graph = new ForceGraph(source.mark, () => this.#view === this.graph && this.redraw());
    this.#view = this.map;
    this.surface = canvasSurface(this.#canvas, () => {
      this.#view.layout(this.surface?.size ?? { width: 0, height: 0 });
      this.redraw();
    });
    this.#tools.hidden = true;
    tabList(find(".picture [role=tablist]"), (tab) => this.show(tab.dataset.view === "graph" ? "graph" : "map"));
    this.#listen();
  }

  /** @param {{files: CodeFile[], byPath: Map<string, CodeFile>}} model */
  setModel({ files, byPath }) {
    this.#files = files;
    this.#byPath = byPath;
    this.#graphIsOld = true;
    this.map.setFiles(files);
    this.colour.setFiles(files);
    find("[data-picture-wait]").hidden = files.length > 0;
    this.show(this.#view === this.graph ? "graph" : "map");
  }

  /** Say why there is no picture. */
  explain(/** @type {string} */ text) {
    setText(find("[data-picture-wait-text]"), text);
  }

  show(/** @type {"map" | "graph"} */ name) {
    this.#view = name === "graph" ? this.graph : this.map;
    if (name === "graph" && this.#graphIsOld) {
      this.#graphIsOld = false;
      this.graph.setFiles(this.#files);
    }
    this.#tools.hidden = name !== "graph";
    this.colour.isMap = name === "map";
    this.#canvas.dataset.view = name;
    this.#canvas.setAttribute("aria-label", name === "graph" ? _("Graph of the files") : _("Map of the files"));
    find("[data-picture-stage]").setAttribute("aria-labelledby", `tab-${name}`);
    setText(
      find("[data-legend-note]"),
      name === "graph" ? _("Lines: uses; broken: used by") : _("Area: size of the file"),
    );
    this.#showTrail();
    this.#hover(null);
    this.#view.layout(this.surface.size);
    this.redraw();
  }

  focus() {
    this.#canvas.focus();
    this.#canvas.scrollIntoView({ block: "center" });
  }

  /** @param {string | null} path */
  select(path) {
    this.#marks.selected = path;
    const file = path ? this.#byPath.get(path) : null;
    this.#card.hidden = !file;
    if (file)
      this.#card.replaceChildren(
        fileCard(file, this.source, { close: () => this.select(null), select: (other) => this.select(other) }),
      );
    this.redraw();
  }

  /** Let the files that a filter leaves stand out. */
  pick(/** @type {Set<string> | null} */ paths) {
    this.#marks.picked = paths;
    this.map.invalidate();
    this.redraw();
  }

  /** Select a file from elsewhere on the page, and bring the picture into view. */
  reveal(/** @type {string} */ path) {
    if (this.map.root && !path.startsWith(`${this.map.root}/`)) this.#enterFolder("");
    this.select(path);
    this.#canvas.scrollIntoView({ block: "nearest" });
  }

  /** The card's counts may have changed. */
  refresh() {
    if (this.#marks.selected && !this.#card.contains(document.activeElement)) this.select(this.#marks.selected);
    this.colour.refresh();
    this.map.invalidate();
    this.redraw();
  }

  /** How often files were changed has become known. */
  setHistory(/** @type {import("./heat.js").History} */ history) {
    this.colour.setHistory(history);
    this.refresh();
  }

  #draw() {
    const { context, size } = this.surface;
    if (size.width === 0 || this.#files.length === 0) return;
    if (this.#view.draw(context, size, this.#colours, this.#marks, performance.now())) this.redraw();
  }

  #listen() {
    const canvas = this.#canvas;
    document.addEventListener("themechange", () => {
      this.#colours = palette();
      this.map.invalidate();
      this.redraw();
    });
    canvas.addEventListener("pointerleave", () => this.#hover(null));
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("dblclick", () => this.#marks.hovered && this.source.open(this.#marks.hovered));
    this.#tools.addEventListener("click", (event) => {
      const how = /** @type {Element} */ (event.target).closest("[data-zoom]")?.getAttribute("data-zoom");
      if (how) this.#zoom(how);
    });
    this.#listenToPointers();
  }

  /** Dragging pans the graph, two fingers zoom it, and a press without movement selects. */
  #listenToPointers() {
    const canvas = this.#canvas;
    /** @type {Map<number, {x: number, y: number}>} */
    const down = new Map();
    let moved_px = 0;
    canvas.addEventListener("pointerdown", (event) => {
      down.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
      moved_px = down.size > 1 ? Infinity : 0;
      if (this.#view === this.graph) canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      const before = down.get(event.pointerId);
      const here = { x: event.offsetX, y: event.offsetY };
      if (!before || this.#view !== this.graph) {
        if (event.pointerType !== "touch") this.#hoverAt(here.x, here.y);
        return;
      }
      moved_px += Math.hypot(here.x - before.x, here.y - before.y);
      const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const span = (/** @type {{x: number, y: number}} */ point) =>
          Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
        this.graph.zoom(span(here) / span(before), other.x, other.y);
      } else if (moved_px > CLICK_PX) this.graph.pan(here.x - before.x, here.y - before.y);
      down.set(event.pointerId, here);
      this.#hover(null);
      this.redraw();
    });
    const up = (/** @type {PointerEvent} */ event) => {
      if (down.delete(event.pointerId) && event.type === "pointerup" && moved_px <= CLICK_PX)
        this.#press(event.offsetX, event.offsetY);
    };
    canvas.addEventListener("pointerup", up);
    canvas.addEventListener("pointercancel", up);
  }

  #press(/** @type {number} */ x, /** @type {number} */ y) {
    const { file, folder } = this.#view.at(x, y);
    if (file) this.select(file.path);
    else if (folder !== null) this.#enterFolder(folder);
    else this.select(null);
  }

  #enterFolder(/** @type {string} */ path) {
    this.map.root = path;
    this.select(null);
    this.map.layout(this.surface.size);
    this.#showTrail();
    this.redraw();
  }

  #showTrail() {
    const trail = find("[data-trail]");
    const parts = this.#view === this.map && this.map.root ? this.map.root.split("/") : [];
    const step = (/** @type {string} */ text, /** @type {string} */ path) =>
      element("button", { type: "button", class: "picture__step", onclick: () => this.#enterFolder(path) }, text);
    trail.replaceChildren(
      ...(parts.length ? [step(_("All files"), "")] : []),
      ...parts.map((part, place) => step(part, parts.slice(0, place + 1).join("/"))),
    );
  }

  #wheel(/** @type {WheelEvent} */ event) {
    if (this.#view !== this.graph || !(event.ctrlKey || event.metaKey || document.activeElement === this.#canvas))
      return;
    event.preventDefault();
    this.graph.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), event.offsetX, event.offsetY);
    this.redraw();
  }

  #zoom(/** @type {string} */ how) {
    const { width, height } = this.surface.size;
    if (how === "fit") this.graph.fit(this.surface.size);
    else this.graph.zoom(how === "in" ? 1.5 : 1 / 1.5, width / 2, height / 2);
    this.redraw();
  }

  #key(/** @type {KeyboardEvent} */ event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[/** @type {keyof typeof ARROWS} */ (event.key)];
    if (arrow) {
      const next = this.#view.neighbour(this.#marks.selected, arrow[0], arrow[1]);
      if (next) {
        this.select(next.path);
        setText(find("#announcer"), fileSentence(next, this.source));
      }
    } else if (event.key === "Enter" && this.#marks.selected) this.source.open(this.#marks.selected);
    else if (event.key === "Escape" && this.#marks.selected) this.select(null);
    else if (event.key === "Escape" && this.map.root) this.#enterFolder("");
    else if (this.#view === this.graph && "+-0".includes(event.key))
      this.#zoom({ "+": "in", "-": "out", 0: "fit" }[event.key] ?? "fit");
    else return;
    event.preventDefault();
  }

  #hoverAt(/** @type {number} */ x, /** @type {number} */ y) {
    const { file, folder } = this.#view.at(x, y);
    this.#canvas.dataset.over = file ? "file" : folder === null ? "" : "folder";
    this.#hover(file, x, y);
  }

  #hover(/** @type {CodeFile | null} */ file, x = 0, y = 0) {
    const path = file?.path ?? null;
    if (path !== this.#marks.hovered) {
      this.#marks.hovered = path;
      if (file) this.#tip.replaceChildren(fileTip(file, this.source));
      this.redraw();
    }
    this.#tip.hidden = !file;
    if (!file) return;
    const { width, height } = this.surface.size;
    const [own_x, own_y] = [this.#tip.offsetWidth, this.#tip.offsetHeight];
    this.#tip.style.left = `${Math.max(4, x + 14 + own_x > width ? x - own_x - 10 : x + 14)}px`;
    this.#tip.style.top = `${Math.max(4, Math.min(y + 14, height - own_y - 4))}px`;
  }
}
