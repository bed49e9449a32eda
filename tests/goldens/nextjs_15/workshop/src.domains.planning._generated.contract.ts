import { z } from "zod";

import {
  booleanFromText,
  dateTimeText,
  decimal,
  pageNumber,
  pageSize,
  requiredText,
  says,
  sorting,
} from "@/lib/fields";

export const projectStageEnum = z.enum(
  ["DRAFT", "ACTIVE", "DONE"],
  says("Project Stage", "must be one of DRAFT, ACTIVE, DONE"),
);

export const taskPriorityEnum = z.enum(
  ["low", "normal", "high"],
  says("Task Priority", "must be one of low, normal, high"),
);

export const projectOutput = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  summary: z.string().nullable(),
  budget: z.string(),
  stage: projectStageEnum,
  startsOn: z.string().nullable(),
  tags: z.array(z.string()),
  archivedAt: dateTimeText.nullable(),
  createdAt: dateTimeText,
  updatedAt: dateTimeText,
});
export type Project = z.output<typeof projectOutput>;

export const taskOutput = z.object({
  id: z.string(),
  projectId: z.string(),
  title: z.string(),
  priority: taskPriorityEnum,
  estimate: z.number().nullable(),
  done: z.boolean(),
  due: z.string().nullable(),
  parentId: z.string().nullable(),
});
export type Task = z.output<typeof taskOutput>;

export const createProjectInput = z.strictObject({
  name: requiredText("Name").max(60, "Name must be at most 60 characters"),
  summary: z.string(says("Summary", "must be text")).nullish(),
  budget: decimal("Budget", { precision: 10, scale: 2, minimum: 0 }).optional(),
  startsOn: z.iso.date(says("Starts on", "must be a date")).nullish(),
  tags: z.array(z.string(says("Tags", "must be text")), says("Tags", "must be a list")).optional(),
});
export type CreateProjectInput = z.input<typeof createProjectInput>;

export const updateProjectInput = z.strictObject({
  id: z.guid(says("ID", "must be an id")),
  name: requiredText("Name").max(60, "Name must be at most 60 characters").optional(),
  summary: z.string(says("Summary", "must be text")).nullish(),
  budget: decimal("Budget", { precision: 10, scale: 2, minimum: 0 }).optional(),
});
export type UpdateProjectInput = z.input<typeof updateProjectInput>;

export const activateProjectInput = z.strictObject({
  id: z.guid(says("ID", "must be an id")),
});
export type ActivateProjectInput = z.input<typeof activateProjectInput>;

export const archiveProjectInput = z.strictObject({
  id: z.guid(says("ID", "must be an id")),
});
export type ArchiveProjectInput = z.input<typeof archiveProjectInput>;

export const deleteProjectInput = z.strictObject({
  id: z.guid(says("ID", "must be an id")),
});
export type DeleteProjectInput = z.input<typeof deleteProjectInput>;

export const getProjectInput = z.strictObject({
  projectId: z.guid(says("ID", "must be an id")),
});
export type GetProjectInput = z.input<typeof getProjectInput>;

export const myProjectsInput = z.strictObject({
  stage: projectStageEnum.optional(),
  q: z.string(says("Q", "must be text")).optional(),
  tag: z.string(says("Tags", "must be text")).optional(),
  minBudget: decimal("Budget", { precision: 10, scale: 2 }).optional(),
  createdOn: z.iso.date(says("Created at", "must be a date")).optional(),
  page: pageNumber,
  pageSize: pageSize,
  sort: sorting([
    "id",
    "userId",
    "name",
    "summary",
    "budget",
    "stage",
    "startsOn",
    "archivedAt",
    "createdAt",
    "updatedAt",
  ]).optional(),
});
export type MyProjectsInput = z.input<typeof myProjectsInput>;

export const createTaskInput = z.strictObject({
  projectId: z.guid(says("Project", "must be an id")),
  title: requiredText("Title").max(120, "Title must be at most 120 characters"),
  priority: taskPriorityEnum.optional(),
  estimate: z
    .int32(says("Estimate", "must be a whole number"))
    .min(1, "Estimate must be at least 1")
    .max(40, "Estimate must be at most 40")
    .nullish(),
  due: z.iso.time(says("Due", "must be a time of day")).nullish(),
  parentId: z.string(says("Parent", "must be text")).nullish(),
});
export type CreateTaskInput = z.input<typeof createTaskInput>;

export const finishTaskInput = z.strictObject({
  id: z.string(says("ID", "must be text")),
});
export type FinishTaskInput = z.input<typeof finishTaskInput>;

export const listTasksInput = z.strictObject({
  projectId: z.guid(says("Project", "must be an id")),
  done: booleanFromText(z.boolean(says("Done", "must be true or false"))).optional(),
  query: z.string(says("Query", "must be text")).optional(),
  page: pageNumber,
  limit: pageSize,
  sort: sorting([
    "id",
    "projectId",
    "title",
    "priority",
    "estimate",
    "done",
    "due",
    "parentId",
  ]).optional(),
});
export type ListTasksInput = z.input<typeof listTasksInput>;
