import "server-only";

import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";

import { asRole, type Actor } from "@/lib/actor";
import { isProduction } from "@/lib/env";
import { currentPath } from "@/lib/current-path";
import { testUsers } from "@/lib/test-users";
import { actorFor } from "@/lib/users";

/** Sample provider of the template: the cookie names a test user. Apps get a real one. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  const email = (await cookies()).get("sample-session")?.value;
  const user = testUsers.find((candidate) => candidate.email === email);
  if (user === undefined || isProduction()) return null;
  return actorFor({ subject: user.subject, email: user.email, name: user.name, role: asRole(user.role) });
});

export async function requireActor(): Promise<Actor> {
  const actor = await currentActor();
  if (actor === null) redirect(`/sign-in?next=${encodeURIComponent(await currentPath())}`);
  return actor;
}

export async function requireAdmin(): Promise<Actor> {
  const actor = await requireActor();
  if (actor.role !== "admin") notFound();
  return actor;
}
