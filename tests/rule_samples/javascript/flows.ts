import { Hono } from 'hono';
import { raw } from 'hono/html';
import { setCookie } from 'hono/cookie';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { redirect } from 'next/navigation';

const app = new Hono();
async function forward(address: string) {
  // ruleid: javascript-ssrf
  return fetch(address);
}
app.get('/forward', (c) => forward(c.req.query('to') ?? ''));
async function status(address: string) {
  // ok: javascript-ssrf
  return fetch(address);
}
app.get('/status', () => status('https://status.example.com'));

function field(req, name: string) { return req.query[name]; }
app.get('/note', (req, res) => {
  // ruleid: javascript-path-traversal
  res.send(fs.readFileSync('/srv/notes/' + field(req, 'note')));
  // ok: javascript-path-traversal
  res.send(fs.readFileSync(checkedPath(field(req, 'note'))));
});
app.get('/away', (req, res) => {
  const to = req.query.to;
  if (!to.startsWith('/')) return res.status(400).end();
  // ruleid: javascript-open-redirect
  res.redirect(to);
});
app.get('/partner', (req, res) => {
  const url = new URL(req.query.to);
  if (!url.hostname.includes('partner.example')) return res.status(400).end();
  // ruleid: javascript-open-redirect
  res.redirect(url.href);
});
app.get('/friend', (req, res) => {
  const url = new URL(req.query.to);
  if (url.hostname !== 'friend.example') return res.status(400).end();
  // ok: javascript-open-redirect
  res.redirect(url.href);
});
export async function leave(form: FormData) {
  // ruleid: javascript-open-redirect
  redirect(String(form.get('after')));
}
export async function GET(request: NextRequest) {
  // ok: javascript-open-redirect
  return NextResponse.redirect(new URL('/hello', request.url));
}
app.get('/bar', (c) => {
  // ruleid: javascript-xss
  return c.html(html`<i>${raw(c.req.query('bar'))}</i>`);
});
app.get('/bar2', (c) => {
  // ok: javascript-xss
  return c.html(html`<i>${c.req.query('bar')}</i>`);
});
export class Line {
  render() {
    // ruleid: javascript-xss
    return html`<p>${unsafeHTML(new URL(location.href).searchParams.get('line'))}</p>`;
  }
}
export class Draft {
  start() {
    this.route.queryParams.subscribe((given) => {
      // ruleid: javascript-xss
      this.text = this.sanitizer.bypassSecurityTrustHtml(given['text']);
    });
  }
}
app.post('/enter', async (c) => {
  // ruleid: javascript-insecure-cookie
  setCookie(c, 'session_id', await start(c), { path: '/', secure: true });
  // ok: javascript-insecure-cookie
  setCookie(c, 'session_id', await start(c), { path: '/', secure: true, httpOnly: true });
  // ok: javascript-insecure-cookie
  setCookie(c, 'colour', 'red', { path: '/' });
});
// ruleid: javascript-csrf-off
app.use(csrf({ origin: () => true }));
// ok: javascript-csrf-off
app.use(csrf({ origin: 'https://own.example' }));
// ruleid: javascript-csrf-off
app.use(lusca({ csrf: false, nosniff: true }));
export function narrow(kind: string, n: number) {
  // ruleid: javascript-bug-comparison
  if (kind !== 'a' || kind !== 'b') return 1;
  // ruleid: javascript-bug-comparison
  if (n < 5 || n >= 5) return 2;
  // ok: javascript-bug-comparison
  if (kind !== 'a' && kind !== 'b') return 3;
  // ok: javascript-bug-comparison
  return n < 5 || n >= 9 ? 4 : 5;
}
export class Wards {
  async ward(id: number) {
    const ward = this.wards.findOneBy({ id });
    // ruleid: javascript-bug-missing-await
    if (!ward) throw new Error('none');
    return ward;
  }
  async other(id: number) {
    const ward = await this.wards.findOneBy({ id });
    // ok: javascript-bug-missing-await
    if (!ward) throw new Error('none');
    return ward;
  }
}
const ORDERS = z.object({ by: z.enum(['name', 'age']) });
app.get('/people', async (req: Request, res: Response) => {
  const { by } = Schema.parse(req.query);
  // ok: javascript-sql-injection
  await pool.query(`SELECT id FROM people ORDER BY ${by}`);
  const ids = String(req.query.ids).split(',').map(Number);
  // ok: javascript-sql-injection
  await pool.query(`SELECT id FROM people WHERE id IN (${ids.join(',')})`);
  const full = path.resolve(ROOT, req.query.file);
  const rest = path.relative(ROOT, full);
  if (rest.startsWith('..')) return res.sendStatus(400);
  // ok: javascript-path-traversal
  res.send(await fs.readFile(full));
});
export class People {
  sorted(column: keyof Person, order: 'ASC' | 'DESC') {
    // ok: javascript-sql-injection-parameter
    return this.pool.query(`SELECT id FROM people ORDER BY ${column} ${order}`);
  }
}
app.post('/find', async (req: Request, res: Response) => {
  const { mail } = req.body as { mail: string };
  // ruleid: javascript-nosql-injection
  res.json(await PersonModel.findOne({ mail }));
});
@Controller('go')
export class Go {
  @Get('on')
  @Redirect()
  on(@Query('next') next: string) {
    // ruleid: javascript-open-redirect
    return { url: next, statusCode: 302 };
  }
}

function shaped(doc: any, wanted: any, limb: any): any {
  const out = { ...doc };
  for (const name of Object.keys(out)) {
    // ok: javascript-prototype-pollution
    out[name] = shaped(out[name], wanted, limb[name]);
  }
  return out;
}
function sorted(value: any, seen: any[]): any {
  const ordered: any = {};
  for (const name in value) {
    // ok: javascript-prototype-pollution
    ordered[name] = sorted(value[name], seen);
  }
  return ordered;
}
function revived(value: any, parts: any): any {
  for (const name in value) {
    // ok: javascript-prototype-pollution
    value[name] = revived(value[name], parts);
  }
  return value;
}
function alike(one: any, two: any): boolean {
  for (const name in one) {
    // ok: javascript-prototype-pollution
    if (!alike(two[name], one[name])) return false;
  }
  return true;
}
function joined(base: any, over: any): any {
  const all: any = Object.assign({}, base);
  for (const name of Object.keys(over)) {
    // ok: javascript-prototype-pollution
    all[name] = joined(all[name] || {}, over[name]);
  }
  return all;
}
function filled(base: any, over: any): any {
  for (const name in over) {
    if (Object.prototype.hasOwnProperty.call(base, name)) {
      // ok: javascript-prototype-pollution
      filled(base[name], over[name]);
    } else base[name] = over[name];
  }
  return base;
}
function filled2(base: any, over: any): any {
  for (const name in over) {
    if (isUnsafeName(name)) continue;
    // ok: javascript-prototype-pollution
    if (base[name]) filled2(base[name], over[name]);
    else base[name] = over[name];
  }
  return base;
}
function put2(base: any, over: any): any {
  for (const name of Object.keys(over)) {
    // ruleid: javascript-prototype-pollution
    base[name] = put2(base[name] ?? {}, over[name]);
  }
  return base;
}
function words(line: string): any {
  const seen = line.split(' ').reduce((all: any, word: string) => {
    // ok: javascript-prototype-pollution-walk
    all[word] = true
    return all
  }, {})
  return seen
}
