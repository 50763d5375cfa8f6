/** What the client needs of a browser and Node lacks: storage, locks, page events, and a clock that runs fast. */

/** Timers and clock together, so that 30 seconds pass in 1.2 s and every interval keeps its proportion. */
export function fastClock(factor = 25) {
  const started = performance.now();
  return {
    now: () => 1_000_000 + (performance.now() - started) * factor,
    setTimeout: (callback, ms) => setTimeout(callback, ms / factor),
    clearTimeout: (timer) => clearTimeout(timer),
  };
}

/** A clock that stands until the test moves it. */
export class ManualClock {
  time = 1_000_000;
  #timers = [];

  now = () => this.time;
  setTimeout = (callback, ms) => {
    const timer = { callback, at: this.time + ms };
    this.#timers.push(timer);
    return timer;
  };
  clearTimeout = (timer) => {
    this.#timers = this.#timers.filter((other) => other !== timer);
  };

  advance(ms) {
    const until = this.time + ms;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.clearTimeout(due);
      this.time = Math.max(this.time, due.at);
      due.callback();
    }
    this.time = until;
  }

  /** The laptop sleeps: the clock goes on, timers don't. Backwards: somebody sets the clock. */
  sleep(ms) {
    this.time += ms;
    for (const timer of this.#timers) timer.at += ms;
  }
}

export class MemoryStorage {
  items = new Map();
  getItem = (key) => this.items.get(key) ?? null;
  setItem = (key, value) => void this.items.set(key, String(value));
  removeItem = (key) => void this.items.delete(key);
}

/** Web Locks (exclusive ones): a queue for each name, `signal` and `steal`. */
export class MemoryLocks {
  #queues = new Map();

  request = (name, options, callback) =>
    new Promise((resolve, reject) => {
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, queue);
      const entry = { callback, resolve, reject, isHeld: false };
      if (options.signal?.aborted) return reject(options.signal.reason);
      options.signal?.addEventListener("abort", () => {
        if (entry.isHeld) return;
        queue.splice(queue.indexOf(entry), 1);
        reject(options.signal.reason);
      });
      if (options.steal) {
        const robbed = queue[0]?.isHeld ? queue.shift() : null;
        queue.unshift(entry);
        robbed?.reject(new DOMException("The lock was stolen.", "AbortError"));
      } else {
        queue.push(entry);
      }
      this.#grant(queue);
    });

  #grant(queue) {
    const entry = queue[0];
    if (!entry || entry.isHeld) return;
    entry.isHeld = true;
    Promise.resolve()
      .then(() => entry.callback({}))
      .then(entry.resolve, entry.reject)
      .finally(() => {
        if (queue[0] !== entry) return;
        queue.shift();
        this.#grant(queue);
      });
  }
}

/** A test that waits for what never comes says so, instead of hanging. */
export function inTime(promise, describe, ms = 15_000) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${describe()}`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** One tab: its own page events over a storage, locks and channels that tabs of a browser have in common. */
export class Tab {
  window = new EventTarget();
  document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  online = true;

  constructor(base, { storage = new MemoryStorage(), locks = null, clock = fastClock() } = {}) {
    this.storage = storage;
    this.environment = {
      base,
      storage,
      locks,
      ...{ now: clock.now, setTimeout: clock.setTimeout, clearTimeout: clock.clearTimeout },
      random: () => 0.5,
      BroadcastChannel: locks ? BroadcastChannel : null,
      window: this.window,
      document: this.document,
      isOnline: () => this.online,
    };
  }

  fire(target, type) {
    this[target].dispatchEvent(new Event(type));
  }
}

/** Follows a stream and lets a test wait for what it will say. */
export class Witness {
  events = [];
  states = [];
  statuses = [];
  errors = [];
  gaps = [];
  #waiting = [];

  constructor(stream) {
    this.stream = stream;
    const hear = (type, note) =>
      stream.addEventListener(type, (event) => {
        note(event);
        this.#waiting = this.#waiting.filter(({ condition, resolve }) => !(condition(this) && (resolve(this), true)));
      });
    hear("event", (event) => this.events.push(event));
    hear("gap", (event) => this.gaps.push(event));
    hear("error", (event) => this.errors.push(event.error));
    hear("status", () => {
      this.statuses.push(stream.status);
      if (this.states.at(-1) !== stream.state) this.states.push(stream.state);
    });
  }

  get ids() {
    return this.events.filter(({ id }) => id !== null).map(({ id }) => Number(id));
  }

  until(condition) {
    if (condition(this)) return Promise.resolve(this);
    return inTime(
      new Promise((resolve) => this.#waiting.push({ condition, resolve })),
      () => `${condition}; states ${this.states}, ids ${this.ids}`,
    );
  }

  state(name) {
    return this.until(() => this.stream.state === name);
  }

  count(n) {
    return this.until(() => this.events.length >= n);
  }
}
