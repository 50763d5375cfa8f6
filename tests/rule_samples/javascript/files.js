const fs = require("fs");
const path = require("path");
const AdmZip = require("adm-zip");

const ROOT = path.resolve("/srv/files");

app.get("/download", (req, res) => {
  const file = path.join(ROOT, req.query.file);
  // ruleid: javascript-path-traversal
  res.sendFile(file);
  // ruleid: javascript-path-traversal
  res.download("/srv/files/" + req.params.name);
  // ok: javascript-path-traversal
  res.sendFile(req.params.name, { root: ROOT });
  // ruleid: javascript-path-traversal
  fs.readFile(`./uploads/${req.params.name}`, "utf8", (error, text) => res.send(text));
  // ok: javascript-path-traversal
  fs.readFile(path.join(ROOT, path.basename(req.params.name)), "utf8", () => {});
});

app.get("/safe", async (req, res) => {
  const full = path.resolve(ROOT, req.query.file);
  if (!full.startsWith(ROOT + path.sep)) {
    return res.status(403).end();
  }
  // ok: javascript-path-traversal
  fs.createReadStream(full).pipe(res);
  const document = await Document.findById(req.params.id);
  // ok: javascript-path-traversal
  res.download(document.path);
});

fastify.delete("/files/:name", async (request, reply) => {
  // ruleid: javascript-path-traversal
  await fs.promises.unlink(path.join(ROOT, request.params.name));
  const name = path.basename(request.params.name);
  // ok: javascript-path-traversal
  await fs.promises.unlink(path.join(ROOT, name));
});

router.post("/avatar", async (ctx) => {
  const upload = ctx.request.files.avatar;
  // ruleid: javascript-path-traversal
  fs.writeFileSync(path.join(ROOT, upload.originalFilename), "");
  // ok: javascript-path-traversal
  fs.writeFileSync(path.join(ROOT, "avatar.png"), ctx.request.body.data);
});

function unpack(archive, folder) {
  const zip = new AdmZip(archive);
  zip.getEntries().forEach((entry) => {
    // ruleid: javascript-zip-slip
    fs.writeFileSync(path.join(folder, entry.entryName), entry.getData());
    const target = path.resolve(folder, entry.entryName);
    if (!target.startsWith(folder + path.sep)) {
      return;
    }
    // ok: javascript-zip-slip
    fs.writeFileSync(target, entry.getData());
  });
}

function unzip(stream, folder) {
  stream.on("entry", (entry) => {
    // ruleid: javascript-zip-slip
    entry.pipe(fs.createWriteStream(folder + "/" + entry.path));
    // ok: javascript-zip-slip
    entry.pipe(fs.createWriteStream(path.join(folder, path.basename(entry.path))));
  });
}
