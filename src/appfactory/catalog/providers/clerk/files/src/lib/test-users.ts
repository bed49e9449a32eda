import type { Role } from "@/lib/actor";

export interface TestUser {
  id: string;
  /** The `sub` of the tokens that the test sign-in issues. */
  subject: string;
  email: string;
  name: string;
  role: Role;
}

/** The people of the seed data; they can sign in everywhere but in production. dev/stand-ins/clerk.mjs knows the same people. */
export const testUsers: readonly TestUser[] = [
  { id: "a1a00000-0000-4000-8000-000000000001", subject: "user_2testAna00000000000000000001", email: "ana@example.com", name: "Ana Ortiz", role: "user" },
  { id: "be100000-0000-4000-8000-000000000002", subject: "user_2testBen00000000000000000002", email: "ben@example.com", name: "Ben Okafor", role: "user" },
  { id: "ada00000-0000-4000-8000-000000000003", subject: "user_2testAda00000000000000000003", email: "ada@example.com", name: "Ada Lindqvist", role: "admin" },
];
