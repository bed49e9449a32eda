// Elements made by hand: text is always text, so nothing that a database holds can become markup.

/** An element with attributes (`onclick` and the like are listeners; false and null leave one out) and children. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** Words that only screen readers tell. */
export const hiddenText = (text) => element("span", { class: "hidden" }, text);

export const byId = (id) => document.getElementById(id);

export function counted(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

/** A sentence in which `names` stand in backquotes, as nodes. */
export function sentence(text) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? element("code", {}, part) : part));
}

/** A value of a row, short enough for a table. */
export function shown(value) {
  if (value === null || value === undefined) return element("span", { class: "nothing" }, "empty");
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > 120 ? element("span", { title: text.slice(0, 2000) }, `${text.slice(0, 119)}…`) : text;
}

/** A table in a region that can be scrolled with the keyboard. `rows` are lists of cells. */
export function table(caption, columns, rows) {
  return element(
    "div",
    { class: "scroll", role: "region", tabindex: "0", "aria-label": caption },
    element(
      "table",
      {},
      element("caption", {}, caption),
      element("thead", {}, element("tr", {}, columns.map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, rows.map((cells) => element("tr", {}, cells.map((cell) => element("td", {}, cell))))),
    ),
  );
}
