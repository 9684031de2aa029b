// Moves the items of [data-reorder] within and between its lists: with the mouse or a finger on the handle, or
// with the keyboard (Space or Enter picks up, arrows move, Enter puts down, Escape puts back). Posts item, list
// and position (from 0) to data-url; anything but a 2xx answer puts the item back.

const boxOf = (item) => item.closest("[data-reorder]");
const listsOf = (box) => [...box.querySelectorAll("[data-list]")];
const itemsOf = (list) => [...list.querySelectorAll(":scope > [data-item]")];
const nameOf = (item) => item.querySelector("[data-item-name]")?.textContent.trim() ?? item.textContent.trim().slice(0, 60);
const listName = (list) => document.getElementById(list.getAttribute("aria-labelledby"))?.textContent.trim() ?? "";

let held = null; // {item, list, next, by}: what is being moved and where it came from

function say(box, key, item) {
  const list = item.closest("[data-list]");
  const siblings = itemsOf(list);
  const words = { item: nameOf(item), list: listName(list), place: siblings.indexOf(item) + 1, total: siblings.length };
  box.querySelector("[data-reorder-status]").textContent = (box.dataset[key] ?? "").replace(/\{(\w+)\}/g, (_, word) => words[word]);
}

function pickUp(item, by) {
  held = { item, by, list: item.parentElement, next: item.nextElementSibling };
  item.dataset.dragging = "";
  item.querySelector(".reorder__handle").ariaPressed = "true";
}

function release() {
  const { item } = held;
  delete item.dataset.dragging;
  item.querySelector(".reorder__handle").ariaPressed = "false";
  for (const list of listsOf(boxOf(item))) delete list.dataset.over;
  const origin = held;
  held = null;
  return origin;
}

function putBack({ item, list, next }) {
  list.insertBefore(item, next);
}

async function putDown() {
  const origin = release();
  const { item } = origin;
  const box = boxOf(item);
  const list = item.parentElement;
  if (list === origin.list && item.nextElementSibling === origin.next) return;
  say(box, "dropped", item);
  const data = new FormData();
  data.set("csrfmiddlewaretoken", box.querySelector("[name=csrfmiddlewaretoken]").value);
  data.set("item", item.dataset.item);
  data.set("list", list.dataset.list);
  data.set("position", itemsOf(list).indexOf(item));
  const response = await fetch(box.dataset.url, { method: "POST", body: data, headers: { "X-Octant-Autosave": "1" } }).catch(() => null);
  if (response?.ok && !response.redirected) return;
  putBack(origin);
  document.dispatchEvent(new CustomEvent("octant:toast", { detail: { text: box.dataset.failed, stay: true } }));
}

function moveByKey(event) {
  const handle = event.target.closest?.(".reorder__handle");
  if (!handle) return;
  const item = handle.closest("[data-item]");
  const box = boxOf(item);
  if (!held) {
    if (event.key !== "Enter" && event.key !== " ") return;
    pickUp(item, "keyboard");
    say(box, "picked", item);
  } else if (event.key === "Enter" || event.key === " ") putDown();
  else if (event.key === "Escape") {
    putBack(release());
    say(box, "cancelled", item);
  } else if (event.key.startsWith("Arrow")) {
    const lists = listsOf(box);
    const list = item.parentElement;
    const forward = event.key === (document.dir === "rtl" ? "ArrowLeft" : "ArrowRight");
    const other = lists[lists.indexOf(list) + (forward ? 1 : -1)];
    if (event.key === "ArrowUp") item.previousElementSibling?.before(item);
    else if (event.key === "ArrowDown") item.nextElementSibling?.after(item);
    else other?.append(item);
    say(box, "moved", item);
  } else return;
  event.preventDefault();
  handle.focus();
}

document.addEventListener("keydown", moveByKey);
document.addEventListener("focusout", (event) => {
  if (held?.by === "keyboard" && event.target.closest(".reorder__handle") && event.relatedTarget) putDown();
});
document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.(".reorder__handle");
  if (!handle || event.button !== 0) return;
  pickUp(handle.closest("[data-item]"), "pointer");
  handle.setPointerCapture(event.pointerId);
});
document.addEventListener("pointermove", (event) => {
  if (held?.by !== "pointer") return;
  const { item } = held;
  const list = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-list]");
  if (!list || boxOf(list) !== boxOf(item)) return;
  for (const other of listsOf(boxOf(item))) other.toggleAttribute("data-over", other === list);
  const below = itemsOf(list).find((other) => {
    const box = other.getBoundingClientRect();
    return other !== item && event.clientY < box.top + box.height / 2;
  });
  if (below !== item.nextElementSibling || list !== item.parentElement) list.insertBefore(item, below ?? null);
});
document.addEventListener("pointerup", () => held?.by === "pointer" && putDown());
document.addEventListener("pointercancel", () => held?.by === "pointer" && putBack(release()));
// Space on a button also clicks it; picking up was done on keydown.
document.addEventListener("keyup", (event) => event.key === " " && event.target.closest?.(".reorder__handle") && event.preventDefault());
