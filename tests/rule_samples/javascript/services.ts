import { exec, execFile, spawn } from 'child_process';
import { marked } from 'marked';
import DOMPurify from 'dompurify';
import { h } from 'vue';
import { Sequelize, literal } from 'sequelize';
import serialize from 'node-serialize';
import * as xpath from 'xpath';

export async function towns(pool, region: string) {
  // ruleid: javascript-sql-injection-parameter
  return pool.query(`SELECT name FROM towns WHERE region = '${region}'`);
}
export async function townsOf(pool, region: string) {
  // ok: javascript-sql-injection-parameter
  return pool.query('SELECT name FROM towns WHERE region = $1', [region]);
}
export async function firstTowns(pool, limit: number) {
  // ok: javascript-sql-injection-parameter
  return pool.query(`SELECT name FROM towns ORDER BY name LIMIT ${limit}`);
}
export function thumbnail(picture: string) {
  // ruleid: javascript-shell-injection-parameter
  exec('magick ' + picture + ' -resize 64x64 out.png');
}
export function thumbnails(from: string, to: string) {
  // ruleid: javascript-shell-injection-parameter
  execFile('magick', [from, to], { shell: true });
}
export function thumbnailSafely(picture: string) {
  // ok: javascript-shell-injection-parameter
  execFile('magick', [picture, '-resize', '64x64', 'out.png']);
}
export function stop(pid: number) {
  // ok: javascript-shell-injection-parameter
  exec(`kill ${Number(pid)}`);
}
export function formula(text: string) {
  // ruleid: javascript-code-injection-parameter
  return new Function('x', 'return ' + text);
}
export function plus() {
  // ok: javascript-code-injection-parameter
  return new Function('x', 'return x + 1');
}
export function constant(value: unknown) {
  // ok: javascript-code-injection-parameter
  return new Function(`return ${JSON.stringify(value)}`);
}
export function thaw(state: string) {
  // ruleid: javascript-unsafe-deserialisation-parameter
  return serialize.unserialize(state);
}
export function thawFrozen(frozen: string) {
  const text = Buffer.from(frozen, 'base64').toString();
  // ruleid: javascript-unsafe-deserialisation-parameter
  return serialize.unserialize(text);
}
export function thawJson(state: string) {
  // ok: javascript-unsafe-deserialisation-parameter
  return JSON.parse(state);
}
export function thawOwn() {
  // ok: javascript-unsafe-deserialisation-parameter
  return serialize.unserialize('{"a":1}');
}
export const shop = express.Router();
shop.get('/clone', (req, res) => {
  // ruleid: javascript-shell-injection
  spawn('git', ['clone', req.query.repo, '/tmp/clone']);
  // ok: javascript-shell-injection
  spawn('git', ['clone', '--', req.query.repo, '/tmp/clone']);
  res.end();
});
shop.get('/by-colour', async (req, res) => {
  // ruleid: javascript-sql-injection-literal
  const red = await Shirt.findAll({ where: { [Op.or]: [literal(`colour = '${req.query.colour}'`)] } });
  // ok: javascript-sql-injection-literal
  const blue = await Shirt.findAll({ where: { [Op.or]: [literal(`colour = ${Number(req.query.colour)}`)] } });
  // ok: javascript-sql-injection-literal
  const top = await Shirt.findAll({ order: [literal('sold DESC')] });
  res.json([red, blue, top]);
});
shop.get('/by-size', async (req, res) => {
  // ruleid: javascript-sql-injection-literal, javascript-sql-injection
  const large = await Shirt.findAll({ where: Sequelize.literal("size = '" + req.query.size + "'") });
  res.json(large);
});
export class Search {
  private parts: string[] = [];
  colour(value: string) {
    // ruleid: javascript-sql-injection-clause
    this.parts.push("colour = '" + value + "'");
  }
  title(value: string) {
    // ruleid: javascript-sql-injection-clause
    this.parts.push(`title ILIKE '%${value}%'`);
  }
  size(value: string) {
    // ok: javascript-sql-injection-clause
    this.parts.push(`size = $${this.values.push(value)}`);
  }
  sold() {
    // ok: javascript-sql-injection-clause
    this.parts.push("state = 'sold'");
  }
  run() {
    return this.pool.query('SELECT id FROM shirts WHERE ' + this.parts.join(' AND '));
  }
}
export const Bio = {
  setup(props) {
    // ruleid: javascript-xss-vue
    return () => h('div', { innerHTML: props.bio });
  },
};
export const Motto = {
  render() {
    // ruleid: javascript-xss-vue
    return h('p', { class: 'motto', innerHTML: this.motto });
  },
};
export const Clean = {
  setup(props) {
    // ok: javascript-xss-vue
    return () => h('div', { innerHTML: DOMPurify.sanitize(props.bio) });
  },
};
export const Plain = {
  setup(props) {
    // ok: javascript-xss-vue
    return () => h('div', { textContent: props.bio });
  },
};
export function post(text: string) {
  // ruleid: javascript-xss-markdown
  return { __html: marked.parse(text) };
}
export function fill(node: HTMLElement, text: string) {
  const html = marked(text);
  // ruleid: javascript-xss-markdown
  node.innerHTML = html;
}
export function cleanPost(text: string) {
  // ok: javascript-xss-markdown
  return { __html: DOMPurify.sanitize(marked.parse(text)) };
}
export function help(node: HTMLElement) {
  // ok: javascript-xss-markdown
  node.innerHTML = marked.parse('# Help');
}
export function shelf(doc, name: string) {
  // ok: javascript-xpath-injection-built
  return xpath.parse('//shelf[@name=$name]').select({ node: doc, variables: { name } });
}
export function firstShelf(doc) {
  // ok: javascript-xpath-injection-built
  return xpath.select("//shelf[@name='first']", doc);
}
export function setDeep(tree: any, keys: string[], value: unknown) {
  let here = tree;
  for (const key of keys.slice(0, -1)) here = here[key] ??= {};
  // ruleid: javascript-prototype-pollution-walk
  here[keys[keys.length - 1]] = value;
}
export function setDotted(tree: any, path: string, value: unknown) {
  const names = path.split('.');
  // ruleid: javascript-prototype-pollution-walk
  names.reduce((at, name, i) => (at[name] = i === names.length - 1 ? value : at[name] ?? {}), tree);
}
export function setChecked(tree: any, keys: string[], value: unknown) {
  if (keys.includes('__proto__') || keys.includes('constructor')) return;
  let here = tree;
  for (const key of keys.slice(0, -1)) here = here[key] ??= {};
  // ok: javascript-prototype-pollution-walk
  here[keys[keys.length - 1]] = value;
}
export function tally(line: string) {
  // ok: javascript-prototype-pollution-walk
  return line.split(' ').reduce((counts, word) => ((counts[word] = (counts[word] ?? 0) + 1), counts), {});
}
export function lengths(names: string[]) {
  // ruleid: javascript-bug-nothing-returned
  return names.map((name) => {
    name.trim();
  });
}
export function adults(people) {
  // ruleid: javascript-bug-nothing-returned
  const grown = people.filter(person => { person.age >= 18; });
  return grown;
}
export function trimmed(names: string[]) {
  // ok: javascript-bug-nothing-returned
  return names.map((name) => {
    return name.trim();
  });
}
export function show(names: string[]) {
  // ok: javascript-bug-nothing-returned
  names.map((name) => { print(name); });
}
export async function close(pool, id: number) {
  const link = await pool.connect();
  const found = await link.query('SELECT 1 FROM shops WHERE id = $1', [id]);
  if (found.rowCount === 0) {
    // ruleid: javascript-bug-connection-kept
    return;
  }
  await link.query('UPDATE shops SET open = false WHERE id = $1', [id]);
  link.release();
}
export async function rename(pool, id: number, name: string) {
  const link = await pool.getConnection();
  if (!name) {
    // ruleid: javascript-bug-connection-kept
    return false;
  }
  await link.query('UPDATE shops SET name = ? WHERE id = ?', [name, id]);
  link.release();
  return true;
}
export async function open(pool, id: number) {
  const link = await pool.connect();
  try {
    // ok: javascript-bug-connection-kept
    return await link.query('UPDATE shops SET open = true WHERE id = $1', [id]);
  } finally {
    link.release();
  }
}
export async function count(pool) {
  const link = await pool.connect();
  const answer = await link.query('SELECT count(*) FROM shops');
  link.release();
  // ok: javascript-bug-connection-kept
  return answer;
}
