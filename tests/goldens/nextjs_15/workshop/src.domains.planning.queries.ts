import { and, asc, eq, inArray } from "drizzle-orm";
import { z } from "zod";

import { projects, tasks } from "@/db/_generated/schema";
import { withActor } from "@/db/client";
import type { Actor } from "@/lib/actor";
import type { BrowseRequest, Page } from "@/lib/browse";
import { type Choice, matching, orderOf, sortOf } from "@/lib/rows";

import { ownedProjects, ownedTasks } from "./access";
import { type Project, projectOutput, type Task, taskOutput } from "./_generated/contract";

export const projectSorting = {
  id: projects.id,
  userId: projects.userId,
  name: projects.name,
  summary: projects.summary,
  budget: projects.budget,
  stage: projects.stage,
  startsOn: projects.startsOn,
  archivedAt: projects.archivedAt,
  createdAt: projects.createdAt,
  updatedAt: projects.updatedAt,
};

export async function findProject(id: string, actor: Actor | null): Promise<Project | undefined> {
  if (actor === null) return undefined;
  const key = z.guid().safeParse(id);
  if (!key.success) return undefined;
  return withActor(actor, async (tx) => {
    const [row] = await tx
      .select()
      .from(projects)
      .where(and(eq(projects.id, key.data), ownedProjects(actor)))
      .limit(1);
    return row && projectOutput.parse(row);
  });
}

export async function browseProjects(
  request: BrowseRequest,
  actor: Actor | null,
): Promise<Page<Project>> {
  const { page = 1, pageSize = 20 } = request;
  if (actor === null) return { items: [], total: 0, page, pageSize };
  const where = and(
    ownedProjects(actor),
    request.mine ? eq(projects.userId, actor.userId) : undefined,
    matching(request.search, [projects.name, projects.summary]),
  );
  return withActor(actor, async (tx) => {
    const rows = await tx
      .select()
      .from(projects)
      .where(where)
      .orderBy(...orderOf(projectSorting, sortOf(request, "-createdAt")), asc(projects.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize);
    const total = await tx.$count(projects, where);
    return { items: rows.map((row) => projectOutput.parse(row)), total, page, pageSize };
  });
}

export async function countProjects(actor: Actor | null): Promise<number> {
  if (actor === null) return 0;
  return withActor(actor, (tx) => tx.$count(projects, ownedProjects(actor)));
}

/** Choices for a select; at most 200. */
export async function projectOptions(actor: Actor | null): Promise<Choice[]> {
  if (actor === null) return [];
  return withActor(actor, async (tx) => {
    const rows = await tx
      .select({ key: projects.id, label: projects.name })
      .from(projects)
      .where(ownedProjects(actor))
      .orderBy(asc(projects.name))
      .limit(200);
    return rows.map((row) => ({ value: row.key, label: row.label }));
  });
}

/** What rows are called, by key. */
export async function projectLabels(
  ids: readonly (string | null)[],
  actor: Actor | null,
): Promise<Record<string, string>> {
  if (actor === null) return {};
  const keys = [...new Set(ids)].filter((id) => id !== null);
  if (keys.length === 0) return {};
  return withActor(actor, async (tx) => {
    const rows = await tx
      .select({ key: projects.id, label: projects.name })
      .from(projects)
      .where(and(inArray(projects.id, keys), ownedProjects(actor)));
    return Object.fromEntries(rows.map((row) => [row.key, row.label]));
  });
}

export const taskSorting = {
  id: tasks.id,
  projectId: tasks.projectId,
  title: tasks.title,
  priority: tasks.priority,
  estimate: tasks.estimate,
  done: tasks.done,
  due: tasks.due,
  parentId: tasks.parentId,
};

export async function findTask(id: string, actor: Actor | null): Promise<Task | undefined> {
  if (actor === null) return undefined;
  return withActor(actor, async (tx) => {
    const [row] = await tx
      .select()
      .from(tasks)
      .where(and(eq(tasks.id, id), ownedTasks(actor)))
      .limit(1);
    return row && taskOutput.parse(row);
  });
}

export async function browseTasks(
  request: BrowseRequest,
  actor: Actor | null,
): Promise<Page<Task>> {
  const { page = 1, pageSize = 20 } = request;
  if (actor === null) return { items: [], total: 0, page, pageSize };
  const where = and(ownedTasks(actor), matching(request.search, [tasks.title]));
  return withActor(actor, async (tx) => {
    const rows = await tx
      .select()
      .from(tasks)
      .where(where)
      .orderBy(...orderOf(taskSorting, sortOf(request, "title")), asc(tasks.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize);
    const total = await tx.$count(tasks, where);
    return { items: rows.map((row) => taskOutput.parse(row)), total, page, pageSize };
  });
}

export async function countTasks(actor: Actor | null): Promise<number> {
  if (actor === null) return 0;
  return withActor(actor, (tx) => tx.$count(tasks, ownedTasks(actor)));
}

/** Choices for a select; at most 200. */
export async function taskOptions(actor: Actor | null): Promise<Choice[]> {
  if (actor === null) return [];
  return withActor(actor, async (tx) => {
    const rows = await tx
      .select({ key: tasks.id, label: tasks.title })
      .from(tasks)
      .where(ownedTasks(actor))
      .orderBy(asc(tasks.title))
      .limit(200);
    return rows.map((row) => ({ value: row.key, label: row.label }));
  });
}

/** What rows are called, by key. */
export async function taskLabels(
  ids: readonly (string | null)[],
  actor: Actor | null,
): Promise<Record<string, string>> {
  if (actor === null) return {};
  const keys = [...new Set(ids)].filter((id) => id !== null);
  if (keys.length === 0) return {};
  return withActor(actor, async (tx) => {
    const rows = await tx
      .select({ key: tasks.id, label: tasks.title })
      .from(tasks)
      .where(and(inArray(tasks.id, keys), ownedTasks(actor)));
    return Object.fromEntries(rows.map((row) => [row.key, row.label]));
  });
}
