const { exec, execSync, execFile, spawn } = require("child_process");
const child_process = require("child_process");
const vm = require("vm");
const ejs = require("ejs");
const Handlebars = require("handlebars");
const nunjucks = require("nunjucks");
const shellQuote = require("shell-quote");

const HOSTS = new Set(["one.internal", "two.internal"]);

app.get("/ping", (req, res) => {
  const host = req.query.host;
  // ruleid: javascript-shell-injection
  exec(`ping -c 1 ${host}`, (error, stdout) => res.send(stdout));
  // ok: javascript-shell-injection
  execFile("ping", ["-c", "1", host], (error, stdout) => res.send(stdout));
  // ruleid: javascript-shell-injection
  spawn("sh", ["-c", "dig " + host]);
  // ruleid: javascript-shell-injection
  spawn("dig " + host, { shell: true });
  // ok: javascript-shell-injection
  exec(shellQuote.quote(["ping", host]));
  // ok: javascript-shell-injection
  const found = /^(\w+)$/.exec(host);
  if (!HOSTS.has(host)) {
    return res.status(400).send("unknown host");
  }
  // ok: javascript-shell-injection
  execSync("ping -c 1 " + host);
});

function convert(file, format) {
  const command = "convert " + file + " out." + format;
  // ruleid: javascript-shell-injection-parameter
  return child_process.execSync(command);
}

async function archive(name) {
  // ok: javascript-shell-injection
  await execAsync("tar czf backup.tgz /var/data");
}

router.post("/calculate", (req, res) => {
  // ruleid: javascript-code-injection
  const result = eval(req.body.expression);
  // ruleid: javascript-code-injection
  const compute = new Function("x", "return " + req.body.formula);
  // ruleid: javascript-code-injection
  vm.runInNewContext(req.body.code, {});
  // ok: javascript-code-injection
  vm.runInNewContext("1 + 1", { value: req.body.code });
  // ok: javascript-code-injection
  setTimeout(() => refresh(req.body.code), 1000);
  // ok: javascript-code-injection
  eval("1 + 1");
  res.json({ result, value: compute(1) });
});

function template(expression) {
  // ruleid: javascript-code-injection-parameter
  return new Function("data", `return ${expression}`);
}

router.post("/preview", (req, res) => {
  // ruleid: javascript-template-injection
  res.send(ejs.render(req.body.template, { user: req.user }));
  // ok: javascript-template-injection
  res.send(ejs.render("<p><%= name %></p>", { name: req.body.name }));
  // ruleid: javascript-template-injection
  const view = Handlebars.compile(`<p>${req.body.greeting}</p>`);
  // ok: javascript-template-injection
  nunjucks.render("mail.html", { text: req.body.text });
  // ruleid: javascript-template-injection
  nunjucks.renderString("Hello " + req.query.name);
});
