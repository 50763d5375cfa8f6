'use strict';

const { exec, execFile } = require('child_process');
const fs = require('fs');
const path = require('path');
const AdmZip = require('adm-zip');
const { Router } = require('express');
const multer = require('multer');
const unzipper = require('unzipper');

const ROOT = path.resolve('/srv/billing/files');
const router = Router();
const upload = multer({ dest: '/srv/billing/incoming', preservePath: true, limits: { fileSize: 20000000 } });

function below(root, name) {
  const full = path.resolve(root, name);
  return full.startsWith(root + path.sep) ? full : null;
}

router.get('/receipt', (req, res) => {
  const file = path.join(ROOT, 'receipts', req.query.name + '.pdf');
  fs.createReadStream(file).on('error', () => res.sendStatus(404)).pipe(res.type('pdf'));
});

router.get('/contract/*', (req, res) => {
  const file = below(ROOT, req.params[0]);
  if (!file) return res.sendStatus(404);
  return fs.createReadStream(file).on('error', () => res.sendStatus(404)).pipe(res.type('pdf'));
});

router.get('/logo', (req, res) => {
  const name = path.basename(String(req.query.name || 'default.png'));
  res.sendFile(name, { root: path.join(ROOT, 'logos') });
});

router.post('/attachments', upload.single('attachment'), (req, res, next) => {
  const target = `${ROOT}/attachments/${req.file.originalname.replace('../', '')}`;
  fs.rename(req.file.path, target, (error) => {
    if (error) return next(error);
    return res.sendStatus(201);
  });
});

router.post('/scans', upload.single('scan'), (req, res, next) => {
  const command = 'tesseract ' + req.file.path + ' stdout -l ' + req.body.language;
  exec(command, { timeout: 60000 }, (error, stdout) => (error ? next(error) : res.type('text').send(stdout)));
});

router.post('/thumbnails', upload.single('scan'), (req, res, next) => {
  const width = Number.parseInt(req.body.width, 10) || 200;
  execFile('convert', [req.file.path, '-resize', `${width}x`, `${req.file.path}.png`], (error) => {
    if (error) return next(error);
    return res.sendStatus(201);
  });
});

router.get('/disk', (req, res, next) => {
  exec(`df -k ${ROOT}`, (error, stdout) => (error ? next(error) : res.type('text').send(stdout)));
});

router.post('/import', upload.single('archive'), (req, res) => {
  const shelf = path.join(ROOT, 'import');
  const names = [];
  for (const entry of new AdmZip(req.file.path).getEntries()) {
    if (entry.isDirectory) continue;
    const target = path.join(shelf, entry.entryName);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, entry.getData());
    names.push(entry.entryName);
  }
  res.json(names);
});

router.post('/restore', upload.single('archive'), (req, res, next) => {
  const shelf = path.join(ROOT, 'restore');
  fs.createReadStream(req.file.path)
    .on('error', next)
    .pipe(unzipper.Parse())
    .on('error', next)
    .on('entry', (entry) => {
      const target = below(shelf, entry.path);
      if (!target || entry.type !== 'File') return entry.autodrain();
      fs.mkdirSync(path.dirname(target), { recursive: true });
      return entry.pipe(fs.createWriteStream(target));
    })
    .on('close', () => res.sendStatus(204));
});

module.exports = router;
