// The phone in a workshop. What goes on comes from the server, the same for everybody; what this phone has said is put
// into it here. Every form becomes a message in the queue, so the page works the same with and without a network.

const script = document.querySelector("script[data-phone]").dataset;
const { Queue, newId } = await import(script.queue);
const hello = JSON.parse(document.getElementById("hello").textContent);
const region = document.querySelector("[data-live-region]");
const state = document.querySelector("[data-send-state]");
const code = script.phone;

let skew = hello.now * 1000 - Date.now(); // the phone's own clock may be wrong
let group = hello.group;
let groupsSeen = "";
let current = ""; // which activity and phase is shown
const versions = {}; // field of a group's goal -> version it was seen at

const queue = new Queue({
  code, address: script.send, me: hello.me, last: hello.last, changed: say, refused: showRefused, stranger, answered,
});
const now = () => document.getElementById("now");
const mineKey = () => {
  const { activity, wave } = now().dataset;
  return activity ? `${activity}:${wave ?? ""}` : "";
};
const mine = () => queue.read().mine[mineKey()] ?? {};

function remember(edit) {
  const key = mineKey();
  queue.change((kept) => edit((kept.mine[key] ??= {})));
}

// ---------- The line that says what has been sent ----------

function say(word) {
  const text = !queue?.keeps && word !== "sent" ? state.dataset.memory : state.dataset[word];
  if (state.dataset.state !== word) state.dataset.state = word;
  if (state.textContent !== text) state.textContent = text;
}

function stranger() {
  location.reload(); // the page says why; what waits here is kept and sent once the phone is in again
}

function answered(answer, done) {
  if (answer.now) skew = answer.now * 1000 - Date.now();
  const draft = answer.draft ?? answer.details?.draft;
  if (!draft) return;
  takeOwn(done, draft);
  takeDraft(draft);
}

// ---------- What was refused stays, with the reason, and can be copied ----------

const textOf = (message) =>
  ["text", "comment", "take_home", "change", "outcome", "capacity", "indicator", "target", "owner"]
    .map((name) => message[name]).filter((value) => typeof value === "string" && value.trim()).join("\n");

function showRefused(message, answer) {
  if (answer?.reason === "conflict") showConflict(answer.details);
  const list = document.querySelector("[data-refused]");
  const reasons = document.getElementById("reasons").content;
  const rows = queue.read().refused.map((kept) => {
    const box = document.getElementById("refused-template").content.firstElementChild.cloneNode(true);
    const reason = reasons.querySelector(`[data-reason="${CSS.escape(kept.reason)}"]`) ?? reasons.querySelector("[data-reason=unknown]");
    box.querySelector("[data-reason]").textContent = [reason.textContent.trim(), ...(kept.errors ?? [])].join(" ");
    const text = textOf(kept);
    box.querySelector("[data-text]").textContent = text;
    box.querySelector("[data-text]").hidden = !text;
    const copy = box.querySelector("[data-copy]");
    copy.hidden = !text;
    copy.addEventListener("click", () => copyText(text, copy));
    box.querySelector("[data-forget]").addEventListener("click", () => {
      queue.change((all) => (all.refused = all.refused.filter(({ n }) => n !== kept.n)));
      showRefused();
    });
    return box;
  });
  list.replaceChildren(...rows);
  list.hidden = !rows.length;
}

async function copyText(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without HTTPS there is no clipboard: select the text, so that it can be copied by hand.
    const range = document.createRange();
    range.selectNodeContents(button.closest("section").querySelector("[data-text]"));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return;
  }
  button.textContent = button.dataset.copied;
}

// ---------- Sending what a form says ----------

document.addEventListener("submit", (event) => {
  const form = event.target.closest?.("form[data-message]");
  if (!form) return;
  event.preventDefault();
  SENDERS[form.dataset.message](form, event.submitter);
});

const activityOf = (form) => ({ activity: Number(form.elements.activity.value) });
const itemOf = (form) => form.elements.namedItem("item").value; // `elements.item` is a function of the browser
const checked = (form, name) => form.querySelector(`input[name="${name}"]:checked`)?.value ?? "";

