// @ts-check
// Files dropped anywhere on the page, folders included: a folder brings the files in it.

const holdsFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;

/**
 * @param {HTMLElement} zone shows that files are over the page (`data-over`)
 * @param {(files: File[]) => void} onFiles
 */
export function watchDrops(zone, onFiles) {
  let depth = 0;
  const over = (/** @type {boolean} */ isOver) => (zone.dataset.over = String(isOver));
  document.addEventListener("dragenter", (event) => holdsFiles(event) && ((depth += 1), over(true)));
  document.addEventListener("dragleave", (event) => holdsFiles(event) && ((depth -= 1), depth <= 0 && over(false)));
  document.addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
  document.addEventListener("drop", async (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth = 0;
    over(false);
    onFiles(await filesOf(/** @type {DataTransfer} */ (event.dataTransfer)));
  });
}

async function filesOf(/** @type {DataTransfer} */ transfer) {
  // The entries must be asked for before anything is waited for: afterwards the transfer is empty.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const plain = [...transfer.files];
  if (!entries.some((entry) => entry?.isDirectory)) return plain;
  const found = await Promise.all(entries.map((entry) => (entry ? filesIn(entry) : [])));
  return found.flat();
}

/** @returns {Promise<File[]>} */
async function filesIn(/** @type {any} */ entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  /** @type {File[]} */
  const files = [];
  // A reader hands out its entries in pieces, the last of which is empty.
  for (;;) {
    const piece = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (piece.length === 0) return files;
    for (const inner of piece) files.push(...(await filesIn(inner)));
  }
}
