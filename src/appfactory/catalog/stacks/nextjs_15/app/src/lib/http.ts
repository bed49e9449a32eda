import "server-only";

import { NextResponse, type NextRequest } from "next/server";

import { currentActor } from "@/auth";
import type { Actor } from "@/lib/actor";
import { forbidden, notSignedIn, toAppError, type AppError } from "@/lib/errors";
import { logError } from "@/lib/log";
import { callerKey, takeToken } from "@/lib/rate-limit";
import { requestId } from "@/lib/request-id";
import { readInput } from "@/lib/request-input";

export type Access = "public" | "user" | "admin";

export interface EndpointOptions<A extends Access = Access> {
  access: A;
  /** Method and path as the plan has them; requests are counted and logged under it. */
  route: string;
  /** Requests a minute for each user, or for each address when nobody is signed in. */
  rateLimit?: number;
  /** The status of a success that returns something; 200 if not given. */
  status?: number;
}

export interface Call<A extends Access = Access> {
  request: NextRequest;
  actor: A extends "public" ? Actor | null : Actor;
  /** Path parameters with the query (GET, DELETE) or the JSON body. Throws a 4xx for a body that is no JSON object. */
  input: () => Promise<Record<string, unknown>>;
}

interface RouteContext {
  /** Next.js gives undefined to a route without parameters, whatever its own types say. */
  params: Promise<Record<string, string | string[] | undefined> | undefined>;
}

/** A route handler: checks who asks, from where and how often, then answers with what `handler` returns, or with the error envelope. */
export function endpoint<const A extends Access>(
  options: EndpointOptions<A>,
  handler: (call: Call<A>) => Promise<unknown>,
) {
  return async (request: NextRequest, context: RouteContext): Promise<Response> => {
    const id = requestId(request.headers);
    try {
      const actor = await admitted(options, request);
      const input = async () => readInput(request, (await context.params) ?? {});
      // `admitted` lets nobody through unless the access is public.
      const result = await handler({ request, actor: actor as Call<A>["actor"], input });
      return answer(result, options.status ?? 200, id);
    } catch (error) {
      return refusal(toAppError(error), options.route, id);
    }
  };
}

async function admitted(
  { access, route, rateLimit = 0 }: EndpointOptions,
  request: NextRequest,
): Promise<Actor | null> {
  refuseOtherOrigins(request);
  const actor = await currentActor();
  if (rateLimit > 0) await takeToken(`${route} ${callerKey(actor, request.headers)}`, rateLimit);
  if (actor === null && access !== "public") throw notSignedIn();
  if (access === "admin" && actor?.role !== "admin") throw forbidden();
  return actor;
}

/**
 * Cookies go with every request that a browser makes, so another site's page could act for its visitor. Browsers say where a request
 * comes from; programs don't, but they carry no visitor's cookies either. A Bearer token is never sent by itself.
 */
function refuseOtherOrigins(request: NextRequest): void {
  if (["GET", "HEAD", "OPTIONS"].includes(request.method) || request.headers.has("authorization"))
    return;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  const foreign =
    site === null
      ? origin !== null && hostOf(origin) !== host
      : site !== "same-origin" && site !== "none";
  if (foreign) throw forbidden("This request came from another site.");
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

function answer(result: unknown, status: number, id: string): Response {
  const headers = { "x-request-id": id, "cache-control": "no-store" };
  if (result instanceof Response) return result;
  return result === undefined
    ? new NextResponse(null, { status: 204, headers })
    : NextResponse.json(result, { status, headers });
}

function refusal(error: AppError, route: string, id: string): Response {
  if (error.status >= 500)
    logError("request-failed", error.cause ?? error, { route, requestId: id });
  const { code, message, fields, retryAfter } = error;
  const body = {
    error: { code, message, ...(fields === undefined ? {} : { fields }), requestId: id },
  };
  const headers = new Headers({ "x-request-id": id, "cache-control": "no-store" });
  if (retryAfter !== undefined) headers.set("retry-after", String(retryAfter));
  return NextResponse.json(body, { status: error.status, headers });
}
