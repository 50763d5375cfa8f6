const crypto = require("crypto");
const bcrypt = require("bcrypt");
const jwt = require("jsonwebtoken");

function store(user, password) {
  // ruleid: javascript-weak-crypto-hash
  user.hash = crypto.createHash("md5").update(password).digest("hex");
  // ruleid: javascript-weak-crypto-hash
  user.second = crypto.createHash("sha256").update(password).digest("hex");
  // ok: javascript-weak-crypto-hash
  user.third = crypto.scryptSync(password, user.salt, 64);
}

function hashPassword(text) {
  // ruleid: javascript-weak-crypto-hash
  return crypto.createHash("sha1").update(text).digest("hex");
}

function etag(body) {
  // ok: javascript-weak-crypto-hash
  return crypto.createHash("md5").update(body).digest("base64");
}

function seal(key, iv, text) {
  // ruleid: javascript-weak-crypto-cipher
  const old = crypto.createCipher("aes-256-cbc", key);
  // ruleid: javascript-weak-crypto-cipher
  const ecb = crypto.createCipheriv("aes-128-ecb", key, null);
  // ruleid: javascript-weak-crypto-cipher
  const des = crypto.createCipheriv("des-ede3-cbc", key, iv);
  // ok: javascript-weak-crypto-cipher
  const gcm = crypto.createCipheriv("aes-256-gcm", key, crypto.randomBytes(12));
  // ruleid: javascript-weak-crypto-cipher
  const few = crypto.pbkdf2Sync(text, iv, 1000, 32, "sha256");
  // ok: javascript-weak-crypto-cipher
  const many = crypto.pbkdf2Sync(text, iv, 600000, 32, "sha256");
  // ok: javascript-weak-crypto-cipher
  return [old, ecb, des, gcm, few, many, bcrypt.hashSync(text, 12)];
}

// ruleid: javascript-weak-random
const resetToken = Math.random().toString(36).slice(2);
// ok: javascript-weak-random
const delay = 1000 + Math.random() * 500;
// ok: javascript-weak-random
const token = crypto.randomBytes(32).toString("hex");

function generatePassword(length) {
  let text = "";
  for (let i = 0; i < length; i++) {
    // ruleid: javascript-weak-random
    text += LETTERS[Math.floor(Math.random() * LETTERS.length)];
  }
  return text;
}

const pick = (list) => {
  // ok: javascript-weak-random
  return list[Math.floor(Math.random() * list.length)];
};

function issue(session) {
  // ruleid: javascript-weak-random
  session.csrfToken = String(Math.random());
}
