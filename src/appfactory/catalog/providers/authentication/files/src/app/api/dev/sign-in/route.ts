import { NextResponse } from "next/server";

import { developmentSignIn, startDevelopmentSession } from "@/auth/development-session";
import { developmentUsers } from "@/auth/development-users";
import { nextPath } from "@/auth/next-path";
import { invalid, notFound } from "@/lib/errors";
import { endpoint } from "@/lib/http";

/** Signs in as a development user (form fields `email` and `next`) and goes on to `next`. In production there is no such route. */
export const POST = endpoint(
  { access: "public", route: "POST /api/dev/sign-in" },
  async ({ request }) => {
    if (!developmentSignIn()) throw notFound("The page");
    const form = await request.formData().catch(() => new FormData());
    const email = String(form.get("email") ?? "")
      .trim()
      .toLowerCase();
    const user = developmentUsers.find((candidate) => candidate.email === email);
    if (user === undefined)
      throw invalid({ email: ["No development user has this e-mail address."] });
    await startDevelopmentSession({ user, origin: request.nextUrl.origin });
    // A relative address, because the app may be reached under another name than the one it listens on.
    return new NextResponse(null, {
      status: 303,
      headers: { location: nextPath(form.get("next")) },
    });
  },
);
