import type { NextRequest, NextResponse } from "next/server";

import { admit } from "@/auth/protected-routes";
import { identityIn } from "@/auth/session-token";

/** Keeps protected addresses for people whose session token is valid. */
export async function middleware(request: NextRequest): Promise<NextResponse> {
  return admit(request, (await identityIn(request.headers)) !== null);
}
