import "server-only";

import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";

import { currentIdentity } from "@/auth/identity";
import { signInPath } from "@/auth/next-path";
import { pathHeader } from "@/auth/protected-routes";
import type { Actor } from "@/lib/actor";
import { actorFor } from "@/lib/users";

/** Who is signed in, by cookie or Bearer token; null if nobody is. Asked once for each request. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  const identity = await currentIdentity();
  return identity === null ? null : actorFor(identity);
});

/** For pages: who is signed in; everyone else is sent to sign in, and comes back afterwards. */
export async function requireActor(): Promise<Actor> {
  const actor = await currentActor();
  if (actor === null) redirect(signInPath((await headers()).get(pathHeader) ?? "/"));
  return actor;
}

/** For pages: the admin who is signed in. To other users the page does not exist. */
export async function requireAdmin(): Promise<Actor> {
  const actor = await requireActor();
  if (actor.role !== "admin") notFound();
  return actor;
}
