type Details = Record<string, string | number | boolean | null>;

/** One line of JSON, as log collectors read it. Details must hold no secrets and no personal data. */
export function logError(event: string, error: unknown, details: Details = {}): void {
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(JSON.stringify({ level: "error", event, ...details, error: cause }));
}
