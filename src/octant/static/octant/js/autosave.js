// Saves forms marked data-autosave while they are being filled in. The contract with the server stands in
// docs/look.md. What the person types is never overwritten; requests of one row go out one after another.

const PAUSE = 800; // ms without typing before a text is sent
const RETRY = 15000; // ms between tries while the network is away

const timers = new WeakMap(); // form -> timer of the next save
const lanes = new Map(); // row (or form) -> the request under way
const waiting = new WeakSet(); // forms with a save queued behind another
const stopped = new WeakSet(); // forms in conflict
const stored = new WeakMap(); // form -> what the server has, as text
const savedAt = new WeakMap(); // form -> the time of its last save, as the server wrote it
const partsAt = new WeakMap(); // part of the page -> when what it shows was stored
const unsent = new Set(); // forms whose last try did not reach the server

const formOf = (element) => element.closest?.("form[data-autosave]");
const laneOf = (form) => form.dataset.row || form;

function say(form, state, time = "") {
  const status = form.querySelector("[data-save-status]");
  if (!status) return;
  status.dataset.state = state;
  status.textContent = (status.dataset[state] || "").replace("{time}", time);
}

function textOf(data) {
  return JSON.stringify([...data].filter(([name]) => name !== "version" && name !== "csrfmiddlewaretoken"));
}

function schedule(form, pause) {
  if (stopped.has(form)) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), pause));
}

export function save(form, options = {}) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  if (waiting.has(form) || stopped.has(form)) return lanes.get(laneOf(form));
  waiting.add(form);
  const before = lanes.get(laneOf(form)) ?? Promise.resolve();
  const run = before.then(() => send(form, options));
  lanes.set(laneOf(form), run);
  run.finally(() => lanes.get(laneOf(form)) === run && lanes.delete(laneOf(form)));
  return run;
}

// A field is touched when it holds something else than what the server has, as far as this page knows.
function touched(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
}

const editable = (form) => [...form.elements].filter((field) => field.name && !["hidden", "file", "submit"].includes(field.type));

// What a field shows now is what the server has.
function settle(field) {
  if (field.type === "checkbox" || field.type === "radio") field.defaultChecked = field.checked;
  else if (field.options) for (const option of field.options) option.defaultSelected = option.selected;
  else field.defaultValue = field.value;
}

// Whether the server still has what this page knew when the field was touched.
function same(field, other) {
  if (field.type === "checkbox" || field.type === "radio") return other.defaultChecked === field.defaultChecked;
  if (field.options) return [...field.options].every((option, at) => option.defaultSelected === other.options[at]?.defaultSelected);
  return other.defaultValue === field.defaultValue;
}

// Somebody else has changed this row too. Bring their texts into the fields that nobody touches here, so that the
// next save does not carry old ones.
async function catchUp(form) {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  for (const mine of siblings(form)) {
    const theirs = page.querySelector(`form[data-autosave][action="${CSS.escape(mine.getAttribute("action"))}"]`);
    if (!theirs) continue;
    let contested = false; // both have changed the same field: the old version number makes the next save a conflict
    for (const field of editable(mine)) {
      const other = [...theirs.elements].find((each) => each.name === field.name && (field.type !== "radio" || each.value === field.value));
      if (!other) continue;
      if (touched(field)) {
        contested ||= !same(field, other);
        continue;
      }
      if (field.type === "checkbox" || field.type === "radio") field.checked = other.checked;
      else field.value = other.value;
      settle(field);
    }
    if (theirs.elements.version && !contested) mine.elements.version.value = theirs.elements.version.value;
  }
}

async function send(form, { keepalive = false } = {}) {
  waiting.delete(form);
  const data = new FormData(form);
  const sent = new Map(editable(form).map((field) => [field, field.value]));
  // A file goes with the button, once, and not again with every word.
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  const text = textOf(data);
  if (stored.get(form) === text) {
    say(form, "saved", savedAt.get(form)); // the save before this one has left that to us
    return;
  }
  stored.delete(form);
  say(form, "saving");
  let response;
  let answer;
  try {
    response = await fetch(form.dataset.autosave || form.getAttribute("action") || location.href, {
      method: "POST",
      body: data,
      keepalive,
      headers: { "X-Octant-Autosave": "1", Accept: "application/json" },
    });
  } catch {
    unsent.add(form);
    say(form, "offline");
    setTimeout(() => unsent.has(form) && save(form), RETRY);
    return;
  }
  unsent.delete(form);
  try {
    answer = await response.json();
  } catch {
    say(form, "error"); // signed out, or an error page
    return;
  }
  showErrors(form, answer.errors ?? {});
  if (response.status === 409) conflict(form, answer);
  else if (response.status === 422) say(form, "invalid");
  else if (response.ok) {
    stored.set(form, text);
    savedAt.set(form, answer.saved ?? "");
    for (const [field, value] of sent) if (field.value === value) settle(field);
    if (answer.overtaken) await catchUp(form).catch(() => location.reload());
    saved(form, data, answer);
  } else say(form, "error");
}

