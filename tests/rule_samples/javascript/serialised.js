const serialize = require("node-serialize");
const libxml = require("libxmljs");
const yaml = require("js-yaml");
const _ = require("lodash");

app.post("/load", (req, res) => {
  // ruleid: javascript-unsafe-deserialisation
  const profile = serialize.unserialize(req.cookies.profile);
  // ok: javascript-unsafe-deserialisation
  const data = JSON.parse(req.body.data);
  // ruleid: javascript-unsafe-deserialisation
  yaml.load(req.body.text, { schema: yaml.DEFAULT_FULL_SCHEMA });
  // ok: javascript-unsafe-deserialisation
  yaml.load(req.body.text);
  // ruleid: javascript-xxe
  const tree = libxml.parseXml(req.body, { noent: true });
  // ok: javascript-xxe
  const plain = libxml.parseXml(req.body);
  // ok: javascript-xxe
  const off = libxml.parseXml(req.body, { noent: false, nonet: true });
  // ruleid: javascript-xxe
  const other = libxml.parseXmlString(req.body.xml, { nonet: true, noent: true });
  res.json([profile, data, tree, plain, off, other]);
});

function merge(target, source) {
  for (const key in source) {
    if (typeof source[key] === "object") {
      // ruleid: javascript-prototype-pollution
      merge(target[key], source[key]);
    } else {
      target[key] = source[key];
    }
  }
  return target;
}

function mergeSafely(target, source) {
  for (const key in source) {
    if (key === "__proto__" || key === "constructor") continue;
    if (typeof source[key] === "object") {
      // ok: javascript-prototype-pollution
      mergeSafely(target[key], source[key]);
    } else {
      target[key] = source[key];
    }
  }
  return target;
}

app.post("/settings", (req, res) => {
  // ruleid: javascript-prototype-pollution-request
  _.merge(settings, req.body);
  // ok: javascript-prototype-pollution
  _.merge(settings, { theme: "dark" });
  // ruleid: javascript-prototype-pollution-request
  settings[req.body.section][req.body.name] = req.body.value;
  const query = req.query.q;
  // ruleid: javascript-regex-dos
  const pattern = new RegExp(query, "i");
  // ok: javascript-regex-dos
  const literal = new RegExp(_.escapeRegExp(query), "i");
  // ruleid: javascript-regex-dos
  const start = new RegExp("^" + req.params.prefix);
  // ok: javascript-regex-dos
  const fixed = new RegExp("^abc");
  res.json([pattern, literal, start, fixed]);
});

// ruleid: javascript-regex-dos-nested
const WORDS = /^(\w+)*$/;
// ruleid: javascript-regex-dos-nested
const MAIL = /^([a-z0-9]+)+@example\.com$/;
// ok: javascript-regex-dos-nested
const NAMES = /^\w+(,\w+)*$/;
// ok: javascript-regex-dos-nested
const NUMBER = /^[0-9]+$/;
