import type { Identity } from "@/lib/actor";

export interface DevelopmentUser extends Identity {
  email: string;
  name: string;
}

/** The people of the seed data; they can sign in everywhere but in production. */
export const developmentUsers: readonly DevelopmentUser[] = [
  { subject: "development|ana", email: "ana@example.com", name: "Ana Ortiz", role: "user" },
  { subject: "development|ben", email: "ben@example.com", name: "Ben Okafor", role: "user" },
  { subject: "development|ada", email: "ada@example.com", name: "Ada Lindqvist", role: "admin" },
];
