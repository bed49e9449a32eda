import { and, arrayContains, asc, eq, gte, inArray } from "drizzle-orm";

import { projects, tasks } from "@/db/_generated/schema";
import { withActor } from "@/db/client";
import type { Actor } from "@/lib/actor";
import type { Page } from "@/lib/browse";
import { conflict, invalid, notFound, parse, unprocessable } from "@/lib/errors";
import { matching, onDay, orderOf, single, texts, type WithCheckout } from "@/lib/rows";
import { dispatch, record } from "@/lib/side-effects";
import { openCheckout } from "@/payments/checkout";

import { projectSorting, taskSorting } from "./queries";
import { ownedProjects, ownedTasks } from "./access";
import {
  activateProjectInput,
  archiveProjectInput,
  createProjectInput,
  createTaskInput,
  deleteProjectInput,
  finishTaskInput,
  getProjectInput,
  listTasksInput,
  myProjectsInput,
  type Project,
  projectOutput,
  type Task,
  taskOutput,
  updateProjectInput,
} from "./_generated/contract";

export async function createProject(input: unknown, actor: Actor): Promise<WithCheckout<Project>> {
  const values = parse(createProjectInput, input);
  const { output, events } = await withActor(actor, async (tx) => {
    const row = single(
      await tx
        .insert(projects)
        .values({ ...values, userId: actor.userId })
        .returning(),
    );
    const output = projectOutput.parse(row);
    const events: string[] = [];
    if (actor.email) {
      events.push(
        await record(tx, {
          kind: "send-email",
          template: "project-created",
          to: actor.email,
          data: texts(output),
        }),
      );
    }
    events.push(
      await record(tx, { kind: "call-function", name: "notify-project", data: texts(output) }),
    );
    return { output, events };
  });
  for (const event of events) await dispatch(event);
  const { url } = await openCheckout({
    product: "project-fee",
    entity: "Project",
    id: String(output.id),
    actor,
  });
  return { ...output, checkoutUrl: url };
}

export async function updateProject(input: unknown, actor: Actor): Promise<Project> {
  const { id, ...changes } = parse(updateProjectInput, input);
  if (Object.values(changes).every((value) => value === undefined))
    throw invalid({}, "There is nothing to change.");
  return withActor(actor, async (tx) => {
    const [row] = await tx
      .update(projects)
      .set({ ...changes, updatedAt: new Date() })
      .where(and(eq(projects.id, id), ownedProjects(actor)))
      .returning();
    if (row === undefined) throw notFound("Project");
    return projectOutput.parse(row);
  });
}

export async function activateProject(input: unknown, actor: Actor): Promise<Project> {
  const { id } = parse(activateProjectInput, input);
  return withActor(actor, async (tx) => {
    const [row] = await tx
      .update(projects)
      .set({ stage: "ACTIVE", updatedAt: new Date() })
      .where(and(eq(projects.id, id), ownedProjects(actor), inArray(projects.stage, ["DRAFT"])))
      .returning();
    if (row === undefined) {
      const present = await tx.$count(projects, and(eq(projects.id, id), ownedProjects(actor)));
      if (present === 0) throw notFound("Project");
      throw conflict("This project can no longer become active.");
    }
    return projectOutput.parse(row);
  });
}

export async function archiveProject(input: unknown, actor: Actor): Promise<Project> {
  const { id } = parse(archiveProjectInput, input);
  return withActor(actor, async (tx) => {
    const [row] = await tx
      .update(projects)
      .set({ archivedAt: new Date(), updatedAt: new Date() })
      .where(and(eq(projects.id, id), ownedProjects(actor)))
      .returning();
    if (row === undefined) throw notFound("Project");
    return projectOutput.parse(row);
  });
}

export async function deleteProject(input: unknown, actor: Actor): Promise<void> {
  const { id } = parse(deleteProjectInput, input);
  await withActor(actor, async (tx) => {
    const [row] = await tx
      .delete(projects)
      .where(and(eq(projects.id, id), ownedProjects(actor)))
      .returning();
    if (row === undefined) throw notFound("Project");
  });
}

export async function getProject(input: unknown, actor: Actor): Promise<Project> {
  const { projectId: key } = parse(getProjectInput, input);
  return withActor(actor, async (tx) => {
    const [row] = await tx
      .select()
      .from(projects)
      .where(and(eq(projects.id, key), ownedProjects(actor)))
      .limit(1);
    if (row === undefined) throw notFound("Project");
    return projectOutput.parse(row);
  });
}

export async function myProjects(input: unknown, actor: Actor): Promise<Page<Project>> {
  const { page, pageSize, sort = "-createdAt", ...filters } = parse(myProjectsInput, input);
  const where = and(
    eq(projects.userId, actor.userId),
    filters.stage === undefined ? undefined : eq(projects.stage, filters.stage),
    matching(filters.q, [projects.name, projects.summary]),
    filters.tag === undefined ? undefined : arrayContains(projects.tags, [filters.tag]),
    filters.minBudget === undefined ? undefined : gte(projects.budget, filters.minBudget),
    filters.createdOn === undefined ? undefined : onDay(projects.createdAt, filters.createdOn),
  );
  return withActor(actor, async (tx) => {
    const rows = await tx
      .select()
      .from(projects)
      .where(where)
      .orderBy(...orderOf(projectSorting, sort), asc(projects.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize);
    const total = await tx.$count(projects, where);
    return { items: rows.map((row) => projectOutput.parse(row)), total, page, pageSize };
  });
}

export async function createTask(input: unknown, actor: Actor): Promise<Task> {
  const values = parse(createTaskInput, input);
  return withActor(actor, async (tx) => {
    const projectCount = await tx.$count(
      projects,
      and(eq(projects.id, values.projectId), ownedProjects(actor)),
    );
    if (projectCount === 0) throw notFound("Project");
    if (values.parentId) {
      const taskCount = await tx.$count(
        tasks,
        and(eq(tasks.id, values.parentId), ownedTasks(actor)),
      );
      if (taskCount === 0)
        throw unprocessable("This task was not found.", { parentId: ["This task was not found."] });
    }
    const row = single(await tx.insert(tasks).values(values).returning());
    return taskOutput.parse(row);
  });
}

export async function finishTask(input: unknown, actor: Actor): Promise<Task> {
  const { id } = parse(finishTaskInput, input);
  return withActor(actor, async (tx) => {
    const [row] = await tx
      .update(tasks)
      .set({ done: true })
      .where(and(eq(tasks.id, id), ownedTasks(actor)))
      .returning();
    if (row === undefined) throw notFound("Task");
    return taskOutput.parse(row);
  });
}

export async function listTasks(input: unknown, actor: Actor): Promise<Page<Task>> {
  const { page, limit: pageSize, sort = "title", ...filters } = parse(listTasksInput, input);
  const where = and(
    ownedTasks(actor),
    eq(tasks.projectId, filters.projectId),
    filters.done === undefined ? undefined : eq(tasks.done, filters.done),
    matching(filters.query, [tasks.title]),
  );
  return withActor(actor, async (tx) => {
    const rows = await tx
      .select()
      .from(tasks)
      .where(where)
      .orderBy(...orderOf(taskSorting, sort), asc(tasks.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize);
    const total = await tx.$count(tasks, where);
    return { items: rows.map((row) => taskOutput.parse(row)), total, page, pageSize };
  });
}
