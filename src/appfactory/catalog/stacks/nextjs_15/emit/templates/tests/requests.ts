import type { Actor } from "@/lib/actor";

import { developmentActor } from "./people";

export const appUrl = (process.env.APP_URL ?? "http://localhost:3000").replace(/\/$/, "");

/** Somebody with a session. */
export interface Visitor {
  actor: Actor;
  cookie: string;
}

/** Signs a development user in. */
export async function signIn(email: string): Promise<Visitor> {
  const response = await fetch(`${appUrl}/api/dev/sign-in`, {
    method: "POST",
    body: new URLSearchParams({ email }),
    redirect: "manual",
  });
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
  if (cookies.length === 0) throw new Error(`No session for ${email}: ${response.status}`);
  return { actor: await developmentActor(email), cookie: cookies.join("; ") };
}

export interface ApiRequest {
  method: string;
  path: string;
  input?: object;
  visitor?: Visitor | null;
  headers?: Record<string, string>;
  /** Sent as it is, in place of the input. */
  body?: string;
}

/**
 * Calls the running app: `{names}` of the path come from the input, the rest goes into the query or
 * the body.
 */
export function call({
  method,
  path,
  input = {},
  visitor,
  headers,
  body,
}: ApiRequest): Promise<Response> {
  const rest: Record<string, unknown> = { ...input };
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  });
  const inQuery = method === "GET" || method === "DELETE";
  const query = new URLSearchParams();
  if (inQuery) {
    for (const [name, value] of Object.entries(rest)) {
      for (const entry of Array.isArray(value) ? (value as unknown[]) : [value]) {
        if (entry !== undefined && entry !== null) query.append(name, String(entry));
      }
    }
  }
  return fetch(`${appUrl}${address}${query.size > 0 ? `?${query}` : ""}`, {
    method,
    redirect: "manual",
    headers: {
      ...(visitor ? { cookie: visitor.cookie } : {}),
      ...(inQuery ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(inQuery ? {} : { body: body ?? JSON.stringify(rest) }),
  });
}

export interface ErrorBody {
  error: { code: string; message: string; fields?: Record<string, string[]>; requestId: string };
}
