import { NextResponse } from "next/server";

import { startTestSession, testSignIn } from "@/auth/test-session";
import { invalid, notFound } from "@/lib/errors";
import { endpoint } from "@/lib/http";
import { safeNext } from "@/lib/safe-next";
import { testUsers } from "@/lib/test-users";

/** Signs in as a test user (form fields `email` and `next`) and goes on to `next`. In production there is no such route. */
export const POST = endpoint({ access: "public", route: "POST /api/dev/sign-in" }, async ({ request }) => {
  if (!testSignIn()) throw notFound("The page");
  const form = await request.formData().catch(() => new FormData());
  const email = String(form.get("email") ?? "").trim().toLowerCase();
  const user = testUsers.find((candidate) => candidate.email === email);
  if (user === undefined) throw invalid({ email: ["No test user has this e-mail address."] });
  await startTestSession(user, request.nextUrl.origin);
  // A relative address, because the app may be reached under another name than the one it listens on.
  return new NextResponse(null, { status: 303, headers: { location: safeNext(form.get("next")) } });
});
