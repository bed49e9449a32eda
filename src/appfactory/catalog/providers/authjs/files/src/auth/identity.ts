import "server-only";

import { headers } from "next/headers";

import { identityIn } from "@/auth/session-token";
import type { Identity } from "@/lib/actor";

/** Who the request's session token speaks of; null without a valid one. */
export async function currentIdentity(): Promise<Identity | null> {
  return identityIn(new Headers(await headers()));
}
