const axios = require("axios");
const http = require("http");
const got = require("got");

const TARGETS = ["https://one.example", "https://two.example"];

app.get("/fetch", async (req, res) => {
  const { url, id } = req.query;
  // ruleid: javascript-ssrf
  const answer = await axios.get(url);
  // ruleid: javascript-ssrf
  await fetch(`https://${req.query.host}/status`);
  // ok: javascript-ssrf
  await fetch(`https://api.example.com/items/${id}`);
  // ok: javascript-ssrf
  await axios.get("https://api.example.com/search", { params: { q: id } });
  // ruleid: javascript-ssrf
  http.get("http://" + req.params.host + "/", () => {});
  // ruleid: javascript-ssrf
  await axios({ method: "get", url: req.body.callback });
  // ok: javascript-ssrf
  await axios.get(`${process.env.API}/items/${id}`);
  if (!TARGETS.includes(url)) {
    return res.status(400).end();
  }
  // ok: javascript-ssrf
  await got(url);
  const user = await User.findById(req.params.id);
  // ok: javascript-ssrf
  await fetch(user.feed);
  res.json(answer.data);
});

app.get("/login", (req, res) => {
  const next = req.query.next;
  // ruleid: javascript-open-redirect
  res.redirect(next);
  // ruleid: javascript-open-redirect
  res.redirect(302, req.query.returnTo || "/");
  // ok: javascript-open-redirect
  res.redirect("/profile?tab=" + req.query.tab);
  // ok: javascript-open-redirect
  res.redirect(`/users/${req.params.id}`);
  // ruleid: javascript-open-redirect
  res.writeHead(302, { Location: req.query.to });
  if (next.startsWith("/") && !next.startsWith("//")) {
    // ok: javascript-open-redirect
    res.redirect(next);
  }
});

export async function GET(request) {
  const target = request.nextUrl.searchParams.get("target");
  // ruleid: javascript-open-redirect
  return NextResponse.redirect(target);
}

function goBack() {
  const to = new URLSearchParams(window.location.search).get("to");
  // ruleid: javascript-open-redirect
  window.location.href = to;
  // ok: javascript-open-redirect
  window.location.href = "/home";
}

app.get("/hello", async (req, res) => {
  // ruleid: javascript-xss
  res.send("<h1>Hello " + req.query.name + "</h1>");
  // ruleid: javascript-xss
  res.status(404).send(`<p>No page ${req.params.page}</p>`);
  // ok: javascript-xss
  res.send(`<p>Hello ${escapeHtml(req.query.name)}</p>`);
  // ok: javascript-xss
  res.json({ name: req.query.name });
  const user = await User.findById(req.params.id);
  // ok: javascript-xss
  res.send(user);
});

function show() {
  const hash = decodeURIComponent(window.location.hash.slice(1));
  // ruleid: javascript-xss
  document.getElementById("title").innerHTML = hash;
  // ok: javascript-xss
  document.getElementById("title").textContent = hash;
  // ruleid: javascript-xss
  document.write("<a href='" + document.referrer + "'>back</a>");
  // ok: javascript-xss
  document.getElementById("title").innerHTML = DOMPurify.sanitize(hash);
}

window.addEventListener("message", (event) => {
  // ruleid: javascript-xss
  document.querySelector("#log").insertAdjacentHTML("beforeend", event.data);
});
