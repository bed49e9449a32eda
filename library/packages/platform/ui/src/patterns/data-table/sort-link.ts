export interface TableSort {
  /** The column that the rows are sorted by. */
  key: string;
  /** Its order. */
  direction: "asc" | "desc";
}

/** Fills `{key}` and `{direction}` of a template such as `/bookings?sort={key}&direction={direction}`. */
export function sortLink(template: string, key: string, current: TableSort | undefined): string {
  const direction = current?.key === key && current.direction === "asc" ? "desc" : "asc";
  return template.replaceAll("{key}", encodeURIComponent(key)).replaceAll("{direction}", direction);
}

/** Fills `{name}` placeholders of a path from a row. */
export function rowLink(template: string, row: Readonly<Record<string, unknown>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(row[name] ?? "")),
  );
}
