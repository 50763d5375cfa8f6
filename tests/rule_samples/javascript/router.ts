import { initTRPC } from '@trpc/server';
import { z } from 'zod';
import { HttpService } from '@nestjs/axios';
import { createHmac, createCipheriv, createHash, randomBytes } from 'node:crypto';
import { PrismaClient } from '@prisma/client';
import { Kafka } from 'kafkajs';
import libxml from 'libxmljs2';
import ejs from 'ejs';
import Mustache from 'mustache';

const t = initTRPC.create();
const prisma = new PrismaClient();
const SEAL = Buffer.from('b2xkLXNlYWwtb2YtdGhlLWRlcG90LTE5OTk=', 'base64');
const FORMAT = Buffer.from('utf-8');
const SETTINGS = { signing: 'q8Lr-2vXm-77Tz-p0Ke', digest: 'sha256' };

export const boats = t.router({
  byName: t.procedure.input(z.object({ name: z.string() })).query(async ({ input, ctx }) =>
    // ruleid: javascript-sql-injection, javascript-sql-injection-parameter
    ctx.db.$queryRawUnsafe(`SELECT * FROM boats WHERE name = '${input.name}'`)),
  byBerth: t.procedure.input(z.object({ berth: z.number().int() })).query(async ({ input, ctx }) =>
    // ok: javascript-sql-injection
    ctx.db.$queryRawUnsafe(`SELECT * FROM boats WHERE berth = ${input.berth}`)),
  rename: t.procedure.input(z.object({ to: z.string() })).mutation(async (opts) => {
    // ruleid: javascript-sql-injection, javascript-sql-injection-parameter
    await prisma.$executeRawUnsafe(`UPDATE boats SET name = '${opts.input.to}'`);
  }),
});

export async function PUT(request: Request, { params }: { params: Promise<{ boat: string; year: string }> }) {
  const { boat } = await params;
  // ruleid: javascript-sql-injection
  return Response.json(await prisma.$queryRawUnsafe(`SELECT * FROM trips WHERE boat = '${boat}'`));
}

export async function stock(kafka: Kafka, pool: Pool): Promise<void> {
  await kafka.consumer({ groupId: 'stock' }).run({
    eachMessage: async ({ message }) => {
      // ruleid: javascript-sql-injection, javascript-sql-injection-parameter
      await pool.query("DELETE FROM stock WHERE sku = '" + message.value + "'");
    },
  });
}

export function sign(body: string): string {
  // ruleid: javascript-hard-coded-key-used
  return createHmac('sha256', SETTINGS.signing).update(body).digest('hex');
}
export function seal(iv: Buffer) {
  // ruleid: javascript-hard-coded-key-used
  return createCipheriv('aes-256-gcm', SEAL, iv);
}
export function signOther(body: string): string {
  // ok: javascript-hard-coded-key-used
  return createHmac(SETTINGS.digest, process.env.SIGNING!).update(body).digest('hex');
}
export function tag(body: string): string {
  // ok: javascript-hard-coded-key-used
  return createHmac('sha256', FORMAT).update(body).digest('hex');
}

export function best(levels: number[]): number[] {
  // ruleid: javascript-bug-sort-of-numbers
  return levels.sort();
}
export const lowest = (depths: ReadonlyArray<number>) => {
  // ruleid: javascript-bug-sort-of-numbers
  return depths.toSorted()[0];
};
export function names(list: string[]): string[] {
  // ok: javascript-bug-sort-of-numbers
  return list.sort();
}
export function ordered(list: number[]): number[] {
  // ok: javascript-bug-sort-of-numbers
  return list.sort((a, b) => a - b);
}

export function total(rows: { weight: number }[]): number {
  let sum;
  // ruleid: javascript-bug-sum-of-nothing
  for (const r of rows) sum += r.weight;
  return sum;
}
export function difference(rows: number[]): number {
  let rest: number;
  for (let i = 0; i < rows.length; i++) {
    // ruleid: javascript-bug-sum-of-nothing
    rest -= rows[i];
  }
  return rest;
}
export function totalRight(rows: number[]): number {
  let sum = 0;
  // ok: javascript-bug-sum-of-nothing
  for (const r of rows) sum += r;
  let last;
  // ok: javascript-bug-sum-of-nothing
  for (const r of rows) last = r;
  return sum + last;
}

export function lastLine(lines: string[]): void {
  for (const i in lines) {
    // ruleid: javascript-bug-key-as-number
    if (i === lines.length) console.info('done');
  }
  for (const key in lines) {
    // ruleid: javascript-bug-key-as-number
    if (key !== 0) console.info(',');
  }
  for (const key in lines) {
    // ok: javascript-bug-key-as-number
    if (key === 'first') console.info(',');
  }
  for (const [i, line] of lines.entries()) {
    // ok: javascript-bug-key-as-number
    if (i === lines.length) console.info(line);
  }
}

export async function sendAll(messages: string[]): Promise<boolean> {
  const sent = messages.map(async (m) => send(m));
  // ruleid: javascript-bug-promises-tested
  return sent.every((ok) => ok);
}
export async function anySent(messages: string[]): Promise<boolean> {
  const answers = messages.map(async (m) => {
    return send(m);
  });
  // ruleid: javascript-bug-promises-tested
  return answers.some(Boolean);
}
export async function sendAllRight(messages: string[]): Promise<boolean> {
  const sent = messages.map(async (m) => send(m));
  const all = await Promise.all(sent);
  // ok: javascript-bug-promises-tested
  const lengths = messages.map((m) => m.length);
  // ok: javascript-bug-promises-tested
  return all.every((ok) => ok) && lengths.every((n) => n > 0);
}

