// ruleid: javascript-bug-nan
if (value == NaN) stop();
// ruleid: javascript-bug-nan
const broken = total !== NaN;
// ok: javascript-bug-nan
if (Number.isNaN(value)) stop();
// ok: javascript-bug-nan
const count = Number(text) || NaN;

async function mailAll(users) {
  // ruleid: javascript-bug-async-callback
  users.forEach(async (user) => {
    await mail(user);
  });
  // ok: javascript-bug-async-callback
  await Promise.all(users.map(async (user) => mail(user)));
  // ruleid: javascript-bug-async-callback
  const active = users.filter(async (user) => isActive(user));
  // ok: javascript-bug-async-callback
  users.forEach((user) => note(user));
  return active;
}

function read(text) {
  try {
    return JSON.parse(text);
  // ruleid: javascript-bug-swallowed-error
  } catch (error) {
  }
  // ruleid: javascript-bug-swallowed-error
  save(text).catch(() => {});
  // ok: javascript-bug-swallowed-error
  try {
    return JSON.parse(text);
  } catch (error) {
    // not JSON: read as plain text
  }
  // ok: javascript-bug-swallowed-error
  save(text).catch((error) => log.warn(error));
}

function state(user, next) {
  // ruleid: javascript-bug-assignment-in-condition
  if (user.role = "admin") grant(user);
  // ruleid: javascript-bug-assignment-in-condition
  if (user.active && (user.admin = true)) grant(user);
  // ok: javascript-bug-assignment-in-condition
  if (user.role === "admin") grant(user);
  let match;
  // ok: javascript-bug-assignment-in-condition
  if ((match = PATTERN.exec(next))) return match[1];
}

// ruleid: javascript-bug-numeric-sort
scores.sort();
// ruleid: javascript-bug-numeric-sort
const sorted = [10, 9, 1].sort();
// ok: javascript-bug-numeric-sort
scores.sort((a, b) => a - b);
// ok: javascript-bug-numeric-sort
names.sort();

async function isAdmin(user) {
  return (await roles(user)).includes("admin");
}

async function remove(user, password) {
  // ruleid: javascript-bug-missing-await
  if (!isAdmin(user)) throw new Error("forbidden");
  // ok: javascript-bug-missing-await
  if (!(await isAdmin(user))) throw new Error("forbidden");
  // ruleid: javascript-bug-missing-await
  if (bcrypt.compare(password, user.hash)) signIn(user);
  // ok: javascript-bug-missing-await
  if (bcrypt.compareSync(password, user.hash)) signIn(user);
}

async function audit(user) {
  await store.add(user);
}

async function update(user) {
  // ruleid: javascript-bug-floating-promise
  audit(user);
  // ok: javascript-bug-floating-promise
  await audit(user);
  // ok: javascript-bug-floating-promise
  audit(user).catch(report);
  // ok: javascript-bug-floating-promise
  return audit(user);
}

function plain(user) {
  return user.name;
}

async function useOf(user) {
  // ok: javascript-bug-floating-promise
  plain(user);
  // ok: javascript-bug-missing-await
  if (plain(user)) await audit(user);
}

class Worker {
  async flush() {
    await this.queue.drain();
  }
  async stop() {
    // ruleid: javascript-bug-floating-promise
    this.flush();
    this.stopped = true;
  }
}

function verify(body, signature) {
  const expected = crypto.createHmac("sha256", key).update(body).digest("hex");
  // ruleid: javascript-bug-timing
  if (signature !== expected) return false;
  // ok: javascript-bug-timing
  if (!crypto.timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) return false;
  // ruleid: javascript-bug-timing
  return req.headers.signature === expected;
}

function kinds(method) {
  // ok: javascript-bug-timing
  return method.name === expected;
}

function compare(list, key, map) {
  // ruleid: javascript-bug-comparison
  if (list === []) return;
  // ruleid: javascript-bug-comparison
  if (!key in map) return;
  // ruleid: javascript-bug-comparison
  if (list.indexOf(key)) return;
  // ok: javascript-bug-comparison
  if (list.indexOf(key) !== -1) return;
  // ok: javascript-bug-comparison
  if (!(key in map)) return;
  // ruleid: javascript-bug-comparison
  return typeof key === "array";
}