const SENDERS = {
  rate(form) {
    sendLevels(form);
    step(form, 1);
  },
  idea(form) {
    const text = form.elements.text.value.trim();
    if (!text) return form.elements.text.focus();
    const id = newId();
    queue.add("idea", { ...activityOf(form), id, text });
    remember((own) => (own.ideas = [...(own.ideas ?? []), { id, text }]));
    form.elements.text.value = "";
    keepDraft(form.elements.text);
    showIdeas();
    form.elements.text.focus();
  },
  dots(form, button) {
    const given = mine().dots ?? {};
    const on = form.dataset.on;
    const all = Number(document.querySelector("[data-dots-left]").dataset.all);
    const used = Object.values(given).reduce((sum, count) => sum + count, 0);
    const count = Math.max(0, (given[on] ?? 0) + Number(button?.value ?? 1));
    if (used - (given[on] ?? 0) + count > all) return;
    queue.add("dots", { ...activityOf(form), on, count });
    remember((own) => (own.dots = { ...own.dots, [on]: count }));
    showDots();
  },
  stance(form) {
    const fields = { proposal: Number(form.dataset.proposal), stance: checked(form, "stance"), text: form.elements.text.value };
    queue.add("stance", fields);
    remember((own) => (own.stances = { ...own.stances, [fields.proposal]: { stance: fields.stance, text: fields.text } }));
    keepDraft(form.elements.text);
    showStance();
  },
  feedback(form) {
    const fields = Object.fromEntries(new FormData(form));
    for (const name of ["kind", "csrfmiddlewaretoken", "activity"]) delete fields[name];
    queue.add("feedback", { ...activityOf(form), ...fields });
    remember((own) => (own.feedback = fields));
    showFeedback();
  },
  cells(form) {
    step(form, 1);
  },
  goal(form) {
    document.activeElement?.blur?.();
    form.querySelectorAll("[data-dirty]").forEach(sendField);
  },
};

// Levels, cells and fields are sent as they are chosen; nobody has to press a button for them.
document.addEventListener("change", ({ target }) => {
  const form = target.closest?.("form[data-message]");
  if (form?.dataset.message === "rate") sendLevels(form, target.name);
  if (form?.dataset.message === "cells") sendCell(form, target);
  if (form?.dataset.message === "goal") sendField(target);
});

document.addEventListener("input", ({ target }) => {
  if (target.dataset?.draftKey) keepDraft(target);
  if (target.closest?.("form[data-message=goal]")) target.dataset.dirty = "";
});

function sendLevels(form, only = "") {
  const item = itemOf(form);
  const own = mine();
  const fields = {};
  for (const aspect of ["now", "wished"]) {
    const level = checked(form, aspect);
    if (level && level !== own[aspect]?.[item] && (!only || only === aspect)) fields[aspect] = level;
  }
  const comment = form.elements.comment.value;
  if (comment.trim() !== (own.comments?.[item] ?? "").trim() && (!only || only === "comment")) fields.comment = comment;
  if (!Object.keys(fields).length) return;
  queue.add("rate", { ...activityOf(form), wave: form.elements.wave.value, item, ...fields });
  remember((kept) => {
    for (const aspect of ["now", "wished"]) if (fields[aspect]) kept[aspect] = { ...kept[aspect], [item]: fields[aspect] };
    if ("comment" in fields) kept.comments = { ...kept.comments, [item]: comment };
  });
}

function sendCell(form, input) {
  queue.add("cells", { ...activityOf(form), source: form.dataset.source, [input.name]: input.value });
  remember((own) => (own.cells = { ...own.cells, [`${form.dataset.source}>${input.name.slice(3)}`]: input.value }));
}

function sendField(input) {
  if (!("dirty" in input.dataset) && input.localName !== "select") return;
  delete input.dataset.dirty;
  queue.add("goal", { ...activityOf(input.form), version: versions[input.name] ?? 1, [input.name]: input.value });
}

// ---------- Texts that are not sent yet survive a reload ----------

function keepDraft(input) {
  const key = `${mineKey()}:${input.dataset.draftKey}`;
  queue.change((kept) => {
    if (input.value) kept.drafts[key] = input.value;
    else delete kept.drafts[key];
  });
}

function restoreDrafts() {
  const { drafts } = queue.read();
  for (const input of now().querySelectorAll("[data-draft-key]")) {
    const text = drafts[`${mineKey()}:${input.dataset.draftKey}`];
    if (text && !input.value) input.value = text;
  }
}

// ---------- One thing at a time ----------

const steps = () => [...now().querySelectorAll("[data-step]")];
let at = "";

