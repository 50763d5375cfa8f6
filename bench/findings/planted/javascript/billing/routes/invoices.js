'use strict';

const crypto = require('crypto');
const { Router } = require('express');
const mysql = require('mysql2/promise');
const { Pool } = require('pg');

const pool = new Pool();
const legacy = mysql.createPool(process.env.LEGACY_DSN);
const router = Router();

const COLUMNS = ['issued', 'due', 'total'];

function customerQuery(customer, year) {
  return `SELECT number, total FROM invoice WHERE customer = '${customer}' AND year = ${Number(year)}`;
}

router.get('/', async (req, res, next) => {
  try {
    const order = COLUMNS.includes(req.query.order) ? req.query.order : 'issued';
    const found = await pool.query(`SELECT number, total FROM invoice ORDER BY ${order} LIMIT $1`, [50]);
    res.json(found.rows);
  } catch (error) {
    next(error);
  }
});

router.get('/customers/:customer', async (req, res, next) => {
  try {
    const text = customerQuery(req.params.customer, req.query.year);
    const found = await pool.query(text);
    res.json(found.rows);
  } catch (error) {
    next(error);
  }
});

router.get('/open', (req, res, next) => {
  const since = req.get('x-since');
  let sql = 'SELECT number, due FROM invoice WHERE paid IS NULL';
  if (since) sql += " AND issued >= '" + since + "'";
  sql += ' ORDER BY due';
  legacy.query(sql).then(([rows]) => res.json(rows), next);
});

router.get('/paid', (req, res, next) => {
  const terms = ['paid IS NOT NULL'];
  const values = [];
  for (const name of ['customer', 'number']) {
    if (typeof req.query[name] === 'string') {
      values.push(req.query[name]);
      terms.push(`${name} = ?`);
    }
  }
  legacy.execute(`SELECT number, paid FROM invoice WHERE ${terms.join(' AND ')}`, values).then(
    ([rows]) => res.json(rows),
    next,
  );
});

router.post('/remind', async (req, res, next) => {
  try {
    const ids = req.body.ids.map((id) => Number.parseInt(id, 10)).filter(Number.isInteger);
    if (ids.length === 0) return res.sendStatus(400);
    await pool.query(`UPDATE invoice SET reminded = now() WHERE id IN (${ids.join(',')})`);
    return res.sendStatus(204);
  } catch (error) {
    return next(error);
  }
});

router.post('/share', async (req, res, next) => {
  try {
    const code = Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2);
    await pool.query('INSERT INTO share (code, invoice) VALUES ($1, $2)', [code, Number(req.body.invoice)]);
    res.json({ code });
  } catch (error) {
    next(error);
  }
});

router.post('/download-link', async (req, res, next) => {
  try {
    const code = crypto.randomUUID();
    await pool.query('INSERT INTO link (code, invoice) VALUES ($1, $2)', [code, Number(req.body.invoice)]);
    res.json({ code });
  } catch (error) {
    next(error);
  }
});

router.delete('/:id', async (req, res, next) => {
  try {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('DELETE FROM position WHERE invoice = $1', [Number(req.params.id)]);
    await client.query('DELETE FROM invoice WHERE id = $1', [Number(req.params.id)]);
    await client.query('COMMIT');
    client.release();
    res.sendStatus(204);
  } catch (error) {
    next(error);
  }
});

router.put('/:id', async (req, res, next) => {
  const client = await pool.connect().catch(next);
  if (!client) return;
  try {
    await client.query('UPDATE invoice SET due = $2 WHERE id = $1', [Number(req.params.id), req.body.due]);
    res.sendStatus(204);
  } catch (error) {
    next(error);
  } finally {
    client.release();
  }
});

module.exports = router;
