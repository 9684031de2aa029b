// Live regions ({% live %}, docs/look.md): htmx's extension for server-sent events swaps what the server sends and
// connects again when the connection is lost. This module loads it and adds what it leaves to the page: parts with
// a name, a line that is dead without a word, a first connection that fails, and words about all this for people.

const SILENCE = 40000; // ms without a sign of life (the server gives one every 15 s) until a line counts as dead
const CALM = 3000; // ms without a connection until it is said
const SHOWN = 4000; // ms for which "connected again" stands there
const LONGEST = 10000; // ms between two tries to connect

const address = document.querySelector("script[data-modules]").dataset.sse;
const selector = "[data-live-region]";
const states = new WeakMap(); // region -> { connection, silence, notice, retry, tries }

const stateOf = (region) => states.get(region) ?? states.set(region, { tries: 0 }).get(region);
const all = () => document.querySelectorAll(selector);

function say(region, word) {
  const status = region.querySelector("[data-live-status]");
  if (status) status.textContent = status.dataset[word] ?? "";
}

function alive(region) {
  const state = stateOf(region);
  clearTimeout(state.silence);
  clearTimeout(state.notice);
  state.notice = undefined;
  state.tries = 0;
  state.silence = setTimeout(() => dead(region), SILENCE);
  if (region.dataset.state === "lost") {
    say(region, "back");
    setTimeout(() => region.dataset.state === "on" && say(region, ""), SHOWN);
  }
  region.dataset.state = "on";
}

// Most losses are over before anybody has noticed; they are not worth a word.
function lost(region) {
  const state = stateOf(region);
  clearTimeout(state.silence);
  if (document.hidden) return;
  state.notice ??= setTimeout(() => {
    region.dataset.state = "lost";
    say(region, "lost");
  }, CALM);
}

function dead(region) {
  if (document.hidden) return; // the extension has closed it and opens it again when the page is looked at
  lost(region);
  stateOf(region).connection?.reader?.cancel();
}

function connect(region) {
  if (region.isConnected) htmx.ajax("GET", region.getAttribute("hx-sse:connect"), { source: region });
}

// The extension tries again once it had a connection; before that and after an answer that is no stream, we do.
function connectLater(region) {
  const state = stateOf(region);
  lost(region);
  clearTimeout(state.retry);
  const pause = Math.min(1000 * 2 ** state.tries++, LONGEST) * (0.7 + 0.6 * Math.random());
  state.retry = setTimeout(() => connect(region), pause);
}

// The network is back or the page is looked at again: no need to wait out a pause. Not all phones at once, though.
function hurry(region) {
  const state = stateOf(region);
  setTimeout(() => state.connection?.delayCanceller?.(), 50 + 450 * Math.random());
}

function on(name, handle) {
  document.addEventListener(name, (event) => event.target.matches?.(selector) && handle(event.target, event));
}

on("htmx:before:response", (region, event) => {
  const answer = event.detail.ctx.response.raw;
  if (answer.headers.get("Content-Type")?.includes("text/event-stream")) return;
  event.preventDefault(); // an error page does not belong into the region
  connectLater(region);
});
on("htmx:error", (region) => stateOf(region).connection || connectLater(region));
on("htmx:sse:before:connection", (region, { detail }) => {
  stateOf(region).connection = detail.connection;
  if (detail.connection.attempt > 0) lost(region);
});
on("htmx:sse:after:connection", alive);
on("htmx:sse:error", lost);
on("htmx:sse:close", (region, { detail }) => {
  stateOf(region).connection = undefined;
  if (detail.reason === "ended") connectLater(region);
});
on("htmx:sse:before:message", (region, { detail }) => {
  alive(region);
  const { event, data } = detail.message;
  if (!event) return;
  for (const part of region.querySelectorAll(`[data-live-part="${CSS.escape(event)}"]`)) {
    detail.waitUntil(htmx.swap({ sourceElement: part, target: part, swap: "innerMorph", text: data }));
  }
});

addEventListener("online", () => {
  for (const region of all()) {
    stateOf(region).connection?.reader?.cancel(); // it may still belong to the network that was left
    hurry(region);
  }
});
addEventListener("offline", () => all().forEach(lost));
document.addEventListener("visibilitychange", () => document.hidden || all().forEach(hurry));

await import(address);
// What a person has opened stays open while the text in it changes.
htmx.registerExtension("octant-live", {
  htmx_before_morph_attr: (element, { attrName }) => !(attrName === "open" && element.localName === "details"),
});
htmx.config.sse = { reconnectMaxDelay: LONGEST, connectTimeout: 15000 };
all().forEach((region) => htmx.process(region));
