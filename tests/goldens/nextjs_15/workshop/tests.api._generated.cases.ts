import type { Actor } from "@/lib/actor";

import {
  activateProjectInputOf,
  archiveProjectInputOf,
  createMaterialInputOf,
  createProjectInputOf,
  createTaskInputOf,
  deleteProjectInputOf,
  finishTaskInputOf,
  forecastStockInputOf,
  getMaterialInputOf,
  getProjectInputOf,
  givenProject,
  givenTask,
  listMaterialsInputOf,
  listMessagesInputOf,
  listTasksInputOf,
  myProjectsInputOf,
  sendMessageInputOf,
  updateProjectInputOf,
} from "../../support/_generated/fixtures";

interface ApiCase {
  route: string;
  method: string;
  path: string;
  access: "public" | "user" | "admin";
  rateLimit: number;
  validated: boolean;
  unwritten: boolean;
  /** Inputs that are ids. */
  identifiers: readonly string[];
  input: (tenant: Actor) => Promise<object>;
  /** The status for each kind of visitor, when the rows are the tenant's. */
  expected: { anonymous: number; tenant: number; other: number; admin: number };
}

export const apiCases: readonly ApiCase[] = [
  {
    route: "POST /api/projects",
    method: "POST",
    path: "/api/projects",
    access: "user",
    rateLimit: 30,
    validated: true,
    unwritten: false,
    identifiers: [],
    input: () => createProjectInputOf(),
    expected: { anonymous: 401, tenant: 201, other: 201, admin: 201 },
  },
  {
    route: "GET /api/projects",
    method: "GET",
    path: "/api/projects",
    access: "user",
    rateLimit: 0,
    validated: true,
    unwritten: false,
    identifiers: [],
    input: () => myProjectsInputOf(),
    expected: { anonymous: 401, tenant: 200, other: 200, admin: 200 },
  },
  {
    route: "GET /api/projects/{projectId}",
    method: "GET",
    path: "/api/projects/{projectId}",
    access: "user",
    rateLimit: 0,
    validated: true,
    unwritten: false,
    identifiers: ["projectId"],
    input: (tenant) => getProjectInputOf(tenant),
    expected: { anonymous: 401, tenant: 200, other: 404, admin: 200 },
  },
  {
    route: "PATCH /api/projects/{id}",
    method: "PATCH",
    path: "/api/projects/{id}",
    access: "user",
    rateLimit: 0,
    validated: true,
    unwritten: false,
    identifiers: ["id"],
    input: (tenant) => updateProjectInputOf(tenant),
    expected: { anonymous: 401, tenant: 200, other: 404, admin: 200 },
  },
  {
    route: "POST /api/projects/{id}/activate",
    method: "POST",
    path: "/api/projects/{id}/activate",
    access: "user",
    rateLimit: 0,
    validated: true,
    unwritten: false,
    identifiers: ["id"],
    input: (tenant) => activateProjectInputOf(tenant),
    expected: { anonymous: 401, tenant: 200, other: 404, admin: 200 },
  },
  {
    route: "POST /api/projects/{id}/archive",
    method: "POST",
    path: "/api/projects/{id}/archive",
    access: "user",
    rateLimit: 0,
    validated: true,
    unwritten: false,
    identifiers: ["id"],
    input: (tenant) => archiveProjectInputOf(tenant),
    expected: { anonymous: 401, tenant: 200, other: 404, admin: 200 },
  },
  {
    route: "DELETE /api/projects/{id}",
    method: "DELETE",
    path: "/api/projects/{id}",
    access: "user",
    rateLimit: 0,
    validated: true,
    unwritten: false,
    identifiers: ["id"],
    input: (tenant) => deleteProjectInputOf(tenant),
    expected: { anonymous: 401, tenant: 204, other: 404, admin: 204 },
  },
  {
    route: "POST /api/projects/{projectId}/tasks",
    method: "POST",
    path: "/api/projects/{projectId}/tasks",
    access: "user",
    rateLimit: 0,
    validated: true,
    unwritten: false,
    identifiers: ["projectId"],
    input: (tenant) => createTaskInputOf(tenant),
    expected: { anonymous: 401, tenant: 201, other: 404, admin: 201 },
  },
  {
    route: "GET /api/projects/{projectId}/tasks",
    method: "GET",
    path: "/api/projects/{projectId}/tasks",
    access: "user",
    rateLimit: 0,
    validated: true,
    unwritten: false,
    identifiers: ["projectId"],
    input: (tenant) => listTasksInputOf(tenant),
    expected: { anonymous: 401, tenant: 200, other: 200, admin: 200 },
  },
  {
    route: "POST /api/tasks/:id/finish",
    method: "POST",
    path: "/api/tasks/{id}/finish",
    access: "user",
    rateLimit: 0,
    validated: true,
    unwritten: false,
    identifiers: [],
    input: (tenant) => finishTaskInputOf(tenant),
    expected: { anonymous: 401, tenant: 200, other: 404, admin: 200 },
  },
  {
    route: "POST /api/materials",
    method: "POST",
    path: "/api/materials",
    access: "admin",
    rateLimit: 0,
    validated: true,
    unwritten: false,
    identifiers: [],
    input: () => createMaterialInputOf(),
    expected: { anonymous: 401, tenant: 403, other: 403, admin: 201 },
  },
  {
    route: "GET /api/materials",
    method: "GET",
    path: "/api/materials",
    access: "public",
    rateLimit: 0,
    validated: true,
    unwritten: false,
    identifiers: [],
    input: () => listMaterialsInputOf(),
    expected: { anonymous: 200, tenant: 200, other: 200, admin: 200 },
  },
  {
    route: "GET /api/materials/{code}",
    method: "GET",
    path: "/api/materials/{code}",
    access: "public",
    rateLimit: 0,
    validated: true,
    unwritten: false,
    identifiers: [],
    input: () => getMaterialInputOf(),
    expected: { anonymous: 200, tenant: 200, other: 200, admin: 200 },
  },
  {
    route: "POST /api/messages",
    method: "POST",
    path: "/api/messages",
    access: "public",
    rateLimit: 5,
    validated: false,
    unwritten: false,
    identifiers: [],
    input: () => sendMessageInputOf(),
    expected: { anonymous: 201, tenant: 201, other: 201, admin: 201 },
  },
  {
    route: "GET /api/admin/messages",
    method: "GET",
    path: "/api/admin/messages",
    access: "admin",
    rateLimit: 0,
    validated: true,
    unwritten: false,
    identifiers: [],
    input: () => listMessagesInputOf(),
    expected: { anonymous: 401, tenant: 403, other: 403, admin: 200 },
  },
  {
    route: "POST /api/stock/forecast",
    method: "POST",
    path: "/api/stock/forecast",
    access: "user",
    rateLimit: 0,
    validated: true,
    unwritten: true,
    identifiers: [],
    input: () => forecastStockInputOf(),
    expected: { anonymous: 401, tenant: 501, other: 501, admin: 501 },
  },
];

interface PolicedTable {
  table: string;
  key: string;
  owner: string;
  /** False where rows are only ever added. */
  changes: boolean;
  given: (tenant: Actor) => Promise<string>;
}

/** Tables whose rows belong to somebody. */
export const policedTables: readonly PolicedTable[] = [
  {
    table: "projects",
    key: "id",
    owner: "user_id",
    changes: true,
    given: async (tenant: Actor) => String((await givenProject({}, tenant)).id),
  },
  {
    table: "tasks",
    key: "id",
    owner: "",
    changes: true,
    given: async (tenant: Actor) => String((await givenTask({}, tenant)).id),
  },
];
