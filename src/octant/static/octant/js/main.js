// Loaded on every page. Brings in a further module only when the page has something for it to do.

const root = document.documentElement;
const addresses = document.querySelector("script[data-modules]").dataset;
const needs = {
  autosave: "form[data-autosave]",
  drafts: "form[data-draft]",
  live: "[data-live-region]",
  reorder: "[data-reorder]:not(script)", // the script element carries its address under the same name
  suggest: "[data-suggest-url]",
};

root.dataset.js = "";

// From `data-js="ready"` on, all that the page needs is there.
async function loadModules() {
  const wanted = Object.keys(needs).filter((name) => document.querySelector(needs[name]));
  await Promise.all(wanted.map((name) => import(addresses[name])));
  root.dataset.js = "ready";
}

// After a form was sent, any page may be the one that shows whether its draft is still needed.
function hasDrafts() {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith("octant:draft:"));
  } catch {
    return false; // storage is forbidden
  }
}

// A short message at the edge of the page. Anything may ask for one:
// document.dispatchEvent(new CustomEvent("octant:toast", { detail: { text: "…" } })),
// or the server with the header HX-Trigger: {"octant:toast": {"text": "…"}}.
function toast({ text, stay = false }) {
  const box = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  box.querySelector("[data-text]").textContent = text;
  box.querySelector("[data-close]").addEventListener("click", () => box.remove());
  document.querySelector("[data-toasts]").append(box);
  const leave = () => (box.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : box.remove());
  if (!stay) setTimeout(leave, 10000);
}

function chooseScheme(event) {
  const button = event.target.closest("[data-scheme-choice] button");
  if (!button) return;
  root.dataset.colorScheme = button.value;
  document.cookie = `octant_scheme=${button.value};path=/;max-age=31536000;samesite=lax`;
  for (const other of button.parentElement.children) other.ariaPressed = String(other === button);
}

// The three buttons of a conflict put one of the versions into the text field.
function useVersion(event) {
  const button = event.target.closest("[data-use-version]");
  if (!button) return;
  const text = document.getElementById(button.dataset.useVersion);
  text.value = button.value;
  text.focus();
}

// A double click sends a form once. Listens last, so that a save under way may hold the form back.
let sent = new WeakSet();
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) event.preventDefault();
  sent.add(form);
  setTimeout(() => sent.delete(form), 10000);
}
addEventListener("submit", sendOnce);
addEventListener("pageshow", () => (sent = new WeakSet()));

document.addEventListener("octant:toast", (event) => toast(event.detail));
document.addEventListener("click", chooseScheme);
document.addEventListener("click", useVersion);
document.addEventListener("htmx:after:swap", loadModules);
document.querySelector("[data-focus]")?.focus();
loadModules();
if (hasDrafts()) import(addresses.drafts);
