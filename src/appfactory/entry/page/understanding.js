// What a text was understood to mean: words, sentence, confidence, what was inferred, the typed request, or a question with answers.
import { element, hiddenText } from "./elements.js";

const SOURCES = {
  default: "the column's default",
  "foreign-key-by-name": "the row of that name",
  scope: "on whose behalf you ask",
  clock: "the clock",
  "only-join-path": "the only way the tables hang together",
  "display-column": "the column that names a row",
  model: "the model",
};
const WORD = /[\p{L}\p{N}][\p{L}\p{N}_'’.:/@-]*/gu;

/** `understanding.render(translation)` → nodes. `names` are the catalog's tables; `choose(answer)` is called with the answer that was chosen. */
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
  const parts = [];
  let place = 0;
  const loose = (until) => {
    for (const { 0: text } of translation.text.slice(place, until).matchAll(WORD)) parts.push({ text, kind: "unused", meaning: "not used" });
  };
  for (const binding of [...translation.bindings].sort((one, other) => one.start - other.start)) {
    if (binding.start < place) continue;
    loose(binding.start);
    parts.push({ text: binding.text, ...kindOf(binding.meaning, tables) });
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

function kindOf(meaning, tables) {
  if (tables.has(meaning)) return { kind: "table", meaning };
  if (/^[^\s=]+\.[^\s=]+$/.test(meaning) && tables.has(meaning.split(".")[0])) return { kind: "column", meaning };
  if (/^[a-z_]+$/.test(meaning)) return { kind: "grammar", meaning: meaning.replaceAll("_", " ") };
  return { kind: "value", meaning };
}

function question(translation, choose) {
  const asked = translation.question;
  if (!asked) return null;
  const answers = asked.answers ?? [];
  return element(
    "div",
    { class: "card question" },
    element("h2", {}, "A question"),
    element("p", {}, asked.text),
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
