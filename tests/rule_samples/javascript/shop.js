// An Express shop with forms, a desktop shell and old habits.
const knex = require('knex')({ client: 'pg' });
const csurf = require('csurf');
const protect = csurf({ cookie: true });

// ruleid: javascript-csrf-off
const lax = csurf({ ignoreMethods: ['GET', 'POST'] });
// ok: javascript-csrf-off
const strict = csurf({ ignoreMethods: ['GET', 'HEAD'] });

// ruleid: javascript-csrf-off
app.post('/cart/add', (req, res) => {
  req.session.cart = [req.body.item];
  res.redirect('/cart');
});
// ok: javascript-csrf-off
app.post('/cart/clear', protect, (req, res) => {
  req.session.cart = [];
  res.redirect('/cart');
});
// ok: javascript-csrf-off
app.get('/cart', (req, res) => {
  req.session.seen = true;
  res.render('cart');
});

async function record(item) {
  // ruleid: javascript-bug-query-not-run
  knex('views').insert({ item });
  // ok: javascript-bug-query-not-run
  await knex('views').where({ item }).increment('count', 1);
  // ruleid: javascript-bug-query-not-run
  prisma.view.deleteMany({ where: { item } });
  // ok: javascript-bug-query-not-run
  return prisma.view.create({ data: { item } });
}

function sums(prices, rates) {
  let total = 0;
  // ruleid: javascript-bug-off-by-one
  for (let i = 0; i <= prices.length; i++) {
    total += prices[i];
  }
  // ok: javascript-bug-off-by-one
  for (let i = 0; i < prices.length; i++) total += prices[i];
  // ruleid: javascript-bug-off-by-one
  for (var j = 0; j <= rates.length; ++j) total *= rates[j];
  // ok: javascript-bug-off-by-one
  for (let pageNumber = 1; pageNumber <= rates.length; pageNumber++) {
    link(pageNumber);
  }
  return total;
}

async function send(answer) {
  // ruleid: javascript-bug-comparison
  if (answer.status === '404') return null;
  // ok: javascript-bug-comparison
  if (answer.status === 'gone' || answer.status === 404) return null;
  try {
    return await answer.json();
  // ok: javascript-bug-swallowed-error
  } catch (error) {
    // the answer is empty
  }
}

electron.on('certificate-error', (event, contents, url, problem, certificate, answer) => {
  event.preventDefault();
  // ruleid: javascript-tls-verification-off
  answer(true);
});
electron.on('certificate-error', (event, contents, url, problem, certificate, answer) => {
  if (certificate.fingerprint === PINNED) {
    // ok: javascript-tls-verification-off
    answer(true);
  }
});

ipcMain.handle('file:open', (event, name) => {
  // ruleid: javascript-path-traversal
  return fs.readFileSync(path.join(FOLDER, name));
});
ipcMain.handle('file:show', (event, name) => {
  // ok: javascript-path-traversal
  return fs.readFileSync(path.join(FOLDER, path.basename(name)));
});

// ruleid: javascript-insecure-cookie
server.state('session', { isSecure: false, isHttpOnly: true });
// ok: javascript-insecure-cookie
server.state('session', { isSecure: true, isHttpOnly: true });
function remember(token) {
  // ruleid: javascript-insecure-cookie
  document.cookie = 'auth_token=' + token + '; path=/';
  // ok: javascript-insecure-cookie
  document.cookie = 'auth_token=' + token + '; path=/; Secure; SameSite=Strict';
  // ok: javascript-insecure-cookie
  document.cookie = 'colour=dark; path=/';
}

app.use(cors({
  credentials: true,
  // ruleid: javascript-cors-wildcard-with-credentials
  origin: function (site, done) { done(null, true); },
}));
app.use(cors({
  credentials: true,
  // ok: javascript-cors-wildcard-with-credentials
  origin: (site, done) => done(null, SITES.has(site)),
}));

server.route({
  path: '/login',
  handler: (request, h) => {
    // ruleid: javascript-log-of-secret
    console.log('login', JSON.stringify(request.payload));
    // ruleid: javascript-xss
    return h.response('<p>Hello ' + request.query.name + '</p>');
  },
});
server.route({
  path: '/orders',
  handler: (request, h) => {
    // ok: javascript-log-of-secret
    console.log('order', JSON.stringify(request.payload));
    // ok: javascript-xss
    return h.response({ name: request.query.name });
  },
});

async function reset(user) {
  // ruleid: javascript-weak-random
  const code = Math.floor(100000 + Math.random() * 900000);
  // ok: javascript-weak-random
  const wait = Math.floor(Math.random() * 1000);
  await mail(user, code, wait);
}

const WORDS = /^(\w+\s?)*$/;
app.get('/words', (req, res) => {
  // ruleid: javascript-regex-dos-nested
  res.json(WORDS.test(req.query.words));
});

const PAGES = new Map([['help', '/help']]);
app.get('/go/:page', (req, res) => {
  // ok: javascript-open-redirect
  res.redirect(PAGES.get(req.params.page));
});
extract.on('entry', (header, stream, next) => {
  const target = path.resolve(FOLDER, header.name);
  if (path.relative(FOLDER, target).startsWith('..')) return next(new Error('outside'));
  // ok: javascript-zip-slip
  stream.pipe(fs.createWriteStream(target));
});
function runLater() {
  const name = new URLSearchParams(location.search).get('then');
  // ruleid: javascript-code-injection
  window.setTimeout(name + '()', 10);
  // ok: javascript-code-injection
  window.setTimeout(() => show(name), 10);
}
app.post('/rules', (req, res) => {
  const schema = yaml.DEFAULT_FULL_SCHEMA;
  // ruleid: javascript-unsafe-deserialisation
  res.json(yaml.load(req.body, { schema }));
});
function readCache(name) {
  // ok: javascript-unsafe-deserialisation
  return v8.deserialize(fs.readFileSync(name));
}
function readPlan(xml) {
  const options = { noent: true };
  // ruleid: javascript-xxe
  return libxml.parseXml(xml, options);
}
