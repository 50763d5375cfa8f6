#!/usr/bin/env node
import { exec, execFileSync, spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs, promisify } from 'node:util';

import { x as extractTar } from 'tar';
import yauzl from 'yauzl';

const run = promisify(exec);
const BRANCH = /^[A-Za-z0-9][\w.-]{0,60}$/;

const FORMULAS = new Map([
  ['half', 'commits / 2'],
  ['log', 'Math.log2(1 + commits)'],
]);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: 'out' }, port: { type: 'string', default: '4000' } },
});

async function history(branch: string): Promise<string> {
  const { stdout } = await run(`git log --oneline -n 20 ${branch}`);
  return stdout;
}

function diff(branch: string): string {
  if (!BRANCH.test(branch)) throw new Error('no such branch');
  return execFileSync('git', ['diff', '--stat', branch, '--'], { encoding: 'utf8' });
}

function status(): string {
  return spawnSync('git status --short', { shell: true, encoding: 'utf8' }).stdout;
}

function unpackZip(file: string, out: string): Promise<number> {
  return new Promise((done, fail) => {
    yauzl.open(file, { lazyEntries: true, decodeStrings: false }, (error, zip) => {
      if (error) return fail(error);
      let count = 0;
      zip.on('error', fail);
      zip.on('end', () => done(count));
      zip.on('entry', (entry) => {
        if (entry.fileName.at(-1) === 47) return zip.readEntry();
        const target = join(out, entry.fileName.toString('utf8'));
        mkdirSync(dirname(target), { recursive: true });
        return zip.openReadStream(entry, (problem, stream) => {
          if (problem) return fail(problem);
          count += 1;
          return pipeline(stream, createWriteStream(target)).then(() => zip.readEntry(), fail);
        });
      });
      return zip.readEntry();
    });
  });
}

async function unpackTar(file: string, out: string): Promise<void> {
  const root = resolve(out);
  mkdirSync(root, { recursive: true });
  await extractTar({
    file,
    cwd: root,
    filter: (name) => resolve(root, name).startsWith(root + sep),
  });
}

function rate(formula: string, commits: number): number {
  return eval(`(${formula})`.replace(/commits/g, String(commits))) as number;
}

function weight(name: string, commits: number): number {
  const formula = FORMULAS.get(name) ?? 'commits';
  return new Function('commits', `return ${formula};`)(commits) as number;
}

function serve(port: number): void {
  createServer((req, res) => {
    const query = new URL(req.url ?? '/', 'http://localhost').searchParams;
    const branch = query.get('branch') ?? 'main';
    const answer = async (): Promise<string> => {
      if (query.has('rate')) return String(rate(query.get('rate') ?? '0', 10));
      if (query.has('weight')) return String(weight(query.get('weight') ?? 'half', 10));
      if (query.has('diff')) return diff(branch);
      return query.has('status') ? status() : history(branch);
    };
    answer().then(
      (text) => res.writeHead(200, { 'Content-Type': 'text/plain' }).end(text),
      () => res.writeHead(500).end(),
    );
  }).listen(port, '127.0.0.1');
}

async function main(): Promise<void> {
  const [command, file] = positionals;
  if (command === 'unpack' && file) {
    if (file.endsWith('.zip')) await unpackZip(file, values.out);
    else await unpackTar(file, values.out);
  } else if (command === 'show' && file) {
    process.stdout.write(readFileSync(file, 'utf8'));
  } else {
    serve(Number(values.port));
  }
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
