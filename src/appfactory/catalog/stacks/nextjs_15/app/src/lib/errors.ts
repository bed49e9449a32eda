import { z, type ZodType } from "zod";

import { AppError } from "@/lib/app-error";
import { fromDatabase } from "@/lib/database-errors";

type Fields = Record<string, string[]>;

export { AppError };

export const invalid = (fields: Fields, message = "Please check what you entered.") =>
  new AppError(400, "invalid", message, { fields });

export const notSignedIn = () => new AppError(401, "not-signed-in", "Please sign in.");

export const forbidden = (message = "You are not allowed to do this.") =>
  new AppError(403, "forbidden", message);

export const notFound = (what: string) => new AppError(404, "not-found", `${what} was not found.`);

export const conflict = (message: string, code = "conflict") => new AppError(409, code, message);

export const unprocessable = (message: string, fields?: Fields) =>
  new AppError(422, "unprocessable", message, fields === undefined ? {} : { fields });

export const tooManyRequests = (retryAfterSeconds: number) =>
  new AppError(429, "too-many-requests", "That was a little fast. Please try again in a moment.", {
    retryAfter: retryAfterSeconds,
  });

/** Any error as one that may be shown; what is not known becomes a 500 without details, with the error as its cause. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof z.ZodError) return invalid(fieldsOf(error));
  return (
    fromDatabase(error) ??
    new AppError(500, "internal", "Something went wrong on our side.", { cause: error })
  );
}

/** The value as the schema has it. Throws a 400 that names each field at fault. */
export function parse<T>(schema: ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(fieldsOf(result.error));
}

function fieldsOf(error: z.ZodError): Fields {
  const fields: Fields = {};
  for (const issue of error.issues) {
    // A refused key is the field at fault, not the object it stands in.
    const names = issue.code === "unrecognized_keys" ? issue.keys : [String(issue.path[0] ?? "")];
    const message = issue.code === "unrecognized_keys" ? "This field is not known." : issue.message;
    for (const name of names) (fields[name] ??= []).push(message);
  }
  return fields;
}
