import { Pool } from 'pg';

export class Search {
  private readonly parts: string[] = [];
  byOwner(owner: string): this {
    // ruleid: javascript-sql-injection-clause-built
    this.parts.push(`owner = '${owner}'`);
    return this;
  }
  byName(name: string): this {
    // ruleid: javascript-sql-injection-clause-built
    this.parts.push("name LIKE '%" + name + "%'");
    return this;
  }
  byKind(kind: string): this {
    // ok: javascript-sql-injection-clause-built
    this.parts.push(`kind = '${escapeLiteral(kind)}'`);
    return this;
  }
  byAge(age: number): this {
    // ok: javascript-sql-injection-clause-built
    this.parts.push(`age > ${age}`);
    return this;
  }
  run(pool: Pool) {
    return pool.query('SELECT id FROM boats WHERE ' + this.parts.join(' AND '));
  }
}
