// The schema browser: tables with their columns, found by name, description or synonym. Columns are drawn when a table is opened.
import { byId, counted, element } from "./elements.js";

/** Draws the catalog. `say(text)` sets the text, `add(text)` adds to it. */
export function drawSchema(catalog, { say, add }) {
  const list = byId("tables");
  const items = catalog.tables.map((table) => ({ table, words: wordsOf(table), node: tableNode(table, say, add) }));
  list.replaceChildren(...items.map((item) => item.node));
  byId("schema-size").textContent = counted(items.length, "table");
  const search = byId("search");
  const narrow = () => {
    const wanted = search.value.trim().toLowerCase();
    let found = 0;
    for (const { node, words } of items) {
      node.hidden = wanted !== "" && !words.includes(wanted);
      found += node.hidden ? 0 : 1;
    }
    byId("found").textContent = wanted === "" ? "" : found === 0 ? "No table fits." : `${counted(found, "table")} ${found === 1 ? "fits" : "fit"}.`;
  };
  search.addEventListener("input", narrow);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || search.value === "") return;
    event.preventDefault();
    event.stopPropagation();
    search.value = "";
    narrow();
  });
  narrow();
}

function wordsOf(table) {
  const own = [table.name, table.description ?? "", ...(table.synonyms ?? [])];
  const columns = table.columns.flatMap((column) => [column.name, ...(column.synonyms ?? [])]);
  return [...own, ...columns].flatMap((word) => [word, word.replaceAll("_", " ")]).join("\n").toLowerCase();
}

function tableNode(table, say, add) {
  const body = element("div", {});
  const details = element("details", {}, element("summary", {}, table.name), body);
  details.addEventListener("toggle", () => {
    if (details.open && body.childElementCount === 0) body.append(...contents(table, say, add));
  });
  return element("li", {}, details);
}

function contents(table, say, add) {
  const targets = new Map((table.foreignKeys ?? []).flatMap((key) => key.columns.map((name) => [name, key.references])));
  const spoken = table.name.replaceAll("_", " ");
  return [
    table.description && element("p", {}, table.description),
    table.synonyms?.length > 0 && element("p", { class: "hint" }, `also called ${table.synonyms.join(", ")}`),
    element(
      "p",
      { class: "actions" },
      element("button", { type: "button", onclick: () => say(`list ${table.name} limit 10`) }, `List ${spoken}`),
      element("button", { type: "button", onclick: () => say(`count ${table.name}`) }, `Count ${spoken}`),
    ),
    element("ul", { class: "columns", "aria-label": `Columns of ${table.name}` }, table.columns.map((column) => columnNode(table, column, targets, add))),
  ].filter(Boolean);
}

function columnNode(table, column, targets, add) {
  const key = table.primaryKey.includes(column.name);
  const must = !key && !column.nullable && !column.default && !column.generated;
  const facts = [column.type, key && "key", must && "required", targets.has(column.name) && `→ ${targets.get(column.name)}`].filter(Boolean);
  return element(
    "li",
    {},
    element("button", { type: "button", class: "column", onclick: () => add(column.name), "aria-label": `Add ${column.name} to the text` }, column.name),
    element("span", { class: "hint" }, ` ${facts.join(", ")}`),
    column.allowed?.length > 0 && element("span", { class: "hint" }, `: ${column.allowed.join(", ")}`),
    column.description && element("span", { class: "description" }, column.description),
  );
}
