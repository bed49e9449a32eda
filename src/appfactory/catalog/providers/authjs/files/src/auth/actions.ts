"use server";

import { signIn, signInMethods, signOut } from "@/auth/auth-js";
import { nextPath } from "@/auth/next-path";
import { invalid } from "@/lib/errors";

/** Sends the visitor to the chosen provider, and from there to `next`. */
export async function signInWith(data: FormData): Promise<void> {
  const method = signInMethods().find(({ id }) => id === data.get("method"));
  if (method === undefined) throw invalid({ method: ["There is no such way to sign in."] });
  await signIn(method.id, { redirectTo: nextPath(data.get("next")) });
}

/** Ends the session and shows the home page. */
export async function endSession(): Promise<void> {
  await signOut({ redirectTo: "/" });
}
