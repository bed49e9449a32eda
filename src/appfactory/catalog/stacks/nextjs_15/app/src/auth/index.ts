import "server-only";

import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";

import { developmentUsers } from "@/auth/development-users";
import type { Actor } from "@/lib/actor";
import { isProduction } from "@/lib/env";
import { actorFor } from "@/lib/users";

/** Sample provider of the template: the cookie names a development user. An app gets a real one. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  const email = (await cookies()).get("sample-session")?.value;
  const user = developmentUsers.find((candidate) => candidate.email === email);
  return user === undefined || isProduction() ? null : actorFor(user);
});

export async function requireActor(): Promise<Actor> {
  return (await currentActor()) ?? redirect("/sign-in");
}

export async function requireAdmin(): Promise<Actor> {
  const actor = await requireActor();
  return actor.role === "admin" ? actor : notFound();
}
