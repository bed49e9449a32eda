"use server";

import { redirect } from "next/navigation";

import { endDevelopmentSession } from "@/auth/development-session";

/** Ends a session of the stand-in; with real keys Clerk's own button does that. */
export async function signOutOfStandIn(): Promise<void> {
  await endDevelopmentSession();
  redirect("/");
}
