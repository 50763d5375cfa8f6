const crypto = require('crypto');
const jwt = require('jsonwebtoken');
app.post('/login', async (req, res) => {
  // ruleid: javascript-nosql-injection
  const user = await User.findOne({ email: req.body.email, password: req.body.password });
  res.json(user);
});
app.post('/login2', async (req, res) => {
  const { username, password } = req.body;
  // ruleid: javascript-nosql-injection
  const user = await db.collection('users').findOne({ username, password });
  res.json(user);
});
app.post('/login3', async (req, res) => {
  const username = String(req.body.username);
  // ok: javascript-nosql-injection
  const user = await db.collection('users').findOne({ username });
  if (typeof req.body.email !== 'string') return res.sendStatus(400);
  // ok: javascript-nosql-injection
  const u2 = await User.findOne({ email: req.body.email });
  res.json([user, u2]);
});
app.get('/search', async (req, res) => {
  // ruleid: javascript-nosql-injection-where
  const r = await Product.find({ $where: `this.name == '${req.query.name}'` });
  res.json(r);
});
app.get('/search2', async (req, res) => {
  const filter = { owner: req.user.id, ...req.query };
  // ruleid: javascript-nosql-injection
  const r = await Product.find(filter).limit(10);
  res.json(r);
});
app.get('/p/:id', async (req, res) => {
  // ok: javascript-nosql-injection
  const r = await Product.findOne({ _id: req.params.id });
  // ok: javascript-nosql-injection
  const s = await Product.findOne({ sku: { $eq: req.query.sku } });
  res.json([r, s]);
});
fastify.post('/r', async (request) => {
  // ruleid: javascript-nosql-injection
  return fastify.mongo.db.collection('r').deleteMany({ tag: request.body.tag });
});
app.post('/reset', async (req, res) => {
  // ruleid: javascript-weak-random
  const token = Math.random().toString(36).slice(2);
  // ok: javascript-weak-random
  const delay = 1000 + Math.random() * 500;
  setTimeout(() => {}, delay);
  res.json({ token });
});
function generatePassword(length) {
  const chars = 'abcdef';
  let out = '';
  for (let i = 0; i < length; i++) {
    // ruleid: javascript-weak-random
    out += chars[Math.floor(Math.random() * chars.length)];
  }
  return out;
}
const createSessionId = () => {
  // ruleid: javascript-weak-random
  return 's' + Math.random() + Date.now();
};
function pickColour(list) {
  // ok: javascript-weak-random
  return list[Math.floor(Math.random() * list.length)];
}
function makeCode(user) {
  // ruleid: javascript-weak-random
  user.verificationCode = Math.floor(100000 + Math.random() * 900000);
}
function store(password) {
  // ruleid: javascript-weak-crypto-hash
  return crypto.createHash('md5').update(password).digest('hex');
}
const hashPw = (pw, salt) => {
  // ruleid: javascript-weak-crypto-hash
  const h = crypto.createHash('sha1');
  h.update(pw + salt);
  return h.digest('hex');
};
function etag(body) {
  // ok: javascript-weak-crypto-hash
  return crypto.createHash('md5').update(body).digest('base64');
}
function cacheKey(url) {
  // ok: javascript-weak-crypto-hash
  return crypto.createHash('sha1').update(url).digest('hex');
}
function enc(text, key) {
  // ruleid: javascript-weak-crypto-cipher
  const c = crypto.createCipheriv('des-ede3', key, null);
  // ruleid: javascript-weak-crypto-cipher
  const d = crypto.createCipheriv('aes-128-ecb', key, '');
  // ruleid: javascript-weak-crypto-cipher
  const e = crypto.createCipher('aes192', key);
  // ok: javascript-weak-crypto-hash
  const f = crypto.createCipheriv('aes-256-gcm', key, crypto.randomBytes(12));
  return [c, d, e, f];
}
function sign(data, key) {
  // ruleid: javascript-weak-crypto-hash
  return crypto.createHmac('md5', key).update(data).digest('hex');
}
const ALGO = 'aes-256-cbc';
// ruleid: javascript-hard-coded-key
const KEY = 'fj39fk20fkq93jfk20fk39fjalw93jfa';
// ruleid: javascript-hard-coded-key
const IV = Buffer.from('a1b2c3d4e5f60718293a4b5c6d7e8f90', 'hex');
const c1 = crypto.createCipheriv(ALGO, KEY, IV);
// ruleid: javascript-insecure-cookie
app.use(session({
  // ruleid: javascript-hard-coded-key
  secret: 'kjh34kjh5kjh34',
  resave: false,
}));
// ruleid: javascript-hard-coded-key
const token = jwt.sign({ id: 1 }, 'shhhhh-very-S3cret');
const config = {
  // ok: javascript-hard-coded-key
  jwtSecret: process.env.JWT_SECRET,
  db: {
    host: 'localhost',
    user: 'app',
    // ruleid: javascript-hard-coded-key
    password: 'Pr0d-Db-2021!',
  },
  // ok: javascript-hard-coded-key
  apiKey: 'YOUR_API_KEY',
};
// ruleid: javascript-hard-coded-key
const pool = mysql.createPool({ host: 'db', user: 'root', password: 'r00tpass!9' });
// ok: javascript-hard-coded-key
const TOKEN_HEADER = 'x-auth-token';
// ok: javascript-hard-coded-key
const passwordLabel = 'Enter your password';
// ok: javascript-hard-coded-key
const tokenUrl = 'https://login.example.com/oauth/token';
if (user.name === 'admin') {
  // ruleid: javascript-hard-coded-key
  if (req.body.password === 'letMeIn2020') login();
}
function auth(token) {
  // ruleid: javascript-jwt-not-verified-read
  const payload = jwt.decode(token);
  return payload.sub;
}
function auth2(token) {
  // ok: javascript-jwt-not-verified
  const payload = jwt.verify(token, process.env.KEY, { algorithms: ['HS256'] });
  return payload.sub;
}
function auth3(token) {
  // ruleid: javascript-jwt-not-verified
  return jwt.verify(token, key, { algorithms: ['HS256', 'none'] });
}
function auth4(req) {
  const part = req.headers.authorization.split('.')[1];
  return JSON.parse(Buffer.from(part, 'base64').toString());
}
function auth5(token) {
  const { header } = jwt.decode(token, { complete: true });
  const key = keys[header.kid];
  return jwt.verify(token, key, { algorithms: ['RS256'] });
}
// ruleid: javascript-tls-verification-off
const agent = new https.Agent({ rejectUnauthorized: false });
// ruleid: javascript-tls-verification-off
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
// ok: javascript-tls-verification-off
const agent2 = new https.Agent({ rejectUnauthorized: true, ca });
// ruleid: javascript-tls-verification-off
const tp = nodemailer.createTransport({ host: 'm', tls: { rejectUnauthorized: !true } });
// ruleid: javascript-tls-verification-off
const pg = new Pool({ ssl: { rejectUnauthorized: false } });
app.post('/s', (req, res) => {
  // ruleid: javascript-insecure-cookie
  res.cookie('session', id, { httpOnly: false });
  // ruleid: javascript-insecure-cookie
  res.cookie('token', id);
  // ok: javascript-insecure-cookie
  res.cookie('token', id, { httpOnly: true, secure: true, sameSite: 'lax' });
  // ok: javascript-insecure-cookie
  res.cookie('theme', 'dark');
  // ruleid: javascript-insecure-cookie
  res.cookie('sid', id, { httpOnly: true, maxAge: 1000 });
  // ruleid: javascript-insecure-cookie
  res.setHeader('Set-Cookie', `session=${id}; Path=/`);
  // ok: javascript-insecure-cookie
  res.setHeader('Set-Cookie', `session=${id}; Path=/; HttpOnly; Secure; SameSite=Lax`);
});
// ruleid: javascript-insecure-cookie
app.use(session({ secret: process.env.S, cookie: { maxAge: 1 } }));
// ok: javascript-insecure-cookie
app.use(session({ secret: process.env.S, cookie: { maxAge: 1, secure: true, httpOnly: true } }));
// ruleid: javascript-cors-wildcard-with-credentials
app.use(cors({ origin: true, credentials: true }));
// ok: javascript-cors-wildcard-with-credentials
app.use(cors({ origin: '*' }));
// ok: javascript-cors-wildcard-with-credentials
app.use(cors({ origin: ['https://a.example'], credentials: true }));
app.use((req, res, next) => {
  // ruleid: javascript-cors-wildcard-with-credentials-echoed
  res.header('Access-Control-Allow-Origin', req.headers.origin);
  res.header('Access-Control-Allow-Credentials', 'true');
  next();
});
app.use((req, res, next) => {
  const origin = req.headers.origin;
  if (ALLOWED.includes(origin)) {
    // ok: javascript-cors-wildcard-with-credentials-echoed
    res.setHeader('Access-Control-Allow-Origin', origin);
    res.setHeader('Access-Control-Allow-Credentials', 'true');
  }
  next();
});
app.use((req, res, next) => {
  const origin = req.get('Origin') || '*';
  // ruleid: javascript-cors-wildcard-with-credentials-echoed
  res.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' });
  next();
});
// ruleid: javascript-cors-wildcard-with-credentials
app.use(cors({ origin: (origin, cb) => cb(null, origin), credentials: true }));
app.post('/l', (req, res) => {
  // ruleid: javascript-log-of-secret
  console.log('login', req.body.username, req.body.password);
  // ruleid: javascript-log-of-secret
  logger.info(`issued token ${token} for ${user.id}`);
  // ok: javascript-log-of-secret
  logger.info('password changed for ' + user.id);
  // ok: javascript-log-of-secret
  console.log('token expires', tokenExpiry);
  console.log(req.body);
  // ruleid: javascript-log-of-secret
  logger.debug({ user, password }, 'creating user');
  // ruleid: javascript-log-of-secret
  console.log('headers', req.headers);
  // ruleid: javascript-log-of-secret
  winston.info('config', { apiKey: config.apiKey });
  // ok: javascript-log-of-secret
  logger.debug({ hasToken: Boolean(token) });
});
app.post('/m', (req, res) => {
  // ruleid: javascript-prototype-pollution-request
  _.merge(config, req.body);
  // ruleid: javascript-prototype-pollution-request
  Object.assign(obj[req.body.key], req.body.value);
  res.end();
});
function merge(target, source) {
  for (const key in source) {
    if (typeof source[key] === 'object') {
      if (!target[key]) target[key] = {};
      // ruleid: javascript-prototype-pollution
      merge(target[key], source[key]);
    } else {
      target[key] = source[key];
    }
  }
  return target;
}
function merge2(target, source) {
  for (const key of Object.keys(source)) {
    if (key === '__proto__' || key === 'constructor') continue;
    if (typeof source[key] === 'object') {
      // ok: javascript-prototype-pollution
      merge2(target[key], source[key]);
    } else target[key] = source[key];
  }
  return target;
}
function setPath(obj, path, value) {
  const parts = path.split('.');
  let cur = obj;
  for (let i = 0; i < parts.length - 1; i++) {
    if (!cur[parts[i]]) cur[parts[i]] = {};
    cur = cur[parts[i]];
  }
  cur[parts[parts.length - 1]] = value;
}
app.put('/set', (req, res) => {
  const { section, key, value } = req.body;
  // ruleid: javascript-prototype-pollution-request
  settings[section][key] = value;
  res.end();
});
// ruleid: javascript-regex-dos-nested
const EMAIL = /^([a-zA-Z0-9]+)*@x$/;
// ruleid: javascript-regex-dos-nested
const WORDS = /^(\w+\s?)*$/;
// ruleid: javascript-regex-dos-nested
const LIST = /^((\d+),?)+$/;
// ruleid: javascript-regex-dos-nested
const ALT = /^(a|a)*$/;
// ok: javascript-regex-dos
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
// ok: javascript-regex-dos
const DATE = /^\d{4}-\d{2}-\d{2}$/;
app.get('/rx', (req, res) => {
  // ruleid: javascript-regex-dos
  const re = new RegExp(req.query.pattern, 'i');
  // ok: javascript-regex-dos
  const re2 = new RegExp(_.escapeRegExp(req.query.pattern), 'i');
  res.json(list.filter((x) => re.test(x) || re2.test(x)));
});
app.post('/t', (req, res) => {
  // ruleid: javascript-template-injection
  const html = ejs.render(req.body.template, { user: req.user });
  // ok: javascript-template-injection
  const html2 = ejs.render(TEMPLATE, { name: req.body.name });
  // ruleid: javascript-template-injection
  const t = Handlebars.compile('<h1>' + req.body.title + '</h1>');
  // ruleid: javascript-template-injection
  const p = pug.compile(`p Hello ${req.query.name}`)();
  res.send(html);
});
app.get('/page', (req, res) => {
  // ruleid: javascript-template-injection
  res.render('index', req.query);
  // ruleid: javascript-path-traversal
  res.render(req.query.view);
});
app.post('/y', (req, res) => {
  // ruleid: javascript-unsafe-deserialisation
  const o = serialize.unserialize(req.cookies.profile);
  // ruleid: javascript-unsafe-deserialisation
  const y = yaml.load(req.body.text, { schema: yaml.DEFAULT_FULL_SCHEMA });
  // ok: javascript-unsafe-deserialisation
  const z = yaml.load(req.body.text);
  // ok: javascript-unsafe-deserialisation
  const j = JSON.parse(req.body.text);
  // ruleid: javascript-xxe
  const doc = libxmljs.parseXml(req.body.xml, { noent: true });
  // ok: javascript-xxe
  const doc2 = libxmljs.parseXml(req.body.xml, { noent: false });
  res.json([o, y, z, j, doc, doc2]);
});
app.get('/ldap', (req, res) => {
  // ruleid: javascript-ldap-injection
  const opts = { filter: `(uid=${req.query.user})`, scope: 'sub' };
  // ruleid: javascript-ldap-injection
  client.search('dc=example', opts, cb);
  // ok: javascript-ldap-injection
  client.search('dc=example', { filter: new EqualityFilter({ attribute: 'uid', value: req.query.user }) }, cb);
});
app.get('/xpath', (req, res) => {
  // ruleid: javascript-xpath-injection
  // ruleid: javascript-xpath-injection-built
  const nodes = xpath.select("//user[name='" + req.query.name + "']", doc);
  // ok: javascript-xpath-injection
  const all = xpath.select('//user', doc);
  res.json([nodes, all]);
});
function findMember(client, uid) {
  // ruleid: javascript-ldap-injection
  return client.search("ou=people", { filter: "(&(objectClass=person)(uid=" + uid + "))" });
}
function findMemberSafely(client, uid) {
  const filter = `(uid=${ldapEscape.filter(uid)})`;
  // ok: javascript-ldap-injection
  return client.search("ou=people", { filter });
}
function priceOf(doc, title) {
  // ruleid: javascript-xpath-injection-built
  const expression = `//book[title="${title}"]/price`;
  // ruleid: javascript-xpath-injection
  return xpath.select1(expression, doc);
}
function nth(doc, position) {
  // ok: javascript-xpath-injection
  return xpath.select1(`//book[${Number(position)}]`, doc);
}
app.patch("/settings", (req, res) => {
  // ok: javascript-prototype-pollution-request
  _.merge(config, { theme: Boolean(req.body.dark) });
  if (!SECTIONS.includes(req.body.section)) return res.sendStatus(400);
  // ok: javascript-prototype-pollution-request
  settings[req.body.section][req.body.key] = 1;
  res.end();
});
app.use((req, res, next) => {
  // ok: javascript-cors-wildcard-with-credentials-echoed
  res.header("Access-Control-Allow-Origin", ORIGIN);
  res.header("Access-Control-Allow-Credentials", "true");
  next();
});
