/** A refusal by the API, with what it says of each field. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Record<string, string[]> = {},
  ) {
    super(message);
  }
}

type Input = Readonly<Record<string, unknown>>;

/** Calls a route: `{names}` in its path come from the input; the rest is query or JSON body. */
export async function apiCall<Result>(method: string, path: string, input: Input): Promise<Result> {
  const rest: Record<string, unknown> = { ...input };
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  });
  const inQuery = method === "GET" || method === "DELETE";
  const response = await fetch(inQuery ? address + queryOf(rest) : address, {
    method,
    ...(inQuery
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(rest) }),
  });
  if (!response.ok) throw await refusal(response);
  return (response.status === 204 ? undefined : await response.json()) as Result;
}

function queryOf(values: Input): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const entry of entries) if (entry !== undefined) query.append(name, String(entry));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

async function refusal(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as {
    error?: { code?: string; message?: string; fields?: Record<string, string[]> };
  };
  const { code = "unknown", message = response.statusText, fields } = body.error ?? {};
  return new ApiError(response.status, code, message, fields);
}
