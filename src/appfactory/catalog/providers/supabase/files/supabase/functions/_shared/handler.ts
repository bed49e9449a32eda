/** What a function does with the data it was sent; what it returns is the answer. */
export type Work = (data: Record<string, unknown>) => Promise<Record<string, unknown>>;

const mostBytes = 100_000;

/** Answers the app's calls, and nobody else's: they carry the secret that only the two of them know. */
export function handler(
  secret: string | undefined,
  work: Work,
): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== "POST") return refusal(405, "method-not-allowed", "Use POST.");
    if (!secret) return refusal(500, "not-configured", "EDGE_FUNCTION_SECRET is not set.");
    if (!(await same(request.headers.get("authorization") ?? "", `Bearer ${secret}`)))
      return refusal(401, "unauthorized", "The secret is missing or wrong.");
    const data = await readObject(request);
    if (data === null) return refusal(400, "invalid", "The body must be a JSON object.");
    try {
      return Response.json(await work(data));
    } catch (error) {
      console.error(
        JSON.stringify({ level: "error", event: "function-failed", error: String(error) }),
      );
      return refusal(500, "internal", "The function failed.");
    }
  };
}

const refusal = (status: number, code: string, message: string) =>
  Response.json({ error: { code, message } }, { status });

async function readObject(request: Request): Promise<Record<string, unknown> | null> {
  const text = await request.text();
  if (text.length > mostBytes) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Compares digests, so that the time it takes tells nothing about the secret. */
async function same(given: string, wanted: string): Promise<boolean> {
  const [left, right] = await Promise.all(
    [given, wanted].map((text) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))),
  );
  const [a, b] = [
    new Uint8Array(left ?? new ArrayBuffer(0)),
    new Uint8Array(right ?? new ArrayBuffer(1)),
  ];
  return (
    a.length === b.length &&
    a.reduce((difference, byte, index) => difference | (byte ^ (b[index] ?? 0)), 0) === 0
  );
}
