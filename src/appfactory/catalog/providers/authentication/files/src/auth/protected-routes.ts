import { NextResponse, type NextRequest } from "next/server";

import { openRoutes, protectedRoutes } from "@/auth/_generated/protected-routes";
import { signInPath } from "@/auth/next-path";
import { notSignedIn } from "@/lib/errors";
import { requestId } from "@/lib/request-id";

/** The request header in which a page finds its own path, to come back to after signing in. */
export const pathHeader = "x-request-path";

/** Addresses that decide by themselves whom they answer: signing in, webhooks (which carry a signature), and what monitors ask. */
const ownGuard = [
  "/sign-in",
  "/api/auth/*",
  "/api/dev/*",
  "/api/webhooks/*",
  "/api/health",
  "/api/openapi.json",
];

/**
 * Whether `pathname` matches a pattern of the plan. A pattern covers what lies below it (`/bookings` and `/bookings/*` both cover
 * `/bookings/new`), `/` is the home page alone, and `:id`, `[id]`, `{id}` and `*` stand for any one segment.
 */
export function matches(pattern: string, pathname: string): boolean {
  if (pattern === "/") return pathname === "/";
  const wanted = segments(pattern.replace(/\/?\(\.\*\)$|\/\*+$|\/:\w+\*$/, ""));
  const given = segments(pathname);
  return wanted.every((segment, index) => covers(segment, given[index]));
}

const segments = (path: string) => path.split("/").filter((segment) => segment !== "");

function covers(wanted: string, given: string | undefined): boolean {
  if (given === undefined) return false;
  if (/^(:.+|\[.+\]|\{.+\})$/.test(wanted)) return true;
  return wanted.endsWith("*") ? given.startsWith(wanted.slice(0, -1)) : wanted === given;
}

/** Like `matches`, but an open route covers nothing below it unless it ends with `*`. */
function opens(pattern: string, pathname: string): boolean {
  return (
    matches(pattern, pathname) &&
    (pattern.endsWith("*") || segments(pattern).length === segments(pathname).length)
  );
}

/** Whether the plan keeps this address for people who are signed in. */
export function needsSignIn(
  method: string,
  pathname: string,
  plan: { protectedRoutes: readonly string[]; openRoutes: readonly string[] } = {
    protectedRoutes,
    openRoutes,
  },
): boolean {
  const path = decoded(pathname);
  if (!plan.protectedRoutes.some((pattern) => matches(pattern, path))) return false;
  const asked = `${method === "HEAD" ? "GET" : method} `;
  const open = [
    ...ownGuard,
    ...plan.openRoutes
      .filter((route) => route.startsWith(asked))
      .map((route) => route.slice(asked.length)),
  ];
  return !open.some((pattern) => opens(pattern, path));
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

/** Lets the request through with its path in a header, or, if it needs a sign-in that is missing, answers in its place. */
export function admit(
  request: NextRequest,
  signedIn: boolean,
  protects = needsSignIn,
): NextResponse {
  const { pathname, search } = request.nextUrl;
  if (signedIn || !protects(request.method, pathname)) {
    const headers = new Headers(request.headers);
    headers.set(pathHeader, `${pathname}${search}`);
    return NextResponse.next({ request: { headers } });
  }
  if (pathname.startsWith("/api/")) return refusal(requestId(request.headers));
  // A form that was sent must not be sent again to the sign-in page.
  const status = request.method === "GET" || request.method === "HEAD" ? 307 : 303;
  return NextResponse.redirect(new URL(signInPath(`${pathname}${search}`), request.url), status);
}

function refusal(id: string): NextResponse {
  const { status, code, message } = notSignedIn();
  const headers = { "x-request-id": id, "cache-control": "no-store" };
  return NextResponse.json({ error: { code, message, requestId: id } }, { status, headers });
}
