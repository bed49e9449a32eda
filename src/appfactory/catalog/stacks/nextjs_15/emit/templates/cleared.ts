/**
 * What a form for a change means by the fields that it shows and somebody has emptied: null, for
 * there is nothing any more. Fields that the form does not show stay as they are.
 */
export function withCleared(
  input: Readonly<Record<string, unknown>>,
  data: FormData,
  names: readonly string[],
): Record<string, unknown> {
  const emptied = names.filter((name) => data.get(name) === "");
  return { ...input, ...Object.fromEntries(emptied.map((name) => [name, null])) };
}
