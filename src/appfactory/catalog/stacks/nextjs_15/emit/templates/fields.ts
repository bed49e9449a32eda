import { z } from "zod";

/** The message of a field that is missing or breaks its rule, for the person who filled it in. */
export function says(label: string, rule: string) {
  return {
    error: ({ input }: { input?: unknown }) =>
      input === undefined || input === null ? `${label} is required` : `${label} ${rule}`,
  };
}

/** Text with something to read in it. */
export const requiredText = (label: string) =>
  z.string(says(label, "must be text")).regex(/\S/u, `${label} is required`);

/** A moment, written with its offset from UTC. */
export const dateTime = (label: string) =>
  z.iso
    .datetime({ offset: true, ...says(label, "must be a date and time with a time zone") })
    .transform((text) => new Date(text));

/** Any JSON value but null. */
export const json = (label: string) =>
  z.json().refine((value) => value !== null, `${label} is required`);

interface Bounds {
  minimum?: number;
  maximum?: number;
}

/** A number that keeps its digits: up to `precision` of them, `scale` of them after the point. */
export const decimal = (
  label: string,
  {
    precision = 1000,
    scale = 1000,
    minimum,
    maximum,
  }: Bounds & { precision?: number; scale?: number } = {},
) =>
  z
    .union([z.string(), z.number()], says(label, "must be a number"))
    .transform(String)
    .pipe(
      z
        .string()
        .regex(/^-?\d+(\.\d+)?$/, { error: `${label} must be a number`, abort: true })
        .refine((text) => hasDigits(text, precision, scale), `${label} has too many digits`)
        .refine(
          (text) => minimum === undefined || Number(text) >= minimum,
          `${label} must be at least ${minimum}`,
        )
        .refine(
          (text) => maximum === undefined || Number(text) <= maximum,
          `${label} must be at most ${maximum}`,
        ),
    );

function hasDigits(text: string, precision: number, scale: number): boolean {
  const [whole = "", fraction = ""] = text.replace("-", "").split(".");
  return fraction.length <= scale && whole.replace(/^0+/, "").length <= precision - scale;
}

const LARGEST = 2n ** 63n - 1n;

/** A whole number of up to 64 bits; beyond what JSON numbers hold exactly it comes as text. */
export const wholeNumber = (label: string, { minimum, maximum }: Bounds = {}) =>
  z
    .union([z.string(), z.int()], says(label, "must be a whole number"))
    .transform(String)
    .pipe(
      z
        .string()
        .regex(/^-?\d{1,19}$/, { error: `${label} must be a whole number`, abort: true })
        .transform(BigInt)
        .refine((value) => value <= LARGEST && value >= -LARGEST - 1n, `${label} is out of range`)
        .refine(
          (value) => minimum === undefined || value >= minimum,
          `${label} must be at least ${minimum}`,
        )
        .refine(
          (value) => maximum === undefined || value <= maximum,
          `${label} must be at most ${maximum}`,
        ),
    );

/** Paths and queries carry text only: reads a number out of it. */
export const numberFromText = <T extends z.ZodType<number, number>>(schema: T) =>
  z.preprocess(
    (value: number | string) =>
      typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value,
    schema,
  );

/** Reads `true` or `false` out of a path or query. */
export const booleanFromText = (schema: z.ZodBoolean) =>
  z.preprocess(
    (value: boolean | string) => (value === "true" ? true : value === "false" ? false : value),
    schema,
  );

/** A name that a query gives only once stands for a list of one. */
export const listFromText = <T extends z.ZodType>(schema: z.ZodArray<T>) =>
  z.preprocess(
    (value: string | readonly z.input<T>[]) => (typeof value === "string" ? [value] : value),
    schema,
  );

/** Reads a JSON value out of a query. */
export const jsonFromText = (schema: ReturnType<typeof json>) =>
  z.preprocess((value: unknown) => (typeof value === "string" ? parsed(value) : value), schema);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const pageNumber = numberFromText(
  z.int32("Page must be a whole number").min(1, "Page must be at least 1"),
).default(1);

export const pageSize = numberFromText(
  z
    .int32("Page size must be a whole number")
    .min(1, "Page size must be at least 1")
    .max(100, "Page size must be at most 100"),
).default(20);

/** A field's name, with `-` before it for descending order. */
export const sorting = <const Name extends string>(names: readonly Name[]) =>
  z.enum(
    names.flatMap((name): (Name | `-${Name}`)[] => [name, `-${name}`]),
    says("Sort", `must be one of ${names.join(", ")}, with - before it for descending order`),
  );

/** A moment as it leaves the API: ISO 8601 in UTC. */
export const dateTimeText = z.date().transform((date) => date.toISOString());

/** A 64-bit number as it leaves the API: text, for JSON numbers are doubles. */
export const wholeNumberText = z.bigint().transform(String);
