import { NextResponse, type NextRequest } from "next/server";

import { isProduction } from "@/lib/env";
import { safeNext } from "@/lib/safe-next";
import { testUsers } from "@/lib/test-users";

export async function POST(request: NextRequest) {
  if (isProduction()) return new NextResponse(null, { status: 404 });
  const data = await request.formData();
  const user = testUsers.find(({ email }) => email === data.get("email"));
  if (user === undefined) return new NextResponse("Unknown test user", { status: 400 });
  const response = new NextResponse(null, { status: 303, headers: { location: safeNext(data.get("next")) } });
  response.cookies.set("sample-session", user.email, { httpOnly: true, sameSite: "lax", path: "/" });
  return response;
}
