import type { Identity } from "@/lib/actor";

export interface DevelopmentUser extends Identity {
  email: string;
  name: string;
}

export const developmentUsers: readonly DevelopmentUser[] = [
  { subject: "sample_ana", email: "ana@example.com", name: "Ana Lima", role: "user" },
  { subject: "sample_ben", email: "ben@example.com", name: "Ben Okoro", role: "user" },
  { subject: "sample_ada", email: "ada@example.com", name: "Ada Novak", role: "admin" },
];
