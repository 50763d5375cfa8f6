app.get("/login", (req, res) => {
  // ruleid: javascript-insecure-cookie
  res.cookie("session", value);
  // ruleid: javascript-insecure-cookie
  res.cookie("sid", value, { httpOnly: false, secure: true });
  // ruleid: javascript-insecure-cookie
  res.cookie("token", value, { maxAge: 1000 });
  // ok: javascript-insecure-cookie
  res.cookie("session", value, { httpOnly: true, secure: true, sameSite: "lax" });
  // ok: javascript-insecure-cookie
  res.cookie("theme", "dark");
});

// ruleid: javascript-insecure-cookie
app.use(session({ secret: key, cookie: { secure: false } }));
// ok: javascript-insecure-cookie
app.use(session({ secret: key, cookie: { secure: true, httpOnly: true } }));

// ruleid: javascript-cors-wildcard-with-credentials
app.use(cors({ origin: true, credentials: true }));
// ok: javascript-cors-wildcard-with-credentials
app.use(cors({ origin: "https://app.example.com", credentials: true }));
// ok: javascript-cors-wildcard-with-credentials
app.use(cors());

app.use((req, res, next) => {
  // ok: javascript-cors-wildcard-with-credentials-echoed
  res.header("Access-Control-Allow-Origin", req.headers.origin);
  // ok: javascript-cors-wildcard-with-credentials
  res.header("Access-Control-Allow-Origin", "https://app.example.com");
  next();
});