export class Notifier {
  constructor(private readonly http: HttpService) {}
  async tell(payload: string): Promise<void> {
    const headers = { 'x-kind': 'boat' };
    // ruleid: javascript-bug-not-subscribed
    this.http.post('https://hooks.depot.example/in', payload, { headers });
  }
  forget(id: number): void {
    if (!id) return;
    // ruleid: javascript-bug-not-subscribed
    this.http.delete<void>(`https://hooks.depot.example/in/${id}`);
  }
  ask(): void {
    // ok: javascript-bug-not-subscribed
    this.http.get('https://hooks.depot.example/in').subscribe();
  }
  async wait(): Promise<unknown> {
    // ok: javascript-bug-not-subscribed
    return firstValueFrom(this.http.get('https://hooks.depot.example/in'));
  }
}

export function sameSeal(one: Buffer, other: Buffer): boolean {
  // ruleid: javascript-bug-objects-compared
  return one === other;
}
export function otherDay(from: Date, to: Date): boolean {
  // ruleid: javascript-bug-objects-compared
  return from !== to;
}
export function sameSealRight(one: Buffer, other: Buffer): boolean {
  // ok: javascript-bug-objects-compared
  return one.equals(other) && one !== null;
}
export function sameName(one: string, other: string): boolean {
  // ok: javascript-bug-objects-compared
  return one === other;
}

export class Moves {
  async move(id: string, to: string): Promise<void> {
    const runner = this.source.createQueryRunner();
    await runner.startTransaction();
    const depot = await runner.manager.findOneBy(Depot, { to });
    if (!depot) {
      // ruleid: javascript-bug-transaction-left-open
      return;
    }
    await runner.manager.update(Boat, { id }, { depot });
    await runner.commitTransaction();
    await runner.release();
  }
  async count(id: string): Promise<number> {
    const q = this.source.createQueryRunner('slave');
    const n = await q.query('SELECT count(*) FROM boats');
    if (n === 0)
      // ruleid: javascript-bug-transaction-left-open
      return 0;
    await q.release();
    return n;
  }
  async moveRight(id: string): Promise<void> {
    const runner = this.source.createQueryRunner();
    try {
      const depot = await runner.manager.findOneBy(Depot, { id });
      // ok: javascript-bug-transaction-left-open
      if (!depot) return;
    } finally {
      await runner.release();
    }
  }
  async countRight(id: string): Promise<number> {
    const q = this.source.createQueryRunner();
    const n = await q.query('SELECT count(*) FROM boats');
    await q.release();
    // ok: javascript-bug-transaction-left-open
    return n;
  }
}

export function page(req: Request, res: Response): void {
  // ruleid: javascript-xss-unescaped
  res.send(ejs.render('<p><%- note %></p>', { note: req.query.note }));
  // ruleid: javascript-xss-unescaped
  res.send(Mustache.render('<p>{{{note}}}</p>', { note: req.body.note }));
  // ok: javascript-xss-unescaped
  res.send(ejs.render('<p><%= note %></p>', { note: req.query.note }));
  // ok: javascript-xss-unescaped
  res.send(Mustache.render('<p>{{note}}</p>', { note: req.query.note }));
  // ruleid: javascript-xss-script
  res.send(`<script>const q = ${JSON.stringify(req.query)};</script>`);
  // ruleid: javascript-xss-script
  res.end(`<html><script nonce="x">start(${JSON.stringify({ path: req.path })})</script></html>`);
  // ok: javascript-xss-script
  res.send(`<script>const q = ${JSON.stringify(req.query).replace(/</g, '\\u003c')};</script>`);
  // ok: javascript-xss-script
  res.send(`<script>const q = ${JSON.stringify(settings)};</script>`);
}

function card(title: string): string {
  // ruleid: javascript-xss-helper
  return `<div class="card">${title}</div>`;
}
const line = (lead: string, text: string): string => {
  // ruleid: javascript-xss-helper
  return '<li>' + text + '</li>';
};
function cell(title: string): string {
  // ok: javascript-xss-helper
  return `<td>${escapeHtml(title)}</td>`;
}
function row(title: string): string {
  // ok: javascript-xss-helper
  return `<tr>${title}</tr>`;
}
export function cards(req: Request, res: Response): void {
  res.json([card(String(req.query.title)), line('x', req.body.text), cell(req.query.title), row('Fixed')]);
}

export function readPlan(text: string, options: libxml.ParserOptions = { noent: true, nonet: true }) {
  // ruleid: javascript-xxe
  return libxml.parseXml(text, options);
}
export function readPlanRight(text: string, limits: libxml.ParserOptions = { noent: false }) {
  // ok: javascript-xxe
  return libxml.parseXml(text, limits);
}

export function reset(mail: string): string {
  // ruleid: javascript-weak-random
  const resetToken = createHash('sha256').update(mail + Date.now()).digest('hex');
  // ok: javascript-weak-random
  const etag = createHash('sha256').update(mail + Date.now()).digest('hex');
  return resetToken + etag + randomBytes(4).toString('hex');
}
export function lockerCode(): string {
  const letters = 'ABCDEFGHJK23456789';
  let code = '';
  // ruleid: javascript-weak-random
  for (let i = 0; i < 8; i++) code += letters.charAt(Math.random() * letters.length);
  return code;
}
export function countryCode(list: string[]): string {
  // ok: javascript-weak-random
  return list[Math.floor(Math.random() * list.length)];
}
