import http from 'node:http';
import https from 'node:https';

import Router from '@koa/router';
import axios from 'axios';
import ejs from 'ejs';
import escapeHtml from 'escape-html';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import ldap from 'ldapjs';
import libxml from 'libxmljs2';
import xpath from 'xpath';
import { DOMParser } from '@xmldom/xmldom';

import { articles } from './store.mjs';

const app = new Koa();
const router = new Router();
const directory = ldap.createClient({ url: process.env.LDAP_URL });
const SOURCES = new Map([
  ['wire', 'https://wire.example.com/latest'],
  ['sports', 'https://sports.example.com/latest'],
]);
const BANNER = '<p class="banner"><%= headline %></p>';
const SLUG = /^(?:[a-z0-9]+-?)+$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

router.get('/articles/:slug', async (ctx) => {
  ctx.assert(ctx.params.slug.length < 80 && /^[a-z0-9-]+$/.test(ctx.params.slug), 404);
  const article = await articles.bySlug(ctx.params.slug);
  ctx.assert(article, 404);
  ctx.body = `<h1>${escapeHtml(article.title)}</h1><p>${escapeHtml(ctx.query.ref ?? '')}</p>`;
});

router.get('/search', async (ctx) => {
  const term = ctx.query.q ?? '';
  const hits = await articles.search(term);
  const items = hits.map((hit) => `<li>${escapeHtml(hit.title)}</li>`).join('');
  ctx.type = 'html';
  ctx.body = `<h2>${hits.length} hits for ${term}</h2><ul>${items}</ul>`;
});

router.post('/articles', async (ctx) => {
  const { slug, title, date } = ctx.request.body;
  if (!DATE.test(date)) ctx.throw(422);
  if (!SLUG.test(slug)) ctx.throw(422);
  await articles.add({ slug, title, date });
  ctx.status = 201;
});

router.post('/preview', async (ctx) => {
  const { layout, article } = ctx.request.body;
  const page = ejs.render(layout, { title: String(article) });
  ctx.type = 'text/plain';
  ctx.body = page;
});

router.get('/banner', (ctx) => {
  ctx.type = 'html';
  ctx.body = ejs.render(BANNER, { headline: ctx.query.headline ?? '' });
});

router.post('/fetch', async (ctx) => {
  const address = ctx.request.body.url;
  const answer = await axios.get(address, { timeout: 5000, responseType: 'text' });
  ctx.type = 'text/plain';
  ctx.body = answer.data;
});

router.get('/sources/:name', async (ctx) => {
  const address = SOURCES.get(ctx.params.name);
  ctx.assert(address, 404);
  const answer = await axios.get(address, { params: { page: Number(ctx.query.page) || 1 } });
  ctx.body = { items: answer.data };
});

router.get('/authors', async (ctx) => {
  const filter = `(&(objectClass=person)(cn=*${ctx.query.name}*))`;
  ctx.body = await new Promise((resolve, reject) => {
    const found = [];
    directory.search('ou=press,dc=example', { filter, scope: 'sub' }, (error, result) => {
      if (error) return reject(error);
      result.on('searchEntry', (entry) => found.push(entry.pojo.objectName));
      result.on('error', reject);
      return result.on('end', () => resolve(found));
    });
  });
});

router.get('/authors/:uid', async (ctx) => {
  const filter = new ldap.EqualityFilter({ attribute: 'uid', value: ctx.params.uid });
  ctx.body = await new Promise((resolve, reject) => {
    directory.search('ou=press,dc=example', { filter, scope: 'sub' }, (error, result) => {
      if (error) return reject(error);
      result.on('searchEntry', (entry) => resolve(entry.pojo.objectName));
      result.on('error', reject);
      return result.on('end', () => resolve(null));
    });
  });
});

router.post('/nitf', (ctx) => {
  const document = libxml.parseXml(ctx.request.rawBody, { noent: true, dtdload: true });
  ctx.body = { headline: document.get('//hl1').text() };
});

router.post('/newsml', (ctx) => {
  const document = libxml.parseXml(ctx.request.rawBody, { noent: false, nonet: true });
  ctx.body = { headline: document.get('//headline').text() };
});

router.post('/index/:section', (ctx) => {
  const tree = new DOMParser().parseFromString(ctx.request.rawBody, 'text/xml');
  const nodes = xpath.select("//item[@section='" + ctx.params.section + "']/title", tree);
  const total = xpath.select('count(//item[@state="live"])', tree);
  ctx.body = { total, titles: nodes.map((node) => node.textContent) };
});

app.use(bodyParser({ enableTypes: ['json', 'form', 'xml'] }));
app.use(router.routes());

const server = process.env.TLS_KEY
  ? https.createServer({ key: process.env.TLS_KEY, cert: process.env.TLS_CERT }, app.callback())
  : http.createServer(app.callback());

server.on('upgrade', (req, socket) => {
  const channel = new URL(req.url, 'http://localhost').searchParams.get('channel') ?? 'main';
  const known = /^[a-z]{1,20}$/.test(channel) ? channel : 'main';
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: feed\r\nX-Feed: ${known}\r\n`);
  socket.write(`Connection: Upgrade\r\nX-Channel: ${channel}\r\n\r\n`);
  articles.subscribe(known, socket);
});

server.listen(Number(process.env.PORT) || 8080);
