import "server-only";

import { signIn } from "@/auth/auth-js";
import { testProvider } from "@/auth/session-token";
import { isProduction } from "@/lib/env";
import type { TestUser } from "@/lib/test-users";

/** Whether `POST /api/dev/sign-in` is there. */
export const testSignIn = () => !isProduction();

/** Has Auth.js sign the user in; it sets its own session cookie. */
export async function startTestSession(user: TestUser): Promise<void> {
  await signIn(testProvider, { email: user.email, redirect: false });
}
