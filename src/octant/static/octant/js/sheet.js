// Typing in a paper sheet: after one figure the cursor goes to the next field; arrow keys go up and down.

const fields = [...document.querySelectorAll("form[data-sheet] .digit")];

for (const [at, field] of fields.entries()) {
  field.addEventListener("focus", () => field.select());
  field.addEventListener("input", () => {
    if (field.value.length === 1) fields[at + 1]?.focus();
  });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
    if (!step || !fields[at + step]) return;
    event.preventDefault();
    fields[at + step].focus();
  });
}
