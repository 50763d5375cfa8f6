import { Controller, Get, Post, Body, Query, Param, Res, Injectable, Req } from '@nestjs/common';
import { DataSource, Repository } from 'typeorm';
import { Request, Response, NextFunction } from 'express';
import * as fs from 'fs';
import { promises as fsp, readFileSync, createReadStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { exec, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { createHash, randomBytes } from 'node:crypto';
import * as jwt from 'jsonwebtoken';
const execAsync = promisify(exec);

@Controller('users')
export class UsersController {
  constructor(private readonly ds: DataSource, private readonly repo: Repository<User>) {}
  @Get()
  async list(@Query('name') name: string): Promise<User[]> {
    // ruleid: javascript-sql-injection
    return this.ds.query(`SELECT * FROM users WHERE name = '${name}'`);
  }
  @Get('sorted')
  async sorted(@Query() query: ListQuery) {
    // ruleid: javascript-sql-injection
    return this.repo.createQueryBuilder('u').where(`u.name = '${query.name}'`).getMany();
  }
  @Get('ok')
  async ok(@Query('name') name: string) {
    // ok: javascript-sql-injection
    return this.repo.createQueryBuilder('u').where('u.name = :name', { name }).getMany();
  }
  @Get('ok/:id')
  async byId(@Param('id', ParseIntPipe) id: number) {
    // ok: javascript-sql-injection
    return this.ds.query(`SELECT * FROM users WHERE id = ${id}`);
  }
  @Get('file/:name')
  file(@Param('name') name: string, @Res() res: Response) {
    // ruleid: javascript-path-traversal
    res.sendFile(join('/data', name));
  }
  @Post('convert')
  async convert(@Body() dto: ConvertDto) {
    // ruleid: javascript-shell-injection
    await execAsync(`ffmpeg -i ${dto.input} out.mp4`);
  }
  @Get('go')
  go(@Query('to') to: string, @Res() res: Response): void {
    // ruleid: javascript-open-redirect
    res.redirect(to);
  }
  @Post('fetch')
  async fetch(@Body('url') url: string) {
    // ruleid: javascript-ssrf
    return firstValueFrom(this.http.get(url));
  }
  @Post('login')
  async login(@Body() body: any) {
    // ruleid: javascript-nosql-injection
    return this.model.findOne({ email: body.email, password: body.password });
  }
}
@Injectable()
export class ReportService {
  private readonly logger = new Logger(ReportService.name);
  // ruleid: javascript-hard-coded-key
  private readonly secret = 'fj3K9fk2-0fkq';
  constructor(private readonly pool: Pool) {}
  public async find(filter: ReportFilter): Promise<Row[]> {
    let sql = 'SELECT * FROM reports WHERE 1 = 1';
    if (filter.author) {
      sql += ` AND author = '${filter.author}'`;
    }
    // ruleid: javascript-sql-injection-parameter
    const result = await this.pool.query(sql);
    return result.rows;
  }
  async count(status: string, tenant: string): Promise<number> {
    const where: string[] = [];
    // ruleid: javascript-sql-injection-clause
    where.push(`status = '${status}'`);
    // ruleid: javascript-sql-injection-parameter
    const { rows } = await this.pool.query<{ n: number }>(`SELECT count(*) AS n FROM r WHERE ${where.join(' AND ')}`);
    return rows[0].n;
  }
  async safe(status: string): Promise<number> {
    const where: string[] = [];
    const args: unknown[] = [];
    args.push(status);
    where.push(`status = $${args.length}`);
    // ok: javascript-sql-injection
    const { rows } = await this.pool.query(`SELECT count(*) AS n FROM r WHERE ${where.join(' AND ')}`, args);
    return rows[0].n;
  }
  token(user: User): string {
    // ruleid: javascript-log-of-secret
    this.logger.debug(`token for ${user.id}: ${user.refreshToken}`);
    // ruleid: javascript-hard-coded-key
    return jwt.sign({ sub: user.id }, 'k3y-s1gn1ng-2020');
  }
  private reset(): string {
    // ruleid: javascript-weak-random
    const resetToken = Math.random().toString(36);
    return resetToken;
  }
  verify(token: string): Claims {
    // ruleid: javascript-jwt-not-verified-read
    return jwt.decode(token) as Claims;
  }
}
export const download = async (req: Request, res: Response, next: NextFunction): Promise<void> => {
  const name = req.params.name as string;
  const target: string = resolve(ROOT, name);
  // ruleid: javascript-path-traversal
  createReadStream(target).pipe(res);
};
export const download2 = async (req: Request<{ name: string }>, res: Response): Promise<void> => {
  const target = resolve(ROOT, req.params.name!);
  if (!target.startsWith(ROOT + '/')) { res.sendStatus(403); return; }
  // ok: javascript-path-traversal
  createReadStream(target).pipe(res);
};
export async function read({ query }: Request, res: Response) {
  // ruleid: javascript-path-traversal
  const text = await fsp.readFile(join(ROOT, String(query.file)), 'utf8');
  res.json({ text });
}
export async function proxy(req: Request, res: Response) {
  const { url } = req.query as { url: string };
  // ruleid: javascript-ssrf
  const r = await fetch(url);
  res.json(await r.json());
}
export async function POST(request: NextRequest) {
  const { email } = (await request.json()) as { email: string };
  // ruleid: javascript-sql-injection
  const rows = await prisma.$queryRawUnsafe<User[]>(`SELECT * FROM users WHERE email = '${email}'`);
  // ok: javascript-sql-injection
  const rows2 = await prisma.$queryRaw<User[]>`SELECT * FROM users WHERE email = ${email}`;
  return NextResponse.json([rows, rows2]);
}
export async function GET(request: NextRequest, { params }: { params: { slug: string } }) {
  // ruleid: javascript-path-traversal
  const post = readFileSync(join(process.cwd(), 'posts', `${params.slug}.md`), 'utf8');
  const to = request.nextUrl.searchParams.get('next') ?? '/';
  // ruleid: javascript-open-redirect
  return NextResponse.redirect(to);
}
export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  const { id } = req.query;
  // ruleid: javascript-xss
  res.send(`<p>${id}</p>`);
}
export const getServerSideProps: GetServerSideProps = async ({ query, params }) => {
  // ruleid: javascript-ssrf
  const r = await fetch(query.src as string);
  return { props: { data: await r.json() } };
};
app.get('/x', async (c) => {
  const id = c.req.param('id');
  // ruleid: javascript-sql-injection
  const { results } = await c.env.DB.prepare(`SELECT * FROM t WHERE id = '${id}'`).all();
  // ok: javascript-sql-injection
  const r2 = await c.env.DB.prepare('SELECT * FROM t WHERE id = ?').bind(id).all();
  // ruleid: javascript-xss
  return c.html(`<p>${id}</p>`);
});
fastify.get<{ Querystring: { q: string } }>('/s', async (request, reply) => {
  // ruleid: javascript-sql-injection
  return pg.query(`SELECT * FROM a WHERE q = '${request.query.q}'`);
});
export function hash(pw: string): string {
  return createHash('md5').update(pw).digest('hex');
}
export function hashPassword(password: string): string {
  // ruleid: javascript-weak-crypto-hash
  return createHash('sha1').update(password).digest('hex');
}
function deepMerge<T extends object>(target: T, source: any): T {
  for (const key of Object.keys(source)) {
    if (source[key] instanceof Object) {
      // ruleid: javascript-prototype-pollution
      deepMerge((target as any)[key], source[key]);
    } else {
      (target as any)[key] = source[key];
    }
  }
  return target;
}
export class Runner {
  run(cmd: string): void {
    // ruleid: javascript-shell-injection-parameter
    spawn(`docker run ${cmd}`, { shell: true });
  }
  evaluate(expression: string): unknown {
    // ruleid: javascript-code-injection-parameter
    return new Function('ctx', `return ${expression}`)(this.ctx);
  }
}
const resolvers = {
  Query: {
    user: async (_: unknown, { name }: { name: string }, { db }: Ctx) => {
      return db.query(`SELECT * FROM u WHERE name = '${name}'`);
    },
    file: async (_parent: unknown, args: { path: string }) => {
      // ruleid: javascript-path-traversal
      return fs.readFileSync('/data/' + args.path, 'utf8');
    },
  },
};
@Component({ selector: 'x' })
export class BioComponent {
  constructor(private sanitizer: DomSanitizer, private route: ActivatedRoute, private el: ElementRef) {}
  html(bio: string) {
    return this.sanitizer.bypassSecurityTrustHtml(bio);
  }
  ngOnInit() {
    // ruleid: javascript-xss
    this.el.nativeElement.innerHTML = this.route.snapshot.queryParams['msg'];
  }
}
