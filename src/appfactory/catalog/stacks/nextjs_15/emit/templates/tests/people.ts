import { developmentUsers } from "@/auth/development-users";
import type { Actor } from "@/lib/actor";

import { actorOf } from "./database";

/** A development user, as the app knows them once they have signed in. */
export async function developmentActor(email: string): Promise<Actor> {
  const user = developmentUsers.find((candidate) => candidate.email === email);
  if (user === undefined) throw new Error(`${email} is no development user.`);
  return actorOf(user);
}
