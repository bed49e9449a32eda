import { unstable_rethrow } from "next/navigation";

import type { FormState } from "@/components/ui/forms/form-state";
import { toAppError } from "@/lib/errors";
import { logError } from "@/lib/log";

export type FieldKind =
  | ("text" | "integer" | "number" | "decimal" | "boolean" | "datetime" | "date" | "time" | "json")
  | ("list" | "integers" | "numbers" | "datetimes");

/** The fields of a form with the types that an operation's input has. What is left empty is left out; fields that are not named are ignored. */
export function readForm(
  data: FormData,
  kinds: Readonly<Record<string, FieldKind>>,
): Record<string, unknown> {
  const values = Object.entries(kinds).map(
    ([name, kind]) => [name, readField(data.getAll(name).filter(isText), kind)] as const,
  );
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

const isText = (entry: FormDataEntryValue): entry is string => typeof entry === "string";

function readField(entries: string[], kind: FieldKind): unknown {
  // A box that is not ticked is not sent.
  if (kind === "boolean") return ["true", "on", "1"].includes(entries.at(-1) ?? "");
  if (kind === "list") return entries.length === 0 ? undefined : readList(entries);
  if (kind === "integers" || kind === "numbers")
    return entries.length === 0 ? undefined : readList(entries).map(asNumber);
  if (kind === "datetimes")
    return entries.length === 0 ? undefined : readList(entries).map(asInstant);
  const text = entries.at(-1)?.trim() ?? "";
  if (text === "") return undefined;
  switch (kind) {
    case "integer":
    case "number":
      return asNumber(text);
    case "datetime":
      return asInstant(text);
    case "json":
      return asJson(text);
    default:
      return text;
  }
}

/** A number if it is one; else the text as it is, for the schema to refuse with its own words. */
function asNumber(text: string): number | string {
  const number = Number(text);
  return text.trim() === "" || Number.isNaN(number) ? text : number;
}

/** A control without a script sends a wall-clock time without an offset; it is read as UTC. */
const asInstant = (text: string) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)
    ? `${text.length === 16 ? `${text}:00` : text}Z`
    : text;

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A list comes as a JSON array, as entries of one name, or, from a control without a script, separated by commas. */
function readList(entries: string[]): string[] {
  const [first = ""] = entries;
  if (entries.length > 1) return entries;
  const value = first.startsWith("[") ? asJson(first) : undefined;
  if (Array.isArray(value)) return value.map(String);
  return first
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

/**
 * What a form shows when its action failed, with what was entered. `fields` maps the names of an operation's input to the form's own where
 * they differ. Lets Next.js's own redirects and not-founds pass.
 */
export function formError(
  error: unknown,
  data: FormData,
  fields: Readonly<Record<string, string>> = {},
): FormState {
  unstable_rethrow(error);
  const known = toAppError(error);
  if (known.status >= 500) logError("form-action-failed", known.cause ?? known);
  const fieldErrors = Object.fromEntries(
    Object.entries(known.fields ?? {}).map(([name, messages]) => [fields[name] ?? name, messages]),
  );
  return { status: "error", message: known.message, fieldErrors, values: enteredValues(data) };
}

function enteredValues(data: FormData): Record<string, string> {
  const names = [...new Set(data.keys())].filter((name) => !name.startsWith("$ACTION"));
  return Object.fromEntries(names.map((name) => [name, entered(data.getAll(name).filter(isText))]));
}

const entered = (entries: string[]) =>
  entries.length > 1 ? JSON.stringify(entries) : (entries[0] ?? "");
