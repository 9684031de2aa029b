// Suggestions while typing, for inputs with data-suggest-url. The server gets ?q=… and answers JSON
// {"results": [{"value": 12, "label": "Name", "note": "Sector, place"}]}. Any other text may be typed too.
// With data-suggest-into="<id of a hidden input>" that input gets the value of the chosen row, or nothing.

const PAUSE = 200;
const lists = new WeakMap();
let number = 0;

function listOf(input) {
  if (lists.has(input)) return lists.get(input);
  const list = document.createElement("ul");
  list.className = "suggest__list";
  list.id = `suggestions-${(number += 1)}`;
  list.role = "listbox";
  list.ariaLabel = input.labels[0]?.textContent.trim() ?? "";
  list.hidden = true;
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the text field keeps the focus
    const option = event.target.closest("li");
    if (option) choose(input, option);
  });
  input.parentElement.append(list);
  input.role = "combobox";
  input.ariaAutoComplete = "list";
  input.ariaExpanded = "false";
  input.setAttribute("aria-controls", list.id);
  lists.set(input, list);
  return list;
}

function close(input) {
  const list = listOf(input);
  list.hidden = true;
  input.ariaExpanded = "false";
  input.removeAttribute("aria-activedescendant");
}

function remember(input, value) {
  const target = document.getElementById(input.dataset.suggestInto ?? "");
  if (target) target.value = value;
}

function choose(input, option) {
  input.value = option.dataset.label;
  remember(input, option.dataset.value);
  close(input);
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function mark(input, option) {
  for (const other of listOf(input).children) other.ariaSelected = String(other === option);
  option.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.id);
}

async function ask(input) {
  const query = input.value.trim();
  const list = listOf(input);
  if (!query) return close(input);
  const url = new URL(input.dataset.suggestUrl, location.href);
  url.searchParams.set("q", query);
  let results;
  try {
    ({ results } = await (await fetch(url, { headers: { Accept: "application/json" } })).json());
  } catch {
    return close(input); // without suggestions one simply types on
  }
  if (input.value.trim() !== query || document.activeElement !== input) return undefined;
  list.replaceChildren(
    ...results.map((result, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.role = "option";
      option.ariaSelected = "false";
      option.dataset.value = result.value;
      option.dataset.label = result.label;
      option.append(result.label);
      if (result.note) {
        const note = document.createElement("small");
        note.textContent = result.note;
        option.append(note);
      }
      return option;
    }),
  );
  list.hidden = results.length === 0;
  input.ariaExpanded = String(results.length > 0);
  input.removeAttribute("aria-activedescendant");
  return undefined;
}

let timer;
document.addEventListener("focusin", (event) => event.target.dataset?.suggestUrl && listOf(event.target));
document.addEventListener("focusout", (event) => event.target.dataset?.suggestUrl && close(event.target));
document.addEventListener("input", (event) => {
  const input = event.target;
  if (!input.dataset?.suggestUrl) return;
  remember(input, "");
  clearTimeout(timer);
  timer = setTimeout(() => ask(input), PAUSE);
});
document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.dataset?.suggestUrl) return;
  const list = listOf(input);
  if (list.hidden) return;
  const options = [...list.children];
  const at = options.findIndex((option) => option.ariaSelected === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const step = event.key === "ArrowDown" ? 1 : -1;
    mark(input, options[(at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length]);
  } else if (event.key === "Enter" && at >= 0) choose(input, options[at]);
  else if (event.key === "Escape") close(input);
  else return;
  event.preventDefault();
});
