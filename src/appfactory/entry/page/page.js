// The page to type into: what is typed is translated as it is typed, tried out on Enter, and run for real after confirmation only.
import { confirmed, tokenGiven } from "./dialogs.js";
import { byId, counted } from "./elements.js";
import { committed, sqlOf, summary, tried } from "./outcome.js";
import { drawSchema } from "./schema.js";
import { Refusal, call, newKey } from "./service.js";
import { understood } from "./understanding.js";

const PAUSE = 250; // milliseconds without a key before the words are shown
const text = byId("text");
const history = [];
let place = 0; // in the history; its length while something new is typed
let draft = "";
let tables = new Set();
let permission = { commit: false, model: false };
let working = new AbortController();
let waiting = 0;
let tokens = 0;

const tell = (message) => (byId("status").textContent = message);

/** A call that asks for a token where one is needed. */
async function answered(path, document = null, signal = null) {
  for (;;) {
    try {
      return await call(path, document, signal);
    } catch (problem) {
      if (!(problem instanceof Refusal) || problem.status !== 401 || !(await tokenGiven(tokens++ > 0))) throw problem;
    }
  }
}

function scope() {
  const said = { bizId: byId("business").value, locationId: byId("location").value, actorUserId: byId("user").value };
  return Object.fromEntries(Object.entries(said).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value !== ""));
}

function show(id, nodes) {
  byId(id).replaceChildren(...nodes);
  byId(id).hidden = nodes.length === 0;
}

/** Begins something new; what was under way is given up. */
function begin() {
  clearTimeout(waiting);
  working.abort();
  working = new AbortController();
  return working.signal;
}

function translated(useModel, signal) {
  const options = permission.model ? { options: { useModel } } : {};
  return answered("/translate", { input: text.value, scope: scope(), ...options }, signal);
}

async function guarded(work) {
  try {
    await work();
  } catch (problem) {
    if (problem.name === "AbortError") return;
    const error = problem instanceof Refusal ? problem.error : { code: "page", message: String(problem), detail: "" };
    show("outcome", tried({ response: { error, warnings: [], trace: [] }, changes: [] }, actions(null)));
    tell(error.message);
  }
}

/** What the text would be understood as, while it is typed. Runs nothing. */
function follow() {
  const signal = begin();
  show("outcome", []);
  tell("");
  if (text.value.trim() === "") return show("understanding", []);
  waiting = setTimeout(() => guarded(async () => show("understanding", understood(await translated(false, signal), tables, choose))), PAUSE);
}

function run() {
  if (text.value.trim() === "") {
    tell("Say what should happen first.");
    return text.focus();
  }
  if (history.at(-1) !== text.value) history.push(text.value);
  place = history.length - 1;
  draft = "";
  const signal = begin();
  show("outcome", []);
  tell("Trying it out…");
  return guarded(async () => {
    const translation = await translated(byId("model").checked, signal);
    show("understanding", understood(translation, tables, choose));
    if (translation.command) await attempt(translation.command, translation.explanation, signal);
    else tell(`A question: ${translation.question?.text ?? "this was not understood."}`);
  });
}

async function attempt(command, explanation, signal) {
  const request = { scope: scope(), command };
  const trial = await answered("/preview", request, signal);
  show("outcome", tried(trial, actions(permission.commit ? () => runForReal(request, trial, explanation) : null)));
  tell(summary(trial));
  if (trial.response.error?.code === "missing-scope") byId("business").focus();
}

async function runForReal(request, trial, explanation) {
  const touched = trial.changes.reduce((sum, change) => sum + change.touched, 0);
  const title = `Run for real? ${counted(touched, "row")} of ${[...new Set(trial.changes.map((change) => change.table))].join(", ")}`;
  if (!(await confirmed(title, explanation, sqlOf(trial.response), `Run: ${counted(touched, "row")}`))) return tell("Not run. Nothing was kept.");
  await guarded(async () => {
    const response = await answered("/execute", { ...request, dryRun: false, idempotencyKey: newKey(), expectRows: touched });
    if (response.error) return show("outcome", tried({ response, changes: [] }, actions(null))), tell(summary({ response, changes: [] }));
    show("outcome", []);
    tell(committed(response));
    text.focus();
  });
}

/** What can be done with an outcome. */
function actions(commit) {
  return {
    commit,
    say,
    replace(value, by) {
      const at = text.value.toLowerCase().lastIndexOf(value.toLowerCase());
      say(at < 0 ? `${text.value} ${by}` : text.value.slice(0, at) + by + text.value.slice(at + value.length));
    },
  };
}

function say(said) {
  text.value = said;
  text.focus();
  run();
}

/** An answer to a question: a better text, a text that waits for a value, or a reading as it is. */
function choose(answer) {
  if (answer.text && answer.complete) return say(answer.text);
  if (answer.text) {
    text.value = answer.text;
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
    return follow();
  }
  const signal = begin();
  return guarded(() => attempt(answer.command, answer.label, signal));
}

function add(word) {
  const [start, end] = [text.selectionStart, text.selectionEnd];
  const before = text.value.slice(0, start);
  const spaced = (before && !/\s$/.test(before) ? " " : "") + word;
  text.setRangeText(spaced, start, end, "end");
  text.focus();
  follow();
}

/** Earlier and later texts, from the first and the last line of what is typed. */
function recall(step) {
  const caret = text.selectionStart;
  const inside = step < 0 ? text.value.slice(0, caret).includes("\n") : text.value.slice(caret).includes("\n");
  const next = place + step;
  if (inside || text.selectionStart !== text.selectionEnd || next < 0 || next > history.length) return false;
  if (place === history.length) draft = text.value;
  place = next;
  text.value = place === history.length ? draft : history[place];
  text.setSelectionRange(text.value.length, text.value.length);
  follow();
  return true;
}

text.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    run();
  } else if (event.key === "ArrowUp" && recall(-1)) event.preventDefault();
  else if (event.key === "ArrowDown" && recall(1)) event.preventDefault();
});
text.addEventListener("input", () => {
  place = history.length;
  follow();
});
byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]") || event.defaultPrevented) return;
  begin();
  text.value = "";
  place = history.length;
  show("understanding", []);
  show("outcome", []);
  tell("Cleared.");
  text.focus();
});

// A link may say on whose behalf and what: page/#business=biz_1&text=list+offers. It fills in and runs nothing.
for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
  if (["business", "location", "user", "text"].includes(name)) byId(name).value = value;
}

const linked = text.value;
if (window.matchMedia("(max-width: 60rem)").matches) byId("schema").open = false;
guarded(async () => {
  permission = await answered("/permission");
  byId("model-choice").hidden = !permission.model;
  const catalog = await answered("/schema");
  tables = new Set(catalog.tables.map((table) => table.name));
  drawSchema(catalog, { say, add });
  // Whoever was quicker than the catalog is not interrupted.
  if (linked !== "" && text.value === linked && history.length === 0) follow();
  if (permission.businesses.length === 1 && !permission.businesses[0].includes("*")) byId("business").value = permission.businesses[0];
});
