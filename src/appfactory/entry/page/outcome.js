// What would come of a request: rows read, rows changed with before and after, warnings, SQL, or why it can't be done.
import { counted, element, hiddenText, sentence, shown, table } from "./elements.js";
import { folded } from "./understanding.js";

const DONE = { insert: "inserted", update: "updated", delete: "deleted" };
const WOULD = { insert: "Would insert", update: "Would update", delete: "Would delete" };

/** Nodes for a trial `{response, changes}`. `act` has what can be done with it: `commit()`, `say(text)`, `replace(value, by)`. */
export function tried(trial, act) {
  const { response, changes } = trial;
  if (response.error) return [failure(response.error, act), warnings(response), sql(response)].filter(Boolean);
  return [
    ...changes.map(changed),
    changes.length === 0 && rows(response),
    warnings(response),
    changes.length > 0 && confirmation(changes, act),
    sql(response),
  ].filter(Boolean);
}

/** What is told when a request was run for real. */
export function committed(response) {
  const count = response.result?.rowCount ?? 0;
  return `Done: ${counted(count, "row")} ${DONE[response.trace.at(-1)?.kind] ?? "touched"}. The log has it as ${response.requestId}.`;
}

export function summary(trial) {
  const { response, changes } = trial;
  if (response.error) return `It can't be done: ${response.error.message.replaceAll("`", "")}`;
  if (changes.length > 0) return `${changes.map((change) => `${WOULD[change.action]} ${counted(change.touched, "row")} of ${change.table}`).join("; ")}. Nothing was kept.`;
  return `${counted(response.result.rowCount, "row")} found.`;
}

export function sqlOf(response) {
  return response.trace
    .map((entry) => entry.sqlPreview + entry.params.map((value, index) => `\n  -- $${index + 1} = ${value}`).join(""))
    .join(";\n\n");
}

function sql(response) {
  return response.trace.length > 0 ? folded("SQL", sqlOf(response)) : null;
}

function rows(response) {
  const found = response.result.rows;
  if (found.length === 0) return element("p", { class: "empty" }, "No rows.");
  const columns = [...new Set(found.flatMap((row) => Object.keys(row)))];
  const caption = counted(response.result.rowCount, "row");
  return table(caption, columns, found.map((row) => columns.map((name) => shown(row[name]))));
}

function changed(change) {
  const title = `${WOULD[change.action]} ${counted(change.touched, "row")} of ${change.table}`;
  if (change.rows.length === 0) return element("h2", {}, title);
  const cut = change.rows.length < change.touched ? ` (${change.rows.length} of them shown)` : "";
  const columns = columnsOf(change);
  return element(
    "div",
    { class: `change ${change.action}` },
    element("h2", {}, title + cut),
    table(title, columns, change.rows.map((row) => columns.map((name) => difference(row, name)))),
  );
}

/** Of an update the columns that change, behind the first one, by which people know the row; else all that hold something. */
function columnsOf(change) {
  const all = [...new Set(change.rows.flatMap((row) => Object.keys(row.before ?? row.after)))];
  const filled = all.filter((name) => change.rows.some((row) => (row.before ?? row.after)[name] !== null));
  if (change.action !== "update") return filled;
  const whole = change.rows.filter((row) => row.before && row.after);
  if (whole.length === 0) return filled;
  const different = all.filter((name) => whole.some((row) => !same(row.before[name], row.after[name])));
  const names = ["id", "name", "title"].filter((name) => filled.includes(name));
  return [...new Set([...(names.length > 0 ? names : filled.slice(0, 1)), ...different])];
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function difference({ before, after }, name) {
  if (before && after && same(before[name], after[name])) return shown(after[name]);
  return [
    before && element("del", {}, hiddenText("before: "), shown(before[name])),
    before && after && element("span", { class: "arrow", "aria-hidden": "true" }, " → "),
    after && element("ins", {}, hiddenText(before ? " after: " : "new: "), shown(after[name])),
  ];
}

function warnings(response) {
  return response.warnings.length > 0 && element("ul", { class: "notes" }, response.warnings.map((text) => element("li", {}, sentence(text))));
}

function confirmation(changes, act) {
  if (!act.commit) return element("p", { class: "hint" }, "You may try things out here, and let nothing stay.");
  const touched = changes.reduce((sum, change) => sum + change.touched, 0);
  if (touched === 0) return element("p", { class: "hint" }, "There is nothing to run for real: no row is touched.");
  return element("p", { class: "actions" }, element("button", { type: "button", class: "danger", onclick: act.commit }, `Run for real: ${counted(touched, "row")}…`));
}

function failure(error, act) {
  const instead = [...new Set([...(error.nearest ?? []), ...(error.allowed ?? [])])].slice(0, 12);
  const choice = (value) => element("li", {}, element("button", { type: "button", onclick: () => act.replace(error.value || error.column, value) }, value));
  return element(
    "div",
    { class: "card failure" },
    element("h2", {}, "It can't be done"),
    element("p", {}, sentence(error.message)),
    error.detail && element("p", { class: "detail" }, sentence(error.detail)),
    instead.length > 0 && error.value && element("ul", { class: "answers", "aria-label": "Say instead" }, instead.map(choice)),
    error.suggestion &&
      element("p", { class: "actions" }, element("button", { type: "button", onclick: () => act.say(error.suggestion) }, `First: ${error.suggestion}`)),
    element("p", { class: "hint" }, error.code),
  );
}
