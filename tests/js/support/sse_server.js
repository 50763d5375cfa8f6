/**
 * A real HTTP server whose every answer the test writes. Requests queue up until the test takes them, so that a test
 * reads as a conversation: the client asks, the server answers, the client does something about it.
 */

import http from "node:http";
import { inTime } from "./browser.js";

export class Request {
  constructor(incoming, response, body) {
    this.method = incoming.method;
    this.url = new URL(incoming.url, "http://localhost");
    this.headers = incoming.headers;
    this.body = body;
    this.response = response;
    this.isGone = new Promise((resolve) => response.on("close", resolve));
  }

  /** Opens an event stream and writes its first text. */
  stream(text = ": hello\n\n", headers = {}) {
    this.response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8", ...headers });
    this.response.write(text);
    return this;
  }

  write(text) {
    this.response.write(text);
    return this;
  }

  event(id, data, extra = "") {
    return this.write(`id: ${id}\n${extra}data: ${JSON.stringify(data)}\n\n`);
  }

  control(name, data = {}, extra = "") {
    return this.write(`${extra}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  end() {
    this.response.end();
  }

  /** The connection breaks: RST, not a clean end. */
  reset() {
    this.response.socket.resetAndDestroy();
  }

  answer(status, body = null, headers = {}) {
    const text = body === null ? "" : JSON.stringify(body);
    this.response.writeHead(status, { ...(body === null ? {} : { "Content-Type": "application/json" }), ...headers });
    this.response.end(text);
  }
}

export class SseServer {
  #server;
  #arrived = [];
  #waiting = [];
  /** Requests that are answered without the test: path → (request) => void */
  routes = new Map();

  static async start(port = 0) {
    const server = new SseServer();
    server.#server = http.createServer((incoming, response) => {
      let body = "";
      incoming.on("data", (chunk) => (body += chunk));
      incoming.on("end", () => server.#take(new Request(incoming, response, body)));
    });
    await new Promise((resolve) => server.#server.listen(port, "127.0.0.1", resolve));
    server.port = server.#server.address().port;
    server.origin = `http://127.0.0.1:${server.port}`;
    return server;
  }

  #take(request) {
    const route = this.routes.get(request.url.pathname);
    if (route) return route(request);
    const waiting = this.#waiting.findIndex(({ matches }) => matches(request));
    if (waiting === -1) this.#arrived.push(request);
    else this.#waiting.splice(waiting, 1)[0].resolve(request);
  }

  /** The next request to this path (any, without one), as soon as it comes. */
  request(path = null) {
    const matches = (request) => path === null || request.url.pathname === path;
    const arrived = this.#arrived.findIndex(matches);
    if (arrived !== -1) return Promise.resolve(this.#arrived.splice(arrived, 1)[0]);
    return inTime(
      new Promise((resolve) => this.#waiting.push({ matches, resolve })),
      () => `a request to ${path ?? "any path"}`,
    );
  }

  get pending() {
    return this.#arrived.length;
  }

  close() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}
