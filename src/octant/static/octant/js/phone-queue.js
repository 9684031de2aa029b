// Messages of this phone to one workshop. They stand in the browser's storage until the server has said that it has
// them, so a reload, a nap, a lost network or a killed server lose nothing; their growing number makes the server
// take each one once (docs/adr/0008-phones.md).

const SHORTEST = 1000; // ms until the next try
const LONGEST = 15000;
const PATIENCE = 20000; // ms for an answer
const MOST_AT_ONCE = 20;

export class Queue {
  // `changed(word)`: "sending", "sent", "kept"; `refused(message)`; `stranger()`: the server does not know this phone.
  constructor({ code, address, me, last, changed, refused, stranger, answered }) {
    Object.assign(this, { address, changed, refused, stranger, answered });
    this.key = `octant:room:${code}`;
    this.pause = SHORTEST;
    this.keeps = true;
    this.memory = null;
    const kept = this.read();
    if (kept.me !== me) kept.mine = {}; // another person on this phone: nothing said before is theirs
    kept.me = me;
    kept.counter = Math.max(kept.counter, last);
    this.write(kept);
    addEventListener("online", () => this.hurry());
    addEventListener("pageshow", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
    this.send();
  }

  // ---------- What is kept ----------

  read() {
    try {
      const text = localStorage.getItem(this.key);
      if (text || !this.memory) return { me: "", counter: 0, queue: [], refused: [], mine: {}, drafts: {}, ...JSON.parse(text || "{}") };
    } catch {
      this.keeps = false; // storage is forbidden
    }
    return this.memory ?? { me: "", counter: 0, queue: [], refused: [], mine: {}, drafts: {} };
  }

  write(state) {
    this.memory = state;
    try {
      localStorage.setItem(this.key, JSON.stringify(state));
    } catch {
      this.keeps = false; // full or forbidden: what is in memory still gets sent
    }
  }

  change(edit) {
    const state = this.keeps ? this.read() : (this.memory ?? this.read());
    const result = edit(state);
    this.write(state);
    return result;
  }

  // ---------- Sending ----------

  add(kind, fields) {
    this.change((state) => {
      state.counter += 1;
      state.queue.push({ n: state.counter, kind, ...fields });
    });
    this.send();
  }

  get waiting() {
    return this.read().queue;
  }

  hurry() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.pause = SHORTEST;
    this.send();
  }

  // A text that a small group shares goes alone: the next one builds on the answer.
  batch() {
    const first = this.read().queue.slice(0, MOST_AT_ONCE);
    const shared = first.findIndex(({ kind }) => kind === "goal");
    return shared < 0 ? first : first.slice(0, shared + 1);
  }

  async send() {
    const batch = this.batch();
    if (this.sending || this.timer || !batch.length) return;
    this.sending = true;
    this.changed("sending");
    const abort = new AbortController();
    const impatient = setTimeout(() => abort.abort(), PATIENCE);
    let ok = false;
    try {
      const response = await fetch(this.address, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ messages: batch }),
        credentials: "same-origin",
        signal: abort.signal,
      });
      if (response.status === 403) {
        this.changed("kept");
        this.stranger();
      } else if (response.status === 400 || response.status === 413) {
        this.take({ seen: 0, refused: batch[0].n, reason: response.status === 413 ? "too_long" : "format" });
        ok = true;
      } else if (response.ok) {
        this.take(await response.json());
        ok = true;
      }
    } catch {
      // no network, or no answer in time: the same again later
    }
    clearTimeout(impatient);
    this.sending = false;
    if (!ok) return this.later();
    this.pause = SHORTEST;
    if (this.read().queue.length) return this.send();
    this.changed("sent");
  }

  // Everything up to `seen` is kept by the server; the message after it may have been refused for good.
  take(answer) {
    const done = this.read().queue.filter(({ n }) => n <= answer.seen);
    const refused = this.change((state) => {
      state.counter = Math.max(state.counter, answer.seen);
      const message = state.queue.find(({ n }) => n === answer.refused);
      state.queue = state.queue.filter(({ n }) => n > answer.seen && n !== answer.refused);
      if (message && answer.reason !== "conflict") {
        state.refused.push({ ...message, reason: answer.reason, errors: answer.details?.errors ?? [] });
      }
      return message;
    });
    this.answered(answer, done);
    if (refused) this.refused(refused, answer);
  }

  later() {
    this.changed("kept");
    const pause = this.pause * (0.7 + 0.6 * Math.random()); // not all phones of a room in the same moment
    this.pause = Math.min(this.pause * 2, LONGEST);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.send();
    }, pause);
  }
}

// Numbers that nobody else makes; `crypto.randomUUID` is missing where a page came without HTTPS.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