// All forms of this page that are about the same row.
function siblings(form) {
  return form.dataset.row ? [...document.querySelectorAll(`form[data-row="${CSS.escape(form.dataset.row)}"]`)] : [form];
}

function saved(form, data, answer) {
  if (answer.version !== undefined && !answer.overtaken) {
    for (const other of siblings(form)) if (other.elements.version) other.elements.version.value = answer.version;
  }
  const hints = answer.hints_html !== undefined && form.querySelector("[data-hints]");
  if (hints) hints.innerHTML = answer.hints_html;
  for (const [name, html] of Object.entries(answer.parts_html ?? {})) {
    for (const part of document.querySelectorAll(`[data-part="${CSS.escape(name)}"]`)) {
      // Answers may overtake each other; what was stored last is what counts.
      if (answer.parts_at < (partsAt.get(part) ?? 0)) continue;
      partsAt.set(part, answer.parts_at);
      part.innerHTML = html;
    }
  }
  if (!timers.has(form) && !waiting.has(form)) say(form, "saved", answer.saved ?? "");
  form.dispatchEvent(new CustomEvent("octant:saved", { bubbles: true, detail: { data, answer } }));
}

function conflict(form, answer) {
  stopped.add(form);
  if (answer.conflict_url) {
    location.assign(answer.conflict_url);
    return;
  }
  say(form, "conflict");
  const box = document.createElement("div");
  box.innerHTML = answer.html;
  form.after(box);
  form.inert = true;
  (box.querySelector("[data-focus]") ?? box).focus();
}

function showErrors(form, errors) {
  for (const old of form.querySelectorAll("[data-autosave-error], [data-field-name] .ds-validation-message")) old.remove();
  for (const field of form.querySelectorAll("[data-field-name]")) {
    const texts = errors[field.dataset.fieldName];
    const input = field.querySelector("input, textarea, select");
    field.toggleAttribute("data-invalid", Boolean(texts));
    if (!input) continue;
    input.ariaInvalid = texts ? "true" : null;
    for (const [index, text] of (texts ?? []).entries()) {
      const message = document.createElement("p");
      message.className = "ds-validation-message";
      message.dataset.autosaveError = "";
      message.id = `${input.id || input.name}_saving_${index}`;
      message.textContent = text;
      field.append(message);
      input.setAttribute("aria-errormessage", message.id);
    }
  }
  const rest = Object.entries(errors).filter(
    ([name]) => !form.querySelector(`[data-field-name="${CSS.escape(name)}"]`),
  );
  for (const [, texts] of rest) {
    const message = document.createElement("p");
    message.className = "ds-validation-message";
    message.dataset.autosaveError = "";
    message.textContent = texts.join(" ");
    form.querySelector("[data-save-status]")?.before(message);
  }
}

document.addEventListener("input", (event) => {
  const form = formOf(event.target);
  if (form && event.target.type !== "file" && !event.isComposing) schedule(form, PAUSE);
});
document.addEventListener("change", (event) => {
  const form = formOf(event.target);
  if (form && event.target.type !== "file") schedule(form, 0);
});
document.addEventListener("submit", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  clearTimeout(timers.get(form));
  timers.delete(form);
  const underWay = lanes.get(laneOf(form));
  if (!underWay) return;
  // The save under way brings a new version number; going out before it would be a conflict with oneself.
  event.preventDefault();
  underWay.then(() => stopped.has(form) || form.requestSubmit(event.submitter));
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    if (timers.has(form)) save(form, { keepalive: true });
  }
});
addEventListener("online", () => unsent.forEach((form) => save(form)));
// What was typed before this module was there.
for (const form of document.querySelectorAll("form[data-autosave]")) if (editable(form).some(touched)) schedule(form, PAUSE);
