import { roles } from "@/_generated/roles";

export type Role = (typeof roles)[number];

/** What the sign-in proves. `subject` is the token's `sub`. */
export interface Identity {
  subject: string;
  email: string | null;
  name: string | null;
  role: Role;
}

/** Who asks: an identity with its row in `users`. */
export interface Actor extends Identity {
  userId: string;
}

/** The role of that name, or the one with the fewest rights: a token never gains by an unknown role. */
export function asRole(value: unknown): Role {
  return roles.find((role) => role === value) ?? "user";
}
