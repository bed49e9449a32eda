import { eq } from "drizzle-orm";

import { materials, messages, projects } from "@/db/_generated/schema";
import type { Actor } from "@/lib/actor";

import { dayFrom, unique } from "../../support/values";
import { asOwner } from "../../support/database";
import type { FormField } from "../../support/browser";
import { givenMaterial, givenMessage, givenProject } from "../../support/_generated/fixtures";

type Access = "public" | "user" | "admin";

interface AppPage {
  name: string;
  route: string;
  access: Access;
  file: string;
}

interface EntityPage {
  name: string;
  route: string;
  access: Access;
  /** Makes a row of somebody's, and gives its key. */
  given: (tenant: Actor) => Promise<string>;
  count: () => Promise<number>;
  create?: {
    button: string;
    /** Makes the rows that the form points at, and gives their keys. */
    prepare: (tenant: Actor) => Promise<Record<string, string>>;
    fields: (made: Record<string, string>) => FormField[];
    /** The label of a field that must not be empty. */
    required: string;
  };
  update?: {
    field: () => FormField;
    /** What the database holds for the field, as a form shows it. */
    stored: (key: string) => Promise<string>;
  };
  editable: boolean;
  remove?: string;
  moves: readonly {
    label: string;
    given: (tenant: Actor) => Promise<string>;
    done: (key: string) => Promise<boolean>;
  }[];
}

interface SectionForm {
  component: string;
  route: string;
  access: Access;
  mails: boolean;
  prepare: (tenant: Actor) => Promise<unknown>;
  fields: readonly [FormField, ...FormField[]];
  count: () => Promise<number>;
}

export const appPages: readonly AppPage[] = [
  { name: "Home", route: "/", access: "public", file: "home" },
  { name: "Materials", route: "/materials", access: "public", file: "materials" },
  { name: "Projects", route: "/projects", access: "user", file: "projects" },
  { name: "Messages", route: "/messages", access: "admin", file: "messages" },
];

export const entityPages: readonly EntityPage[] = [
  {
    name: "Materials",
    route: "/materials",
    access: "public",
    given: async () => String((await givenMaterial()).id),
    count: () => asOwner.$count(materials),
    editable: false,
    moves: [],
  },
  {
    name: "Projects",
    route: "/projects",
    access: "user",
    given: async (tenant) => String((await givenProject({}, tenant)).id),
    count: () => asOwner.$count(projects),
    create: {
      button: "Create Project",
      prepare: () => Promise.resolve({}),
      fields: () => [
        { kind: "text", label: "Name", value: unique("Quiet project", 60) },
        {
          kind: "text",
          label: "Summary",
          value: "Everything is arranged; please call if plans change.",
        },
        { kind: "text", label: "Budget", value: "1.50" },
        { kind: "text", label: "Starts on", value: dayFrom(1) },
        { kind: "tags", label: "Tags", value: "new" },
      ],
      required: "Name",
    },
    editable: true,
    update: {
      field: () => ({ kind: "text", label: "Name", value: unique("Changed", 40) }),
      stored: async (key) => {
        const [row] = await asOwner.select().from(projects).where(eq(projects.id, key));
        return String(row?.name);
      },
    },
    remove: "Delete",
    moves: [
      {
        label: "Activate project",
        given: async (tenant) => String((await givenProject({ stage: "DRAFT" }, tenant)).id),
        done: async (key) => {
          const [row] = await asOwner.select().from(projects).where(eq(projects.id, key));
          return row?.stage === "ACTIVE";
        },
      },
      {
        label: "Archive project",
        given: async (tenant) => String((await givenProject({}, tenant)).id),
        done: async (key) => {
          const [row] = await asOwner.select().from(projects).where(eq(projects.id, key));
          return row?.archivedAt !== null;
        },
      },
    ],
  },
  {
    name: "Messages",
    route: "/messages",
    access: "admin",
    given: async () => String((await givenMessage()).id),
    count: () => asOwner.$count(messages),
    editable: false,
    moves: [],
  },
];

export const sectionForms: readonly SectionForm[] = [];
