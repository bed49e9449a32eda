import "@/auth/middleware-environment";

import { clerkMiddleware } from "@clerk/nextjs/server";
import { NextRequest, NextResponse, type NextFetchEvent } from "next/server";

import { isOurs } from "@/auth/claims";
import { authorizedParties, jwtKey, publishableKey, usesStandIn } from "@/auth/environment";
import { admit } from "@/auth/protected-routes";

const authenticate = clerkMiddleware(
  async (auth, request) => {
    const { sessionClaims } = await auth();
    return admit(request, isOurs(sessionClaims));
  },
  ({ nextUrl }) => ({
    publishableKey: publishableKey(),
    jwtKey: jwtKey(),
    authorizedParties: authorizedParties(nextUrl.origin),
    signInUrl: "/sign-in",
  }),
);

/** Verifies the session token of each request and keeps protected addresses for people who are signed in. */
export async function middleware(
  request: NextRequest,
  event: NextFetchEvent,
): Promise<NextResponse> {
  const response = await authenticate(usesStandIn() ? withoutHandshake(request) : request, event);
  return response instanceof NextResponse
    ? response
    : new NextResponse(response?.body, response ?? undefined);
}

/**
 * To renew a page's session, Clerk sends the browser to the instance's own host and back. The stand-in has no such host; a request that
 * asks for no document is answered by what its token says.
 */
function withoutHandshake(request: NextRequest): NextRequest {
  const headers = new Headers(request.headers);
  headers.set("sec-fetch-dest", "empty");
  // Made from its parts: in the edge runtime, a request made from another one forgets its method.
  return new NextRequest(request.url, { method: request.method, headers });
}
