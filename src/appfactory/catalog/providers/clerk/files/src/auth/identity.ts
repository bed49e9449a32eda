import "server-only";
import "@/auth/environment";

import { auth, clerkClient } from "@clerk/nextjs/server";

import { isOurs, roleOf, textClaim } from "@/auth/claims";
import type { Identity } from "@/lib/actor";
import { logError } from "@/lib/log";

type Profile = Pick<Identity, "email" | "name">;

const profileLifetime = 5 * 60_000;
const mostProfiles = 1_000;
const profiles = new Map<string, { profile: Profile; until: number }>();

/** Who the request's session token speaks of; null without a valid one. */
export async function currentIdentity(): Promise<Identity | null> {
  const { sessionClaims } = await auth();
  if (!isOurs(sessionClaims)) return null;
  const { sub: subject } = sessionClaims;
  const email = textClaim(sessionClaims, "email");
  const profile = email === null ? await profileOf(subject) : { email, name: textClaim(sessionClaims, "name") };
  return { subject, role: roleOf(sessionClaims), ...profile };
}

/** Asks Clerk for what the session token leaves out, once in a while for each user. */
async function profileOf(subject: string): Promise<Profile> {
  const known = profiles.get(subject);
  if (known !== undefined && known.until > Date.now()) return known.profile;
  try {
    const user = await (await clerkClient()).users.getUser(subject);
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
