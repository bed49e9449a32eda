// What a text was understood to mean: words, sentence, confidence, what was inferred, the typed request, or a question with answers.
import { element, hiddenText, sentence } from "./elements.js";

const SOURCES = {
  default: "the column's default",
  "foreign-key-by-name": "the row of that name",
  scope: "on whose behalf you ask",
  clock: "the clock",
  "only-join-path": "the only way the tables hang together",
  "display-column": "the column that names a row",
  model: "the model",
};
const GRAMMAR = { verb: "what to do", open: "what to do", det: "article", of: "link", filler: "filler", op: "comparison", be: "verb" };
const VERBS = new Set("insert into update set delete from list show get find fetch count".split(" "));
const LINKS = new Set("where and or order by asc desc limit offset returning".split(" "));
const WORD = /[\p{L}\p{N}][\p{L}\p{N}_'’.:/@-]*/gu;

/** Nodes for a translation. `tables` are the catalog's names; `choose(answer)` is called with the answer that was chosen. */
export function understood(translation, tables, choose) {
  return [
    words(translation, tables),
    question(translation, choose),
    translation.command && meaning(translation),
    inferred(translation.inferred),
    translation.notes.length > 0 && element("ul", { class: "notes" }, translation.notes.map((note) => element("li", {}, note))),
    translation.command && folded("Typed request", JSON.stringify(translation.command, null, 2)),
  ].filter(Boolean);
}

export function folded(title, text, open = false) {
  return element("details", { class: "folded", open }, element("summary", {}, title), element("pre", { tabindex: "0", "aria-label": title }, text));
}

/** Each word with what it is bound to; those that nothing was made of are marked. */
function words(translation, tables) {
  const said = saidBy(translation.command);
  const parts = [];
  let place = 0;
  const add = (part) => {
    const last = parts.at(-1);
    if (last && last.loose && part.loose && last.kind === "value" && last.meaning === part.meaning) last.text += ` ${part.text}`;
    else parts.push(part);
  };
  const loose = (until) => {
    for (const { 0: text } of translation.text.slice(place, until).matchAll(WORD)) add({ text, loose: true, ...looseKind(text, said) });
  };
  for (const binding of [...translation.bindings].sort((one, other) => one.start - other.start)) {
    if (binding.start < place) continue;
    loose(binding.start);
    add({ text: binding.text, ...boundKind(binding.meaning, tables, said) });
    place = binding.end;
  }
  loose(translation.text.length);
  if (parts.length === 0) return null;
  return element(
    "ol",
    { class: "words", "aria-label": "Words and what they are bound to" },
    parts.map(({ text, kind, meaning }) =>
      element("li", { class: kind }, element("span", { class: "word" }, text), hiddenText(": "), element("span", { class: "meaning" }, meaning)),
    ),
  );
}

/** What a request says: the names in it, and its values with the columns that they go into. */
function saidBy(command) {
  const names = new Set();
  const values = [];
  const look = (node, column) => {
    if (Array.isArray(node)) node.forEach((item) => look(item, column));
    else if (node && typeof node === "object") {
      const own = typeof node.column === "string" ? node.column : column;
      for (const [key, value] of Object.entries(node)) {
        if (key === "values" && !Array.isArray(value)) {
          Object.keys(value).forEach((name) => names.add(name));
          Object.entries(value).forEach(([name, item]) => look(item, name));
        } else look(value, key === "value" ? own : "");
      }
    } else if (column) values.push({ column, text: String(node).toLowerCase() });
    else if (typeof node === "string") node.split(".").forEach((name) => names.add(name));
  };
  look(command, "");
  return { command, names, values };
}

function boundKind(meaning, tables, said) {
  if (tables.has(meaning)) return { kind: "table", meaning };
  const [table, column] = meaning.split(".");
  if (/^[^\s=]+\.[^\s=]+$/.test(meaning) && tables.has(table)) {
    // Which column a phrase was bound to is decided by the request, not by the phrase alone.
    if (said.command && !said.names.has(column)) return { kind: "grammar", meaning: GRAMMAR.verb };
    return { kind: "column", meaning: !said.command || said.names.has(table) ? meaning : column };
  }
  if (/^[a-z_]+$/.test(meaning)) return { kind: "grammar", meaning: GRAMMAR[meaning] ?? meaning.replaceAll("_", " ") };
  return { kind: "value", meaning };
}

function looseKind(text, said) {
  const word = text.toLowerCase();
  if (VERBS.has(word)) return { kind: "grammar", meaning: GRAMMAR.verb };
  if (LINKS.has(word)) return { kind: "grammar", meaning: GRAMMAR.of };
  const holder = said.values.find((value) => value.text === word || value.text.split(/\s+/).includes(word));
  return holder ? { kind: "value", meaning: holder.column } : { kind: "unused", meaning: "not used" };
}

function question(translation, choose) {
  const asked = translation.question;
  if (!asked) return null;
  const answers = asked.answers ?? [];
  return element(
    "div",
    { class: "card question" },
    element("h2", {}, "A question"),
    element("p", {}, sentence(asked.text)),
    answers.length > 0 &&
      element(
        "ul",
        { class: "answers", "aria-label": "Answers" },
        answers.map((answer) => element("li", {}, element("button", { type: "button", onclick: () => choose(answer) }, answer.label))),
      ),
  );
}

function meaning(translation) {
  const percent = Math.round(translation.confidence * 100);
  return element(
    "div",
    { class: "meaning-line" },
    element("p", {}, translation.explanation || "This is a request."),
    element(
      "p",
      { class: "confidence" },
      element("meter", { min: "0", max: "1", low: "0.6", high: "0.8", optimum: "1", value: String(translation.confidence), "aria-label": "Confidence" }),
      ` ${percent} % sure`,
    ),
  );
}

function inferred(items) {
  if (items.length === 0) return null;
  return element(
    "div",
    { class: "inferred" },
    element("h2", {}, "Not said, but taken"),
    element(
      "ul",
      {},
      items.map((item) =>
        element("li", {}, element("code", {}, item.what), " = ", element("code", {}, item.value), ` from ${SOURCES[item.source] ?? item.source}`),
      ),
    ),
  );
}
