import type { Identity } from "@/lib/actor";

export interface DevelopmentUser extends Identity {
  email: string;
  name: string;
}

/** The people of the seed data; they can sign in everywhere but in production. dev/stand-ins/clerk.mjs knows the same people. */
export const developmentUsers: readonly DevelopmentUser[] = [
  {
    subject: "user_2testAna00000000000000000001",
    email: "ana@example.com",
    name: "Ana Ortiz",
    role: "user",
  },
  {
    subject: "user_2testBen00000000000000000002",
    email: "ben@example.com",
    name: "Ben Okafor",
    role: "user",
  },
  {
    subject: "user_2testAda00000000000000000003",
    email: "ada@example.com",
    name: "Ada Lindqvist",
    role: "admin",
  },
];
