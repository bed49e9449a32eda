import { beforeEach, vi } from "vitest";

import type * as Client from "@/db/client";

import { withClaims } from "./database";

const actual = await vi.importActual<typeof Client>("@/db/client");

/**
 * The database's policies are the second line of defence. Tests switch them off to see that the
 * code alone keeps people's rows apart.
 */
export const policies = { enforced: true };

beforeEach(() => {
  policies.enforced = true;
});

export const asPlatform = actual.asPlatform;

export const withActor: typeof actual.withActor = (actor, work) =>
  policies.enforced ? actual.withActor(actor, work) : withClaims(actor, work);
