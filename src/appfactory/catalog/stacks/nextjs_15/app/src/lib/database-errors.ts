import { AppError } from "@/lib/app-error";

interface DatabaseError {
  code: string;
  detail?: string;
  column?: string;
}

/** A PostgreSQL error (https://www.postgresql.org/docs/current/errcodes-appendix.html) as one that may be shown; null for any other error. */
export function fromDatabase(error: unknown): AppError | null {
  const found = databaseErrorIn(error);
  if (found === null) return null;
  const cause = { cause: error };
  switch (found.code) {
    case "23505":
      return new AppError(409, "already-exists", "This already exists.", {
        ...fieldsOf(found, "This is already taken."),
        ...cause,
      });
    case "23P01":
      return new AppError(
        409,
        "just-taken",
        "Somebody else has just taken this. Please choose another.",
        cause,
      );
    case "40001":
    case "40P01":
      return new AppError(
        409,
        "try-again",
        "Somebody else changed this at the same moment. Please try again.",
        cause,
      );
    case "23514":
      return new AppError(422, "unprocessable", "These values do not go together.", cause);
    case "23502":
      return new AppError(422, "unprocessable", "Something is missing.", {
        ...fieldsOf(found, "This is required."),
        ...cause,
      });
    case "23503":
      return fromForeignKey(found, error);
    case "42501":
      return new AppError(403, "forbidden", "You are not allowed to do this.", cause);
    case "57014":
      return new AppError(503, "unavailable", "This took too long. Please try again in a moment.", {
        retryAfter: 5,
        ...cause,
      });
  }
  if (found.code.startsWith("22"))
    return new AppError(400, "invalid", "One of the values can't be stored.", cause);
  if (/^(08|53|57)/.test(found.code)) {
    return new AppError(503, "unavailable", "The service is busy. Please try again in a moment.", {
      retryAfter: 5,
      ...cause,
    });
  }
  return null;
}

function fromForeignKey(found: DatabaseError, error: unknown): AppError {
  if (found.detail?.includes("is still referenced")) {
    return new AppError(409, "still-in-use", "Something else still depends on this.", {
      cause: error,
    });
  }
  return new AppError(422, "unprocessable", "What this points at does not exist.", {
    ...fieldsOf(found, "This does not exist."),
    cause: error,
  });
}

/** Drizzle wraps the driver's error, and others may wrap Drizzle's. */
function databaseErrorIn(error: unknown): DatabaseError | null {
  for (
    let current: unknown = error, depth = 0;
    current instanceof Error && depth < 5;
    current = current.cause, depth += 1
  ) {
    const { code } = current as { code?: unknown };
    if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code))
      return current as Error & DatabaseError;
  }
  return null;
}

/** The columns at fault, named as fields are; PostgreSQL gives them in the detail: `Key (table_id, "time")=(…) already exists.` */
function fieldsOf(error: DatabaseError, message: string): { fields?: Record<string, string[]> } {
  const columns = error.column ?? /^Key \(([^()]*)\)=/.exec(error.detail ?? "")?.[1];
  if (columns === undefined) return {};
  const names = columns.split(",").map((column) => camelCase(column.trim().replaceAll('"', "")));
  return { fields: Object.fromEntries(names.map((name) => [name, [message]])) };
}

const camelCase = (column: string) =>
  column.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
