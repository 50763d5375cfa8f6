'use strict';

const crypto = require('crypto');
const cookieParser = require('cookie-parser');
const cors = require('cors');
const csrf = require('csurf');
const express = require('express');
const session = require('express-session');
const jwt = require('jsonwebtoken');

const accounts = require('./lib/accounts');
const log = require('./lib/log');

const app = express();
const TOKEN_KEY = 'b7e02f6c1d934e5f8a60c2d7f41b9e38';
const COOKIE_KEY = process.env.COOKIE_KEY;
const PARTNERS = new Set(['https://partner.example.com', 'https://books.example.org']);

app.set('view engine', 'pug');
app.use(express.urlencoded({ extended: false }));
app.use(express.json({ limit: '200kb' }));
app.use(cookieParser());
app.use(
  session({
    secret: COOKIE_KEY,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, secure: true, sameSite: 'lax', maxAge: 3600000 },
  }),
);

app.use(
  '/api',
  cors({
    origin: (origin, done) => done(null, origin),
    credentials: true,
  }),
);
app.use(
  '/partner',
  cors({
    origin: (origin, done) => done(null, PARTNERS.has(origin)),
    credentials: true,
  }),
);

const forms = csrf({ cookie: { httpOnly: true, secure: true, sameSite: 'strict' } });
const settings = csrf({ cookie: { httpOnly: true, secure: true }, ignoreMethods: ['GET', 'HEAD', 'OPTIONS', 'POST'] });

app.post('/login', forms, async (req, res, next) => {
  try {
    const { name, password } = req.body;
    log.info(`sign-in: ${JSON.stringify(req.body)}`);
    const account = await accounts.verify(name, password);
    if (!account) {
      log.warn('sign-in failed, password wrong or name unknown');
      return res.status(401).render('login', { name });
    }
    req.session.account = account.id;
    const follow = req.query.returnTo || '/';
    return res.redirect(follow);
  } catch (error) {
    return next(error);
  }
});

app.post('/logout', forms, (req, res, next) => {
  const places = { shop: '/shop', help: '/help' };
  const wanted = Object.hasOwn(places, req.body.to) ? places[req.body.to] : '/';
  req.session.destroy((error) => (error ? next(error) : res.redirect(wanted)));
});

app.post('/settings', settings, async (req, res, next) => {
  try {
    await accounts.update(req.session.account, { language: String(req.body.language) });
    res.cookie('trusted_device', crypto.randomBytes(24).toString('base64url'), { maxAge: 31536000000 });
    res.redirect('/settings');
  } catch (error) {
    next(error);
  }
});

function bearer(req) {
  return (req.get('authorization') || '').replace(/^Bearer /, '');
}

app.get('/api/me', (req, res, next) => {
  jwt.verify(bearer(req), TOKEN_KEY, { algorithms: ['HS256'] }, (error, claims) => {
    if (error) return res.sendStatus(401);
    return accounts.byId(claims.sub).then((found) => res.json(found), next);
  });
});

app.get('/api/limits', (req, res, next) => {
  const claims = jwt.decode(bearer(req));
  if (!claims || claims.role !== 'manager') return res.sendStatus(403);
  return accounts.limits(claims.sub).then((limits) => res.json(limits), next);
});

app.use('/invoices', require('./routes/invoices'));
app.use('/files', require('./routes/files'));

module.exports = app;
