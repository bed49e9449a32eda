import { eq, inArray, type SQL, sql } from "drizzle-orm";
import { QueryBuilder } from "drizzle-orm/pg-core";

import { projects, tasks } from "@/db/_generated/schema";
import type { Actor } from "@/lib/actor";

/** The projects that the actor may work with: their own, or all for an admin. */
export function ownedProjects(actor: Actor | null): SQL | undefined {
  if (actor === null) return sql`false`;
  if (actor.role === "admin") return undefined;
  return eq(projects.userId, actor.userId);
}

/** The tasks that the actor may work with: their own, or all for an admin. */
export function ownedTasks(actor: Actor | null): SQL | undefined {
  if (actor === null) return sql`false`;
  if (actor.role === "admin") return undefined;
  const projectsOfActor = new QueryBuilder()
    .select({ id: projects.id })
    .from(projects)
    .where(ownedProjects(actor));
  return inArray(tasks.projectId, projectsOfActor);
}
