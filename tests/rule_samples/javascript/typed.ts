// Typed queries, route handlers of Next, and casts.
import { Pool } from 'pg';

export async function byName(pool: Pool, name: string): Promise<Row[]> {
  const sql = `SELECT * FROM people WHERE name = '${name}'`;
  // ruleid: javascript-sql-injection-parameter
  const result = await pool.query<Row>(sql);
  return result.rows;
}
export async function byId(pool: Pool, id: number): Promise<Row[]> {
  // ok: javascript-sql-injection
  return (await pool.query<Row>(`SELECT * FROM people WHERE id = ${id}`)).rows;
}
export async function byMail(pool: Pool, mail: string): Promise<Row[]> {
  // ok: javascript-sql-injection
  return (await pool.query<Row>('SELECT * FROM people WHERE mail = $1', [mail])).rows;
}
export class Tickets {
  sorted(filter: Filter) {
    // ruleid: javascript-sql-injection-parameter
    return this.tickets.createQueryBuilder('t').orderBy(`t.${filter.sort}`).getMany();
  }
  newest() {
    // ok: javascript-sql-injection
    return this.tickets.createQueryBuilder('t').orderBy('t.created', 'DESC').getMany();
  }
}
export async function POST(req: Request) {
  const body = await req.json();
  const { next } = body;
  // ruleid: javascript-open-redirect
  return NextResponse.redirect(next);
}
export async function PUT(req: Request) {
  const { callback } = await req.json();
  // ruleid: javascript-ssrf
  await fetch(callback);
}
export async function GET(req: Request) {
  const site = await sites.find(req.headers.get('host'));
  // ok: javascript-ssrf
  await fetch(site.callback);
}
export class Uploads {
  @Post()
  async store(@UploadedFile() file: Express.Multer.File) {
    // ruleid: javascript-path-traversal
    await fs.promises.writeFile(path.join(FOLDER, file.originalname), file.buffer);
  }
  @Post('named')
  async storeNamed(@UploadedFile() file: Express.Multer.File) {
    // ok: javascript-path-traversal
    await fs.promises.writeFile(path.join(FOLDER, path.basename(file.originalname)), file.buffer);
  }
}