function show(target, focus = true) {
  for (const each of steps()) each.hidden = each !== target;
  at = target.id;
  if (target.matches("[data-overview]")) showOverview();
  if (!focus) return;
  target.querySelector("[data-step-title]")?.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

function step(from, by) {
  const all = steps();
  const to = all[all.indexOf(from.closest("[data-step]")) + by];
  if (to) show(to);
}

document.addEventListener("click", ({ target }) => {
  const back = target.closest("[data-back]");
  if (back) step(back, -1);
  const to = target.closest("[data-to]");
  if (to) show(document.getElementById(to.dataset.to));
});

function firstOpen() {
  const own = mine();
  return steps().find((each) => each.dataset.message === "rate" && !own.now?.[itemOf(each)]) ?? steps().at(-1);
}

function showOverview() {
  const own = mine();
  for (const cell of now().querySelectorAll("[data-level-of]")) {
    const level = own.now?.[cell.dataset.levelOf];
    cell.textContent = level === "skip" ? cell.dataset.skip : (level ?? cell.dataset.open);
  }
}

// ---------- Putting into the page what this phone has said ----------

function fill() {
  const { kind, state: phase } = now().dataset;
  const key = `${mineKey()}:${phase}`;
  const isNew = key !== current;
  current = key;
  if (phase === "open") {
    if (kind === "rate") showLevels(isNew);
    if (kind === "ideas") showIdeas();
    if (kind === "dots") showDots();
    if (kind === "consent") showStance();
    if (kind === "feedback") showFeedback(isNew);
    if (kind === "influence" || kind === "goal") showGroup(isNew);
    restoreDrafts();
  }
  if (isNew) scrollTo({ top: 0 });
  tick();
}

// When a rating is repeated, what this phone said in the wave before is the starting point. It counts once it is sent.
function before() {
  const { activity, wave } = now().dataset;
  return queue.read().mine[`${activity}:${wave - 1}`] ?? mine().before ?? {};
}

function showLevels(isNew) {
  const own = mine();
  const earlier = before();
  for (const form of now().querySelectorAll("form[data-message=rate]")) {
    const item = itemOf(form);
    for (const aspect of ["now", "wished"]) {
      const chosen = own[aspect]?.[item] ?? earlier[aspect]?.[item];
      for (const input of form.querySelectorAll(`input[name="${aspect}"]`)) input.checked = input.value === chosen;
    }
    const note = form.querySelector("[data-from-before]");
    if (note) note.hidden = Boolean(own.now?.[item]) || !earlier.now?.[item];
    if (document.activeElement !== form.elements.comment) form.elements.comment.value = own.comments?.[item] ?? "";
  }
  const here = !isNew && at && document.getElementById(at);
  show(here || firstOpen(), false);
}

function showIdeas() {
  const list = now().querySelector("[data-own-ideas]");
  if (!list) return;
  const template = document.getElementById("own-idea-template").content.firstElementChild;
  list.replaceChildren(...(mine().ideas ?? []).map((idea) => {
    const row = template.cloneNode(true);
    row.querySelector("[data-text]").textContent = idea.text;
    row.querySelector("[data-take-back]").addEventListener("click", () => changeIdea(idea, ""));
    row.querySelector("[data-edit]").addEventListener("click", () => {
      const text = document.getElementById("idea-text");
      if (text.value.trim()) return text.focus(); // first send what stands there
      changeIdea(idea, "");
      text.value = idea.text;
      keepDraft(text);
      text.focus();
    });
    return row;
  }));
  list.nextElementSibling.hidden = true;
}

function changeIdea(idea, text) {
  queue.add("change_idea", { activity: Number(now().dataset.activity), id: idea.id, text });
  remember((own) => (own.ideas = own.ideas.filter(({ id }) => id !== idea.id)));
  showIdeas();
}

function showDots() {
  const given = mine().dots ?? {};
  const line = now().querySelector("[data-dots-left]");
  const forms = [...now().querySelectorAll("form[data-message=dots]")];
  const left = Number(line.dataset.all) - Object.values(given).reduce((sum, count) => sum + count, 0);
  for (const form of forms) {
    const count = given[form.dataset.on] ?? 0;
    form.querySelector("[data-count]").textContent = count;
    form.querySelector('[value="1"]').disabled = left <= 0;
    form.querySelector('[value="-1"]').disabled = count === 0;
  }
  const text = left > 0 ? line.dataset.many + left : line.dataset.none;
  if (line.textContent !== text) line.textContent = text;
}

function showStance() {
  const form = now().querySelector("form[data-message=stance]");
  const own = form && mine().stances?.[form.dataset.proposal];
  if (!own) return;
  form.querySelector("[data-thanks]").hidden = false;
  for (const input of form.querySelectorAll("input[name=stance]")) input.checked = input.value === own.stance;
  if (document.activeElement !== form.elements.text && !form.elements.text.value) form.elements.text.value = own.text;
}

function showFeedback(isNew) {
  const own = mine().feedback;
  const form = now().querySelector("form[data-message=feedback]");
  if (!own || !form) return;
  form.querySelector("[data-thanks]").hidden = false;
  if (!isNew) return;
  for (const [name, value] of Object.entries(own)) {
    const input = form.elements[name];
    if (input && input !== document.activeElement) input.value = value;
  }
}

// ---------- Small groups ----------

async function showGroup(isNew) {
  const groups = JSON.parse(now().dataset.groups || "{}");
  const sizes = JSON.stringify(groups.sizes ?? {});
  if (isNew || (groupsSeen && sizes !== groupsSeen)) askGroup(); // who is in which group is personal
  groupsSeen = sizes;
  const line = now().querySelector("[data-group-line]");
  const text = group ? `${line.dataset.in} ${group}.` : line.dataset.none;
  if (line.textContent !== text) line.textContent = text;
  for (const part of now().querySelectorAll("[data-needs-group]")) part.hidden = !group;
  if (now().dataset.kind === "goal") {
    const draft = groups.drafts?.[group];
    if (draft) takeDraft(draft);
    return;
  }
  const cells = { ...groups.cells?.[group] };
  for (const message of queue.waiting) {
    for (const [name, value] of Object.entries(message)) if (name.startsWith("on-")) cells[`${message.source}>${name.slice(3)}`] = value;
  }
  for (const form of now().querySelectorAll("form[data-message=cells]")) {
    for (const input of form.querySelectorAll("input[type=radio]")) {
      input.checked = String(cells[`${form.dataset.source}>${input.name.slice(3)}`] ?? "") === input.value;
    }
  }
  const here = !isNew && at && document.getElementById(at);
  show(here || steps()[0], false);
}

function askGroup() {
  setTimeout(async () => {
    try {
      const response = await fetch(script.hello);
      if (!response.ok) return;
      const answer = await response.json();
      if (answer.group === group) return;
      group = answer.group;
      if (now().dataset.groups) showGroup(false);
    } catch {
      // out of reach: the next change asks again
    }
  }, 100 + 1500 * Math.random()); // not all phones of a room in the same moment
}

// What others in the group have written goes into the fields that nobody touches here.
function takeDraft(draft) {
  const form = now()?.querySelector("form[data-message=goal]");
  if (!form) return;
  const waiting = new Set(queue.waiting.filter(({ kind }) => kind === "goal").flatMap(Object.keys));
  for (const input of form.querySelectorAll("[name]")) {
    if (!(input.name in draft) || input.name === "version" || waiting.has(input.name)) continue;
    if ("dirty" in input.dataset || document.activeElement === input) continue;
    input.value = draft[input.name];
    versions[input.name] = draft.version;
  }
}

// One's own text comes back with a new number; what was typed after it is built on that.
function takeOwn(done, draft) {
  const mineNow = done.filter(({ kind }) => kind === "goal").flatMap((message) => Object.entries(message))
    .filter(([name, text]) => name !== "version" && draft[name] === String(text).trim()).map(([name]) => name);
  for (const name of mineNow) versions[name] = draft.version;
  queue.change((kept) => {
    for (const message of kept.queue) {
      if (message.kind === "goal" && mineNow.some((name) => name in message)) message.version = draft.version;
    }
  });
}

function showConflict({ clashes, draft }) {
  const list = now().querySelector("[data-conflicts]");
  const template = now().querySelector("#conflict-template") ?? document.getElementById("conflict-template");
  if (!list || !template) return;
  for (const clash of clashes) {
    const box = template.content.firstElementChild.cloneNode(true);
    for (const name of ["label", "theirs", "yours"]) box.querySelector(`[data-${name}]`).textContent = clash[name];
    const input = now().querySelector(`form[data-message=goal] [name="${clash.field}"]`);
    const use = (text) => {
      versions[clash.field] = draft.version;
      input.value = text;
      if (text !== clash.theirs) {
        input.dataset.dirty = "";
        sendField(input);
      }
      box.remove();
    };
    box.querySelector("[data-use-theirs]").addEventListener("click", () => use(clash.theirs));
    box.querySelector("[data-use-yours]").addEventListener("click", () => use(clash.yours));
    box.querySelector("[data-use-both]").addEventListener("click", () => use(`${clash.theirs}\n${clash.yours}`));
    list.append(box);
  }
}

// ---------- Time ----------

function tick() {
  const timer = document.getElementById("timer");
  if (!timer) return;
  const left = Math.max(0, Math.round(Number(timer.dataset.ends) - (Date.now() + skew) / 1000));
  timer.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}
setInterval(tick, 1000);
document.addEventListener("htmx:after:swap", tick);
tick();

// ---------- Begin ----------

// The server knows best what it has; what still waits here comes on top.
queue.change((kept) => {
  const key = mineKey();
  if (key && !kept.queue.length) kept.mine[key] = { ...kept.mine[key], ...hello.own };
  else if (key && !kept.mine[key]) kept.mine[key] = hello.own;
});
region.addEventListener("htmx:after:swap", fill);
document.addEventListener("htmx:after:swap", fill);
fill();
showRefused();
