// @ts-check
// The files chosen for a screening, before they are sent: no file twice, no clutter of file systems, within the limits.
// Pure: it holds the files and asks nothing of them but name, size and last change.

/** @typedef {{name: string, size: number, lastModified?: number}} Chosen */
/** @typedef {{files: number, bytes: number, uploadBytes: number}} Limits of a screening, of one file, of one upload */
/** @typedef {{ignored: string[], large: string[], repeated: string[], beyond: string[]}} LeftOut */

const CLUTTER = /^(?:\.ds_store|thumbs\.db|desktop\.ini|~\$.*|\._.*)$/i;
const ARCHIVE = /\.zip$/i;

export class FileStack {
  /** @type {any[]} */ files = [];
  #limits;

  constructor(/** @type {Limits} */ limits) {
    this.#limits = limits;
  }

  get isArchive() {
    return this.files.length === 1 && ARCHIVE.test(this.files[0].name);
  }

  get bytes() {
    return this.files.reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Add what can be read. An archive is sent alone: it takes the place of what was chosen, and the other way round.
   * @param {Chosen[]} chosen
   * @returns {LeftOut} what was left out, by reason
   */
  add(chosen) {
    /** @type {LeftOut} */
    const left = { ignored: [], large: [], repeated: [], beyond: [] };
    const archive = chosen.find(({ name }) => ARCHIVE.test(name));
    if (archive) this.files = [];
    else if (this.isArchive) this.files = [];
    for (const file of archive ? [archive] : chosen) {
      const why = this.#reason(file);
      if (why) left[why].push(file.name);
      else this.files.push(file);
    }
    if (archive) left.ignored.push(...chosen.filter((file) => file !== archive).map(({ name }) => name));
    return left;
  }

  /** @returns {keyof LeftOut | null} why a file cannot be taken */
  #reason(/** @type {Chosen} */ file) {
    const { name, size } = file;
    if (CLUTTER.test(name)) return "ignored";
    if (size > (ARCHIVE.test(name) ? this.#limits.uploadBytes : this.#limits.bytes)) return "large";
    if (this.files.some((known) => isSame(known, file))) return "repeated";
    if (this.files.length >= this.#limits.files) return "beyond";
    return null;
  }

  remove(/** @type {Chosen} */ file) {
    this.files = this.files.filter((known) => known !== file);
  }

  clear() {
    this.files = [];
  }
}

/** The same file chosen twice. Two files of one name from different folders are two. */
function isSame(/** @type {Chosen} */ one, /** @type {Chosen} */ other) {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}
