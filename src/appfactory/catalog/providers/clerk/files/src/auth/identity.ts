import "server-only";

import { createClerkClient } from "@clerk/nextjs/server";
import { headers } from "next/headers";

import { isOurs, roleOf, textClaim, type SessionClaims } from "@/auth/claims";
import { apiUrl, authorizedParties, jwtKey, publishableKey } from "@/auth/environment";
import type { Identity } from "@/lib/actor";
import { env } from "@/lib/env";
import { logError } from "@/lib/log";

type Profile = Pick<Identity, "email" | "name">;

const profileLifetime = 5 * 60_000;
const mostProfiles = 1_000;
const profiles = new Map<string, { profile: Profile; until: number }>();

let client: ReturnType<typeof createClerkClient> | undefined;

const clerk = () =>
  (client ??= createClerkClient({
    secretKey: env("CLERK_SECRET_KEY"),
    publishableKey: publishableKey(),
    apiUrl: apiUrl(),
    telemetry: { disabled: true },
  }));

/** Who the request's session token speaks of; null without a valid one. */
export async function currentIdentity(): Promise<Identity | null> {
  const claims = await sessionClaims(new Headers(await headers()));
  if (!isOurs(claims)) return null;
  const email = textClaim(claims, "email");
  const profile =
    email === null ? await profileOf(claims.sub) : { email, name: textClaim(claims, "name") };
  return { subject: claims.sub, role: roleOf(claims), ...profile };
}

/** What the session token in these request headers claims, a Bearer token's or the cookie's, once it is verified. */
async function sessionClaims(given: Headers): Promise<SessionClaims | null> {
  const origin = `${given.get("x-forwarded-proto") ?? "http"}://${given.get("x-forwarded-host") ?? given.get("host")}`;
  // Only a request for a document may be sent to Clerk and back to renew its session, and the middleware has done that.
  given.set("sec-fetch-dest", "empty");
  const state = await clerk().authenticateRequest(new Request(origin, { headers: given }), {
    jwtKey: jwtKey(),
    authorizedParties: authorizedParties(origin),
    acceptsToken: "session_token",
  });
  return state.toAuth()?.sessionClaims ?? null;
}

/** Asks Clerk for what the session token leaves out, once in a while for each user. */
async function profileOf(subject: string): Promise<Profile> {
  const known = profiles.get(subject);
  if (known !== undefined && known.until > Date.now()) return known.profile;
  try {
    const user = await clerk().users.getUser(subject);
    const profile = { email: user.primaryEmailAddress?.emailAddress ?? null, name: user.fullName };
    if (profiles.size >= mostProfiles) profiles.clear();
    profiles.set(subject, { profile, until: Date.now() + profileLifetime });
    return profile;
  } catch (error) {
    // The token alone says who it is; the address can wait until Clerk answers again.
    logError("clerk-profile-unavailable", error);
    return { email: null, name: null };
  }
}
