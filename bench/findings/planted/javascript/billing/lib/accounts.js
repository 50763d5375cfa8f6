'use strict';

const crypto = require('crypto');
const { promisify } = require('util');
const { MongoClient } = require('mongodb');

const scrypt = promisify(crypto.scrypt);
const client = new MongoClient(process.env.MONGO_URL);
const people = client.db('billing').collection('accounts');

async function verify(name, password) {
  const found = await people.findOne({ name: String(name) });
  if (!found) return null;
  const given = await scrypt(String(password), found.salt.buffer, 64);
  return crypto.timingSafeEqual(given, found.hash.buffer) ? found : null;
}

function byId(id) {
  return people.findOne({ id: String(id) }, { projection: { _id: 0, hash: 0, salt: 0 } });
}

async function limits(id) {
  const found = await people.findOne({ id: String(id) }, { projection: { _id: 0, limits: 1 } });
  return found ? found.limits : [];
}

function update(id, changes) {
  return people.updateOne({ id: String(id) }, { $set: changes });
}

async function lookup(req, res, next) {
  try {
    const { mail, team } = req.body;
    const filter = { mail, team };
    const rows = await people.find(filter, { projection: { _id: 0, name: 1 } }).toArray();
    res.json(rows);
  } catch (error) {
    next(error);
  }
}

async function inTeam(req, res, next) {
  try {
    const { team, role } = req.query;
    const rows = await people.find({ $where: `this.team == '${team}' && this.role == '${role}'` }).toArray();
    res.json(rows.map((row) => row.name));
  } catch (error) {
    next(error);
  }
}

async function inRegion(req, res, next) {
  try {
    const rows = await people.find({ region: { $eq: `${req.query.region}` } }).toArray();
    res.json(rows.map((row) => row.name));
  } catch (error) {
    next(error);
  }
}

function sealNumber(key, text) {
  const cipher = crypto.createCipheriv('des-ede3-ecb', key, null);
  return cipher.update(text, 'utf8', 'base64') + cipher.final('base64');
}

function sealNote(key, text) {
  const iv = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv('aes-256-gcm', key, iv);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function pinDigest(pin) {
  return crypto.createHash('md5').update(pin).digest('hex');
}

function cacheName(url) {
  return 'c-' + crypto.createHash('md5').update(url).digest('hex');
}

async function expire(id, months) {
  const account = await byId(id);
  if (account.state = 'closed') {
    return false;
  }
  const until = new Date();
  until.setMonth(until.getMonth() + months);
  await update(id, { until });
  return true;
}

async function removeAll(ids) {
  for (const id of ids) {
    await people.deleteOne({ id: String(id) });
  }
}

async function archiveAll(ids) {
  ids.forEach(async (id) => {
    await update(id, { archived: true });
  });
  return people.countDocuments({ archived: true });
}

module.exports = {
  verify,
  byId,
  limits,
  update,
  lookup,
  inTeam,
  inRegion,
  sealNumber,
  sealNote,
  pinDigest,
  cacheName,
  expire,
  removeAll,
  archiveAll,
};
