// Keeps what is typed into forms marked data-draft="<key>" on this device until the server has it.
// After a crash, a lost connection or an expired session the page offers to put the text back.

const PREFIX = "octant:draft:";
const keyOf = (form) => PREFIX + form.dataset.draft;
const formOf = (element) => element.closest?.("form[data-draft]");
const kept = (input) =>
  input.name && input.name !== "version" && !["hidden", "password", "file", "submit", "button", "reset"].includes(input.type);
const signedOut = "signedOut" in document.documentElement.dataset;
const timers = new WeakMap();
const seen = new WeakSet();

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Storage is full or forbidden: the form works as before, only without this safety net.
  }
}

function values(form) {
  const result = {};
  for (const input of form.elements) {
    if (!kept(input)) continue;
    if (input.type === "radio" || input.type === "checkbox") {
      (result[input.name] ??= []).push(...(input.checked ? [input.value] : []));
    } else {
      result[input.name] = input.type === "select-multiple" ? [...input.selectedOptions].map((o) => o.value) : input.value;
    }
  }
  return result;
}

const same = (one, two) => JSON.stringify(one) === JSON.stringify(two);

function stopWaiting(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
}

function keep(form, sent = false) {
  stopWaiting(form);
  write(keyOf(form), { values: values(form), sent, signedOut });
}

function restore(form, stored) {
  for (const input of form.elements) {
    if (!kept(input) || !(input.name in stored)) continue;
    const value = stored[input.name];
    if (input.type === "radio" || input.type === "checkbox") input.checked = value.includes(input.value);
    else if (input.type === "select-multiple") for (const o of input.options) o.selected = value.includes(o.value);
    else input.value = value;
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function offer(form) {
  seen.add(form);
  const draft = read(keyOf(form));
  if (!draft) return;
  const current = values(form);
  const known = Object.fromEntries(Object.entries(draft.values).filter(([name]) => name in current));
  if (Object.keys(known).every((name) => same(known[name], current[name]))) {
    localStorage.removeItem(keyOf(form));
    return;
  }
  const box = document.getElementById("draft-template").content.firstElementChild.cloneNode(true);
  box.querySelector("[data-draft-restore]").addEventListener("click", () => {
    restore(form, known);
    box.remove();
    [...form.elements].find(kept)?.focus();
  });
  box.querySelector("[data-draft-discard]").addEventListener("click", () => {
    localStorage.removeItem(keyOf(form));
    box.remove();
  });
  form.before(box);
}

// A form sent with its button counts as stored when the next page came back well from this site. In all other
// cases (an error, the sign-in page, "back", "reload") nobody knows, and the draft is offered again. What was sent
// without an account has no sign-in page to fear.
function settle(stored) {
  for (const key of Object.keys(localStorage)) {
    const draft = key.startsWith(PREFIX) && read(key);
    if (!draft?.sent) continue;
    if (stored && (draft.signedOut || !signedOut)) localStorage.removeItem(key);
    else write(key, { ...draft, sent: false });
  }
}

function arrivedWell() {
  const [navigation] = performance.getEntriesByType("navigation");
  const arrived = navigation?.type === "navigate" && document.referrer.startsWith(location.origin);
  return arrived && (navigation.responseStatus ?? 200) < 400 && !document.querySelector(".ds-error-summary");
}

function scan() {
  for (const form of document.querySelectorAll("form[data-draft]")) if (!seen.has(form)) offer(form);
}

document.addEventListener("input", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  stopWaiting(form);
  timers.set(form, setTimeout(() => keep(form), 300));
});
document.addEventListener("submit", (event) => {
  const form = formOf(event.target);
  if (form) keep(form, true);
});
document.addEventListener("octant:saved", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  stopWaiting(form);
  // Forget only what the server has; words typed while it was on its way stay.
  const now = new FormData(form);
  const reached = [...new Set(now.keys())].every(
    (name) => now.getAll(name).some((value) => value instanceof File) || name === "version" || same(now.getAll(name), event.detail.data.getAll(name)),
  );
  if (reached) localStorage.removeItem(keyOf(form));
  else keep(form);
});
// The page goes away: what was typed a moment ago may reach the server only after the next page was made.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  for (const form of document.querySelectorAll("form[data-draft]")) if (timers.has(form)) keep(form);
});
document.addEventListener("htmx:after:swap", scan);
addEventListener("pageshow", (event) => event.persisted && settle(false));
settle(arrivedWell());
scan();
