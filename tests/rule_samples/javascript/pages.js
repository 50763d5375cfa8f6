const axios = require('axios');
const fetch = require('node-fetch');
app.get('/proxy', async (req, res) => {
  // ruleid: javascript-ssrf
  const r = await axios.get(req.query.url);
  res.json(r.data);
});
app.get('/p2', async (req, res) => {
  const { host } = req.query;
  // ruleid: javascript-ssrf
  const r = await fetch(`http://${host}/status`);
  res.json(await r.json());
});
app.get('/p3', async (req, res) => {
  // ok: javascript-ssrf
  const r = await fetch(`https://api.example.com/users/${encodeURIComponent(req.query.id)}`);
  res.json(await r.json());
});
app.get('/p4', async (req, res) => {
  const target = new URL(req.query.url);
  if (!ALLOWED.has(target.hostname)) return res.sendStatus(400);
  // ok: javascript-ssrf
  const r = await fetch(target);
  res.json(await r.json());
});
app.get('/p4b', async (req, res) => {
  const target = new URL(req.query.url);
  // ruleid: javascript-ssrf
  const r = await fetch(target);
  res.json(await r.json());
});
app.post('/hook', async (req, res) => {
  const { callbackUrl, payload } = req.body;
  // ruleid: javascript-ssrf
  await axios.post(callbackUrl, payload);
  // ok: javascript-ssrf
  await axios.post('https://hooks.example.com/x', { to: callbackUrl });
  res.end();
});
app.get('/img', (req, res) => {
  // ruleid: javascript-ssrf
  request(req.query.src).pipe(res);
});
app.get('/img2', (req, res) => {
  const options = { hostname: req.query.host, path: '/' };
  // ruleid: javascript-ssrf
  http.get(options, (r) => r.pipe(res));
});
app.get('/img3', async (req, res) => {
  // ruleid: javascript-ssrf
  const r = await axios({ method: 'get', url: req.body.url, responseType: 'stream' });
  r.data.pipe(res);
});
app.get('/img4', async (req, res) => {
  const client = axios.create({ baseURL: 'https://internal' });
  // ok: javascript-ssrf
  const r = await client.get('/x', { params: { q: req.query.q } });
  res.json(r.data);
});
router.get('/shot', async (ctx) => {
  const page = await browser.newPage();
  // ruleid: javascript-ssrf
  await page.goto(ctx.query.url);
});
fastify.post('/f', async (request) => {
  const { url } = request.body;
  // ruleid: javascript-ssrf
  const { body } = await got(url);
  return body;
});
export async function GET(request) {
  const { searchParams } = new URL(request.url);
  const url = searchParams.get('url');
  // ruleid: javascript-ssrf
  const r = await fetch(url);
  return new Response(r.body);
}
exports.handler = async (event) => {
  const body = JSON.parse(event.body);
  // ruleid: javascript-ssrf
  const r = await fetch(body.target);
  return { statusCode: 200 };
};
app.get('/go', (req, res) => {
  // ruleid: javascript-open-redirect
  res.redirect(req.query.next);
});
app.get('/go2', (req, res) => {
  const next = req.query.next || '/';
  // ruleid: javascript-open-redirect
  return res.redirect(302, next);
});
app.get('/go3', (req, res) => {
  const next = req.query.next;
  if (!next || !next.startsWith('/') || next.startsWith('//')) return res.redirect('/');
  // ok: javascript-open-redirect
  res.redirect(next);
});
app.get('/go4', (req, res) => {
  // ok: javascript-open-redirect
  res.redirect('/users/' + req.params.id);
});
app.get('/go5', (req, res) => {
  // ok: javascript-open-redirect
  res.redirect(`https://app.example.com/login?next=${encodeURIComponent(req.originalUrl)}`);
});
app.get('/go6', (req, res) => {
  // ruleid: javascript-open-redirect
  res.writeHead(302, { Location: req.query.to });
  res.end();
});
app.post('/go7', (req, res) => {
  const url = req.session.returnTo || '/';
  // ok: javascript-open-redirect
  res.redirect(url);
});
app.get('/go8', (req, res) => {
  let target = '/home';
  if (req.query.return_to) target = decodeURIComponent(req.query.return_to);
  // ruleid: javascript-open-redirect
  res.redirect(target);
});
router.get('/k', async (ctx) => {
  // ruleid: javascript-open-redirect
  ctx.redirect(ctx.query.url);
});
app.get('/go9', (req, res) => {
  const u = new URL(req.query.u, 'https://example.com');
  if (u.origin !== 'https://example.com') return res.sendStatus(400);
  // ok: javascript-open-redirect
  res.redirect(u.href);
});
function back() {
  const params = new URLSearchParams(window.location.search);
  const next = params.get('next');
  // ruleid: javascript-open-redirect
  window.location.href = next;
}
app.get('/hello', (req, res) => {
  // ruleid: javascript-xss
  res.send('<h1>Hello ' + req.query.name + '</h1>');
});
app.get('/hello2', (req, res) => {
  const name = req.query.name;
  const html = `<html><body>Hello, ${name}</body></html>`;
  // ruleid: javascript-xss
  res.status(200).send(html);
});
app.get('/hello3', (req, res) => {
  // ok: javascript-xss
  res.send(`<h1>Hello ${escapeHtml(req.query.name)}</h1>`);
});
app.get('/hello4', (req, res) => {
  // ok: javascript-xss
  res.json({ name: '<b>' + req.query.name });
});
app.get('/hello5', (req, res) => {
  // ruleid: javascript-xss
  res.send(req.query.message);
});
app.get('/hello6', (req, res) => {
  res.type('text/plain');
  // ok: javascript-xss
  res.send(`Hello ${req.query.name}`);
});
app.get('/hello7', (req, res) => {
  // ruleid: javascript-xss
  res.send(`Could not find ${req.params.page}`);
});
http.createServer((req, res) => {
  const q = url.parse(req.url, true).query;
  res.writeHead(200, { 'Content-Type': 'text/html' });
  // ruleid: javascript-xss
  res.end('<p>Search: ' + q.term + '</p>');
});
app.get('/list', (req, res) => {
  let out = '<ul>';
  for (const item of req.body.items) {
    out += '<li>' + item.title + '</li>';
  }
  out += '</ul>';
  // ruleid: javascript-xss
  res.send(out);
});
koa.use(async (ctx) => {
  ctx.type = 'html';
  // ruleid: javascript-xss
  ctx.body = `<p>${ctx.query.q}</p>`;
});
server.get('/fx', (request, reply) => {
  // ruleid: javascript-xss
  reply.header('content-type', 'text/html').send(`<b>${request.query.q}</b>`);
});
function show() {
  const q = new URLSearchParams(location.search).get('q');
  // ruleid: javascript-xss
  document.getElementById('q').innerHTML = 'Results for ' + q;
  // ok: javascript-xss
  document.getElementById('q').textContent = 'Results for ' + q;
}
function show2() {
  const tab = decodeURIComponent(location.hash.slice(1));
  // ruleid: javascript-xss
  $('#tab').html(tab);
}
function show3() {
  // ruleid: javascript-xss
  document.write('<script src="' + location.hash.substr(1) + '"></script>');
}
window.addEventListener('message', (event) => {
  // ruleid: javascript-xss
  panel.innerHTML = event.data.html;
});
window.addEventListener('message', (event) => {
  if (event.origin !== 'https://example.com') return;
  // ok: javascript-xss
  panel.innerHTML = event.data.html;
});
async function load() {
  const r = await fetch('/api/comments');
  const comments = await r.json();
  const list = document.querySelector('#list');
  for (const c of comments) {
    // ruleid: javascript-xss
    list.innerHTML += `<li>${c.text}</li>`;
  }
}
function render(user) {
  const el = document.createElement('div');
  // ruleid: javascript-xss
  el.innerHTML = `<b>${user.name}</b>`;
  // ok: javascript-xss
  el.innerHTML = '<span class="icon"></span>';
  // ok: javascript-xss
  el.innerHTML = DOMPurify.sanitize(user.bio);
  return el;
}
function Comment({ body }) {
  // ruleid: javascript-xss
  return <div dangerouslySetInnerHTML={{ __html: body }} />;
}
function Comment2({ body }) {
  // ok: javascript-xss
  return <div dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(body) }} />;
}
app.get('/h', (req, res) => {
  // ruleid: javascript-header-injection
  res.setHeader('Content-Disposition', 'attachment; filename=' + req.query.name);
  res.end();
});
app.get('/h2', (req, res) => {
  // ok: javascript-header-injection
  res.setHeader('Content-Disposition', `attachment; filename="${encodeURIComponent(req.query.name)}"`);
  res.end();
});
app.post('/mail', async (req, res) => {
  // ruleid: javascript-header-injection
  socket.write('Subject: ' + req.body.subject + '\r\n');
  res.end();
});
