import https from "https";
import axios from "axios";
import jwt from "jsonwebtoken";
import session from "express-session";
import crypto from "crypto";

// ruleid: javascript-tls-verification-off
const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });
// ok: javascript-tls-verification-off
const strict = new https.Agent({ rejectUnauthorized: true });
// ruleid: javascript-tls-verification-off
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
// ok: javascript-tls-verification-off
const trusted = new https.Agent({ ca: fs.readFileSync("ca.pem") });

function who(req) {
  const token = req.headers.authorization.split(" ")[1];
  // ruleid: javascript-jwt-not-verified-read
  return jwt.decode(token);
}

function lax(token, key) {
  // ruleid: javascript-jwt-not-verified
  return jwt.verify(token, key, { algorithms: ["HS256", "none"] });
}

function checked(token, key) {
  // ok: javascript-jwt-not-verified
  return jwt.verify(token, key, { algorithms: ["HS256"] });
}

function both(token) {
  // ok: javascript-jwt-not-verified-read
  const header = jwt.decode(token, { complete: true });
  return jwt.verify(token, keyOf(header.header.kid), { algorithms: ["RS256"] });
}

// ruleid: javascript-hard-coded-key
const JWT_SECRET = "k8Jq2vZx91LmPw";
// ok: javascript-hard-coded-key
const JWT_KEY = process.env.JWT_SECRET;
// ok: javascript-hard-coded-key
const password = "changeme";
// ok: javascript-hard-coded-key
const labels = { password: "Password", secret: "your-secret-here" };
// ruleid: javascript-hard-coded-key
// ruleid: javascript-insecure-cookie
app.use(session({ secret: "keyboard cat 42", resave: false }));
// ok: javascript-hard-coded-key
// ruleid: javascript-insecure-cookie
app.use(session({ secret: process.env.SESSION_SECRET, resave: false }));

function sign(user) {
  // ruleid: javascript-hard-coded-key
  return jwt.sign({ id: user.id }, "s3cr3t-9d8f7a");
}

function seal(text, iv) {
  // ruleid: javascript-hard-coded-key
  return crypto.createCipheriv("aes-256-cbc", "0123456789abcdef0123456789abcdef", iv);
}

// ruleid: javascript-hard-coded-key
const connection = mysql.createConnection({ host: "db", user: "app", password: "Tr0ub4dor&3" });
// ok: javascript-hard-coded-key
const other = mysql.createConnection({ host: "db", user: "app", password: process.env.DB_PASSWORD });
