import { NextResponse, type NextRequest } from "next/server";

import { developmentUsers } from "@/auth/development-users";
import { nextPath } from "@/auth/next-path";
import { isProduction } from "@/lib/env";

export async function POST(request: NextRequest) {
  if (isProduction()) return new NextResponse(null, { status: 404 });
  const data = await request.formData();
  const user = developmentUsers.find(({ email }) => email === data.get("email"));
  if (user === undefined) return new NextResponse("Unknown test user", { status: 400 });
  const response = new NextResponse(null, {
    status: 303,
    headers: { location: nextPath(data.get("next")) },
  });
  response.cookies.set("sample-session", user.email, {
    httpOnly: true,
    sameSite: "lax",
    path: "/",
  });
  return response;
}
