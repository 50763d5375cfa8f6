const express = require('express');
const mysql = require('mysql2/promise');
const { Pool } = require('pg');
const sqlite3 = require('sqlite3');
const knex = require('knex')(require('./knexfile'));
const { Sequelize, QueryTypes } = require('sequelize');
const router = express.Router();
const pool = new Pool();
const sequelize = new Sequelize(process.env.DB);
const lite = new sqlite3.Database('x.db');

router.get('/users', async (req, res) => {
  const { name } = req.query;
  // ruleid: javascript-sql-injection
  const { rows } = await pool.query(`SELECT * FROM users WHERE name = '${name}'`);
  res.json(rows);
});
router.get('/u2', async (req, res) => {
  const { sort = 'name', dir = 'asc' } = req.query;
  const allowed = ['name', 'age'];
  if (!allowed.includes(sort)) return res.status(400).end();
  const d = dir === 'desc' ? 'DESC' : 'ASC';
  // ok: javascript-sql-injection
  const { rows } = await pool.query(`SELECT * FROM users ORDER BY ${sort} ${d}`);
  res.json(rows);
});
router.get('/u3', (req, res) => {
  let sql = 'SELECT * FROM items WHERE 1=1';
  const args = [];
  if (req.query.q) { sql += ' AND title LIKE ?'; args.push(`%${req.query.q}%`); }
  // ok: javascript-sql-injection
  lite.all(sql, args, (err, rows) => res.json(rows));
});
router.get('/u4', (req, res) => {
  let sql = 'SELECT * FROM items WHERE 1=1';
  if (req.query.q) sql += " AND title LIKE '%" + req.query.q + "%'";
  // ruleid: javascript-sql-injection
  lite.all(sql, (err, rows) => res.json(rows));
});
router.get('/u5/:id', (req, res) => {
  const id = req.params.id;
  // ruleid: javascript-sql-injection
  lite.get('SELECT * FROM a WHERE id=' + id, (e, r) => res.json(r));
});
router.post('/u6', async (req, res) => {
  const users = await sequelize.query(
    // ruleid: javascript-sql-injection
    `SELECT * FROM Users WHERE email = '${req.body.email || ''}' AND deletedAt IS NULL`,
    { type: QueryTypes.SELECT });
  res.json(users);
});
router.post('/u7', async (req, res) => {
  // ok: javascript-sql-injection
  const users = await sequelize.query('SELECT * FROM U WHERE e = :e', { replacements: { e: req.body.e } });
  res.json(users);
});
router.get('/u8', async (req, res) => {
  // ruleid: javascript-sql-injection
  const r = await knex('orders').whereRaw('status = "' + req.query.status + '"');
  // ok: javascript-sql-injection
  const r2 = await knex('orders').whereRaw('status = ?', [req.query.status]);
  res.json([r, r2]);
});
router.get('/u9', async (req, res) => {
  const cols = req.query.cols.split(',').map((c) => c.trim());
  const statement = ['SELECT', cols.join(', '), 'FROM reports'].join(' ');
  // ruleid: javascript-sql-injection
  const r = await pool.query(statement);
  res.json(r);
});
router.get('/u10', async (req, res) => {
  const ids = req.body.ids;
  const marks = ids.map(() => '?').join(',');
  const conn = await mysql.createConnection({});
  // ok: javascript-sql-injection
  const [rows] = await conn.execute(`SELECT * FROM t WHERE id IN (${marks})`, ids);
  // ruleid: javascript-sql-injection
  const [r2] = await conn.execute(`SELECT * FROM t WHERE id IN (${ids.join(',')})`);
  res.json(rows, r2);
});
async function findByName(client, name) {
  // ruleid: javascript-sql-injection-parameter
  return client.query("SELECT * FROM t WHERE name = '" + name + "'");
}
class Repo {
  constructor(db) { this.db = db; this.table = 'users'; }
  async one(id) {
    // ok: javascript-sql-injection
    return this.db.query(`SELECT * FROM ${this.table} WHERE id = $1`, [id]);
  }
  async search(term) {
    const like = `%${term}%`;
    // ruleid: javascript-sql-injection-parameter
    return this.db.query(`SELECT * FROM ${this.table} WHERE name LIKE '${like}'`);
  }
  async byStatus(status) {
    const sql = `SELECT * FROM orders WHERE status = '${status}'`;
    // ruleid: javascript-sql-injection-parameter
    const [rows] = await this.pool.execute(sql);
    return rows;
  }
}
const COLUMNS = { name: 'u.name', created: 'u.created_at' };
router.get('/u11', async (req, res) => {
  const column = COLUMNS[req.query.sort] || 'u.name';
  const n = Number(req.query.n) || 20;
  // ok: javascript-sql-injection
  const r = await pool.query(`SELECT * FROM u ORDER BY ${column} LIMIT ${n}`);
  res.json(r);
});
router.get('/u12', (req, res) => {
  const query = { text: `SELECT * FROM t WHERE a = '${req.query.a}'`, values: [] };
  // ruleid: javascript-sql-injection
  pool.query(query).then((r) => res.json(r));
});
router.get('/u13', (req, res) => {
  // ruleid: javascript-sql-injection
  models.sequelize.query("SELECT * FROM P WHERE name LIKE '%" + req.query.q + "%'").then(([p]) => res.json(p));
});
function handler(req, res) {
  const id = parseInt(req.params.id, 10);
  if (Number.isNaN(id)) return res.sendStatus(400);
  // ok: javascript-sql-injection
  lite.get(`SELECT * FROM a WHERE id=${id}`, (e, r) => res.json(r));
}
fastify.get('/f1', async (request, reply) => {
  // ruleid: javascript-sql-injection
  const r = await fastify.pg.query('SELECT * FROM f WHERE a=' + request.query.a);
  return r.rows;
});
koa.get('/k', async (ctx) => {
  const { q } = ctx.query;
  // ruleid: javascript-sql-injection
  ctx.body = await db.any("SELECT * FROM x WHERE q = '" + q + "'");
});
koa.get('/k2', async (ctx) => {
  // ok: javascript-sql-injection
  ctx.body = await db.any('SELECT * FROM x WHERE q = $1', [ctx.query.q]);
});
koa.get('/k3', async (ctx) => {
  const where = Object.entries(ctx.query).map(([k, v]) => `${k} = '${v}'`).join(' AND ');
  // ruleid: javascript-sql-injection
  const rows = await ctx.db.manyOrNone(`SELECT * FROM x WHERE ${where}`);
  ctx.body = rows;
});
server.route({ method: 'GET', path: '/h', handler: async (request, h) => {
  // ruleid: javascript-sql-injection
  const [r] = await conn.query(`DELETE FROM s WHERE k = "${request.params.k}"`);
  return r;
} });
const Database = require('better-sqlite3');
const bdb = new Database('x');
app.get('/bs', (req, res) => {
  // ruleid: javascript-sql-injection
  const row = bdb.prepare(`SELECT * FROM u WHERE name = '${req.query.name}'`).get();
  // ok: javascript-sql-injection
  const row2 = bdb.prepare('SELECT * FROM u WHERE name = ?').get(req.query.name);
  res.json([row, row2]);
});
app.get('/ms', async (req, res) => {
  const request = new sql.Request();
  // ruleid: javascript-sql-injection
  const r = await request.query(`SELECT * FROM u WHERE n = '${req.query.n}'`);
  request.input('n', sql.VarChar, req.query.n);
  // ok: javascript-sql-injection
  const r2 = await request.query('SELECT * FROM u WHERE n = @n');
  res.json([r, r2]);
});
