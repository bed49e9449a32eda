import { NextRequest, NextResponse, type NextFetchEvent } from "next/server";

import { middleware as authentication } from "@/auth/middleware";
import { contentSecurityPolicy, NONCE_HEADER } from "@/lib/content-security";

type Middleware = (
  request: NextRequest,
  event: NextFetchEvent,
) => Response | null | undefined | void | Promise<Response | null | undefined | void>;

const production = (process.env.APP_ENV || process.env.NODE_ENV) === "production";

/** Gives each page view a nonce and its security policy, and then asks the auth provider who comes in. */
export default async function middleware(
  request: NextRequest,
  event: NextFetchEvent,
): Promise<Response> {
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce, {
    development: process.env.NODE_ENV === "development",
    standInUrl: production ? "" : process.env.STAND_IN_URL,
    // The list of e-mail templates shows each in a frame.
    framed: request.nextUrl.pathname.startsWith("/dev/emails/"),
  });
  const headers = new Headers(request.headers);
  headers.set(NONCE_HEADER, nonce);
  // Next.js takes the nonce for its own scripts from here.
  headers.set("content-security-policy", policy);

  const forwarded = NextResponse.next({ request: { headers } });
  // Made from the address: the edge runtime takes a request that is made from another for a GET.
  const asked = new NextRequest(request.url, { method: request.method, headers });
  const response = (await (authentication as Middleware)(asked, event)) ?? forwarded;
  const answer = new Response(response.body, response);
  if (goesOn(answer)) forwardHeaders(forwarded.headers, answer.headers);
  answer.headers.set("content-security-policy", policy);
  // Two years; the same build may run as a preview without TLS, so it is decided here.
  if (production)
    answer.headers.set("strict-transport-security", "max-age=63072000; includeSubDomains");
  return answer;
}

/** Whether a page or route will answer, and not the middleware itself. */
const goesOn = ({ headers }: Response) =>
  headers.has("x-middleware-next") || headers.has("x-middleware-rewrite");

/**
 * Next.js carries changed request headers in the response of the middleware: a list of names, and a header for each. The provider's list,
 * if it has one, stands; ours is added to it.
 */
function forwardHeaders(from: Headers, to: Headers): void {
  const list = "x-middleware-override-headers";
  const names = new Set((to.get(list) ?? "").split(",").filter((name) => name !== ""));
  for (const name of (from.get(list) ?? "").split(",")) {
    if (!names.has(name))
      to.set(`x-middleware-request-${name}`, from.get(`x-middleware-request-${name}`) ?? "");
    names.add(name);
  }
  to.set(list, [...names].join(","));
}

export const config = {
  // Everything but files that are the same for everyone.
  matcher: [
    "/((?!_next/static|_next/image|.*\\.(?:ico|svg|png|jpg|jpeg|webp|avif|gif|woff2?|css|js|map|txt|xml|webmanifest)$).*)",
    "/api/(.*)",
  ],
};
