// @ts-check
// The code graph as the pictures and lists need it: files, and what each uses and is used by.

/**
 * @typedef {object} CodeFile
 * @property {string} path
 * @property {string} language
 * @property {number} size bytes
 * @property {string | null} severity as the server knew it
 * @property {number} issues as the server knew it
 * @property {Set<string>} uses paths
 * @property {Set<string>} usedBy paths
 * @property {string} role what people use it for
 * @property {number} complexity independent paths of all its functions
 * @property {number} symbols how many classes and functions are in it
 */

/**
 * What is pointed at, what is selected, and the files that a filter has left; null without a filter.
 *
 * @typedef {{hovered: string | null, selected: string | null, picked: Set<string> | null}} Marks
 */

/**
 * @param {{nodes: any[], edges: any[], cycles?: string[][], unparsed?: {path: string, reason: string}[],
 *   left_out?: Record<string, number>, skipped?: Record<string, number>}} graph
 * @returns {{files: CodeFile[], byPath: Map<string, CodeFile>, cycles: string[][],
 *   unparsed: {path: string, reason: string}[], leftOut: Record<string, number>, skipped: Record<string, number>}}
 */
export function codeGraph(graph) {
  /** @type {Map<string, CodeFile>} */
  const byPath = new Map();
  /** @type {Map<string, string>} */
  const pathOf = new Map();
  for (const node of graph.nodes) {
    pathOf.set(node.id, node.path);
    if (node.kind === "file") byPath.set(node.path, fileOf(node));
  }
  for (const edge of graph.edges) {
    const from = byPath.get(pathOf.get(edge.from) ?? "");
    const to = byPath.get(pathOf.get(edge.to) ?? "");
    if (!from || !to || from === to) continue;
    from.uses.add(to.path);
    to.usedBy.add(from.path);
  }
  return {
    files: [...byPath.values()],
    byPath,
    cycles: graph.cycles ?? [],
    unparsed: graph.unparsed ?? [],
    leftOut: graph.left_out ?? {},
    skipped: graph.skipped ?? {},
  };
}

/** @returns {CodeFile} */
function fileOf(/** @type {any} */ node) {
  return {
    path: node.path,
    language: node.language ?? "",
    size: Number(node.size) || 0,
    severity: node.severity && node.severity !== "none" ? node.severity : null,
    issues: Number(node.issues) || 0,
    role: node.role ?? "product",
    complexity: Number(node.complexity) || 0,
    uses: new Set(),
    usedBy: new Set(),
    symbols: Number(node.symbols) || 0,
  };
}

/** @typedef {{name: string, path: string, children?: Folder[], file?: CodeFile}} Folder */

/**
 * Files as a tree of folders. A folder that holds nothing but another folder is merged with it (`src/flask`).
 * @param {CodeFile[]} files
 * @returns {Folder}
 */
export function folderTree(files) {
  /** @type {Folder} */
  const root = { name: "", path: "", children: [] };
  /** @type {Map<string, Folder>} */
  const folders = new Map([["", root]]);
  for (const file of files) {
    const cut = file.path.lastIndexOf("/");
    folderOf(folders, cut < 0 ? "" : file.path.slice(0, cut)).children?.push({
      name: file.path.slice(cut + 1),
      path: file.path,
      file,
    });
  }
  return joined(root);
}

/** @returns {Folder} */
function folderOf(/** @type {Map<string, Folder>} */ folders, /** @type {string} */ path) {
  const known = folders.get(path);
  if (known) return known;
  const cut = path.lastIndexOf("/");
  /** @type {Folder} */
  const made = { name: path.slice(cut + 1), path, children: [] };
  folders.set(path, made);
  folderOf(folders, cut < 0 ? "" : path.slice(0, cut)).children?.push(made);
  return made;
}

/** @returns {Folder} */
function joined(/** @type {Folder} */ folder) {
  let here = folder;
  while (here.children?.length === 1 && here.children[0].children) {
    const only = here.children[0];
    here = { ...only, name: here.name ? `${here.name}/${only.name}` : only.name };
  }
  return here.children ? { ...here, children: here.children.map(joined) } : here;
}
