import * as JWT from './tokens.js';

export function read(token) {
  // ok: javascript-jwt-not-verified-read
  return JWT.decode(token);
}

const followed = (request, options) => {
  const address = new URL(request.url, options.base);
  if (request.follow > 5) throw new Error('too many');
  // ok: javascript-ssrf
  return fetch(address, options);
};

async function beat(client) {
  await client.send('PING');
}
async function greet(client) {
  try {
    await client.send('HELLO');
  } catch (error) {
    report(error);
  }
}
function spawnNext(list) {
  list.push((async () => {
    await list.next();
  })());
}
async function open(client) {
  // ok: javascript-bug-floating-promise
  greet(client);
  // ok: javascript-bug-floating-promise
  spawnNext(client.list);
  // ok: javascript-bug-missing-await
  if (spawnNext(client.list)) return;
  // ruleid: javascript-bug-floating-promise
  beat(client);
}

class Queue {
  async #run() {
    while (this.items.length) await this.items.shift();
  }
  async fill() {
    await this.more();
  }
  async close() {
    await this.done;
    // ok: javascript-bug-floating-promise
    this.#run();
  }
  push(item) {
    this.items.push(item);
    // ok: javascript-bug-floating-promise
    this.fill();
  }
}

function sameFile(one, other, signature) {
  // ok: javascript-bug-timing
  return one.digest === other.digest;
}

function quoted(text) {
  let out = '';
  // ok: javascript-bug-off-by-one
  for (let at = 0; at <= text.length; ++at) {
    if (text[at] === '"') out += '\\';
    if (at === text.length) break;
    out += text[at];
  }
  return out;
}

function template(text, options) {
  let body = 'let out = "";' + text;
  // ok: javascript-code-injection-parameter
  return new Function('data', body);
}

function leave(socket, request) {
  try {
    request.setRequestHeader('Accept', '*/*');
  // ok: javascript-bug-swallowed-error
  } catch (error) {}
  try {
    socket.destroy();
  // ok: javascript-bug-swallowed-error
  } catch (error) {}
  // ok: javascript-bug-swallowed-error
  socket.close().catch(() => {});
  try {
    bill(request.customer);
  // ruleid: javascript-bug-swallowed-error
  } catch (error) {}
}
