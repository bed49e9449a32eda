/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = string | number | Html | readonly Html[];

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? "");

/** HTML from a template literal; what is put in is escaped unless it is `Html` itself. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(
    strings.reduce((text, part, index) => `${text}${rendered(values[index - 1])}${part}`),
  );
}

function rendered(value: Value | undefined): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.text;
  return typeof value === "object"
    ? value.map((part) => part.text).join("")
    : escapeHtml(String(value));
}
