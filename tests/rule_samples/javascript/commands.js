const { exec, execFile, spawn, execSync } = require('child_process');
const cp = require('node:child_process');
const util = require('util');
const run = util.promisify(exec);
const fs = require('fs');
const path = require('path');
app.post('/ping', (req, res) => {
  const host = req.body.host;
  // ruleid: javascript-shell-injection
  exec('ping -c 1 ' + host, (e, out) => res.send(out));
});
app.post('/ping2', (req, res) => {
  // ok: javascript-shell-injection
  execFile('ping', ['-c', '1', req.body.host], (e, out) => res.json({ out }));
});
app.post('/p3', async (req, res) => {
  // ruleid: javascript-shell-injection
  const { stdout } = await run(`convert ${req.body.src} out.png`);
  res.json({ stdout });
});
async function clone(url, dir) {
  // ruleid: javascript-shell-injection-parameter
  execSync(`git clone ${url} ${dir}`, { stdio: 'inherit' });
}
function thumb(file, cb) {
  const cmd = ['convert', file, '-resize', '100x100', 'out.png'].join(' ');
  // ruleid: javascript-shell-injection-parameter
  cp.exec(cmd, cb);
}
function archive(name) {
  // ruleid: javascript-shell-injection-parameter
  const child = spawn('sh', ['-c', `tar czf /tmp/${name}.tgz .`]);
  return child;
}
function archive2(name) {
  // ruleid: javascript-shell-injection-parameter
  return spawn('tar czf ' + name, { shell: true });
}
function buildVersion() {
  const branch = 'main';
  // ok: javascript-shell-injection
  return execSync(`git log -1 ${branch}`).toString();
}
app.get('/tool', (req, res) => {
  const tools = { date: 'date', up: 'uptime' };
  const cmd = tools[req.query.tool];
  if (!cmd) return res.sendStatus(404);
  // ok: javascript-shell-injection
  exec(cmd, (e, o) => res.json({ o }));
});
app.get('/tool2', (req, res) => {
  if (!/^[a-z0-9.-]+$/.test(req.query.h)) return res.sendStatus(400);
  // ok: javascript-shell-injection
  exec('host ' + req.query.h, (e, o) => res.json({ o }));
});
app.get('/run', (req, res) => {
  // ruleid: javascript-shell-injection
  spawn(req.query.cmd, req.query.args);
  res.end();
});
app.post('/calc', (req, res) => {
  // ruleid: javascript-code-injection
  const v = eval(req.body.preTax);
  res.json({ v });
});
app.post('/calc2', (req, res) => {
  // ruleid: javascript-code-injection
  const f = new Function('x', 'return ' + req.body.f);
  res.json(f(1));
});
app.post('/calc3', (req, res) => {
  // ruleid: javascript-code-injection
  res.json(vm.runInNewContext(req.body.code, {}));
});
app.post('/calc4', (req, res) => {
  const script = `result = ${req.body.expr}`;
  // ruleid: javascript-code-injection
  const s = new vm.Script(script);
  s.runInNewContext({});
});
app.post('/plugin', (req, res) => {
  const name = req.params.name;
  // ruleid: javascript-code-injection
  const plugin = require('./plugins/' + name);
  plugin.run();
});
app.post('/calc5', (req, res) => {
  const v = JSON.parse(req.body.preTax);
  // ok: javascript-code-injection
  setTimeout(() => console.log(v), 100);
  res.json({ v });
});
app.post('/op', (req, res) => {
  const ops = { add: (a, b) => a + b };
  const op = ops[req.body.op];
  res.json(op(1, 2));
});
const evaluate = (expression) => {
  // ruleid: javascript-code-injection-parameter
  return new Function(`return (${expression})`)();
};
app.get('/file', (req, res) => {
  // ruleid: javascript-path-traversal
  res.sendFile(path.join(__dirname, 'public', req.query.name));
});
app.get('/file1', (req, res) => {
  // ok: javascript-path-traversal
  res.sendFile(req.query.name, { root: path.join(__dirname, 'public') });
});
app.get('/file2', (req, res) => {
  const file = path.resolve(ROOT, req.params.name);
  // ruleid: javascript-path-traversal
  fs.readFile(file, 'utf8', (e, d) => res.json(d));
});
app.get('/file3', (req, res) => {
  const file = path.resolve(ROOT, req.params.name);
  if (!file.startsWith(ROOT + path.sep)) return res.sendStatus(403);
  // ok: javascript-path-traversal
  fs.readFile(file, 'utf8', (e, d) => res.json(d));
});
app.get('/file4', (req, res) => {
  const file = path.join(ROOT, path.basename(req.params.name));
  // ok: javascript-path-traversal
  fs.createReadStream(file).pipe(res);
});
app.delete('/file5/:n', async (req, res) => {
  const { n } = req.params;
  // ruleid: javascript-path-traversal
  await fs.promises.unlink(`${ROOT}/${n}`);
  res.end();
});
app.post('/up', upload.single('f'), (req, res) => {
  const target = path.join(UPLOADS, req.file.originalname);
  // ruleid: javascript-path-traversal
  fs.renameSync(req.file.path, target);
  res.end();
});
app.post('/up2', (req, res) => {
  const f = req.files.avatar;
  // ruleid: javascript-path-traversal
  f.mv('./uploads/' + f.name, () => res.end());
});
app.get('/report', (req, res) => {
  const rel = path.relative(ROOT, path.resolve(ROOT, req.query.f));
  if (rel.startsWith('..') || path.isAbsolute(rel)) return res.sendStatus(403);
  // ok: javascript-path-traversal
  res.download(path.join(ROOT, rel));
});
app.get('/lang', (req, res) => {
  const lang = req.query.lang || 'en';
  // ruleid: javascript-path-traversal
  const text = fs.readFileSync(`./locales/${lang}.json`);
  res.json(JSON.parse(text));
});
app.get('/lang2', (req, res) => {
  const lang = ['en', 'de'].includes(req.query.lang) ? req.query.lang : 'en';
  // ok: javascript-path-traversal
  const text = fs.readFileSync(`./locales/${lang}.json`);
  res.json(JSON.parse(text));
});
fastify.get('/ff/:name', (request, reply) => {
});
router.get('/ko/:p', async (ctx) => {
  const p = ctx.params.p;
  // ruleid: javascript-path-traversal
  ctx.body = fs.createReadStream(path.join('data', p));
});
http.createServer((req, res) => {
  const { pathname } = new URL(req.url, 'http://x');
  // ruleid: javascript-path-traversal
  fs.readFile('.' + decodeURIComponent(pathname), (e, d) => res.end(d));
}).listen(80);
http.createServer((request, response) => {
  const parsed = url.parse(request.url);
  const name = path.join(process.cwd(), parsed.pathname);
  // ruleid: javascript-path-traversal
  fs.stat(name, () => {});
});
function extract(zip, dir) {
  zip.getEntries().forEach((e) => {
    // ruleid: javascript-zip-slip
    fs.writeFileSync(path.join(dir, e.entryName), e.getData());
  });
}
function extract2(dir) {
  return (entry) => {
    const target = path.resolve(dir, entry.path);
    if (!target.startsWith(dir + path.sep)) { entry.autodrain(); return; }
    // ok: javascript-zip-slip
    entry.pipe(fs.createWriteStream(target));
  };
}
fs.createReadStream('a.zip').pipe(unzipper.Parse()).on('entry', (entry) => {
  const fileName = entry.path;
  // ruleid: javascript-zip-slip
  entry.pipe(fs.createWriteStream(path.join('out', fileName)));
});
extract3.on('entry', (header, stream, next) => {
  const dest = `${out}/${header.name}`;
  // ruleid: javascript-zip-slip
  stream.pipe(fs.createWriteStream(dest));
});
async function unzipAll(buffer, dir) {
  const zip = await JSZip.loadAsync(buffer);
  for (const [name, file] of Object.entries(zip.files)) {
    // ruleid: javascript-zip-slip
    fs.writeFileSync(path.join(dir, name), await file.async('nodebuffer'));
  }
}
