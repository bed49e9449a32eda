import { AppError, invalid } from "@/lib/errors";

export const MAX_BODY_BYTES = 1_000_000;

type Values = Record<string, unknown>;

/** Path parameters with the query (GET, HEAD, DELETE) or the JSON body. A path parameter can't be overruled. */
export async function readInput(
  request: Request,
  parameters: Readonly<Record<string, string | string[] | undefined>>,
): Promise<Values> {
  const inQuery = ["GET", "HEAD", "DELETE"].includes(request.method);
  const values = inQuery ? queryOf(new URL(request.url).searchParams) : await bodyOf(request);
  for (const [name, value] of Object.entries(parameters)) {
    if (Object.hasOwn(values, name) && values[name] !== value)
      throw invalid({ [name]: ["This must be as in the address."] });
  }
  return { ...values, ...parameters };
}

/** A name that is given once is a text, one that is given more often a list of texts. */
function queryOf(search: URLSearchParams): Values {
  return Object.fromEntries(
    [...new Set(search.keys())].map((name) => {
      const values = search.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

async function bodyOf(request: Request): Promise<Values> {
  const text = await textOf(request);
  if (text.trim() === "") return {};
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/(json|[\w.+-]+\+json)\s*(;|$)/i.test(type)) {
    throw new AppError(
      415,
      "unsupported-media-type",
      "The body must be JSON, with content type application/json.",
    );
  }
  const value = parsed(text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new AppError(400, "invalid", "The body must be a JSON object.");
  if (Object.hasOwn(value, "__proto__"))
    throw invalid({ ["__proto__"]: ["This field is not known."] });
  return value as Values;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError(400, "invalid", "The body is not valid JSON.");
  }
}

/** The body as text, read no further than it may be long: the length that a client declares need not be true. */
async function textOf(request: Request): Promise<string> {
  const tooLarge = () => new AppError(413, "too-large", "The body may be at most 1 MB.");
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  if (request.body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > MAX_BODY_BYTES) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(part.value);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new AppError(400, "invalid", "The body is not valid UTF-8.");
  }
}
