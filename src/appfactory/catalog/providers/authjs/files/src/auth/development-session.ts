import "server-only";

import { signIn } from "@/auth/auth-js";
import type { DevelopmentUser } from "@/auth/development-users";
import { developmentProvider } from "@/auth/session-token";
import { isProduction } from "@/lib/env";

/** Whether `POST /api/dev/sign-in` is there. */
export const developmentSignIn = () => !isProduction();

/** Has Auth.js sign the user in; it sets its own session cookie. */
export async function startDevelopmentSession({
  user,
}: {
  user: DevelopmentUser;
  origin: string;
}): Promise<void> {
  await signIn(developmentProvider, { email: user.email, redirect: false });
}
