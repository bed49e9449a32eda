import { sql } from "drizzle-orm";
import { NextResponse } from "next/server";

import { asPlatform } from "@/db/client";
import { logError } from "@/lib/log";

export const dynamic = "force-dynamic";

/** For load balancers and monitors: 200 while the app reaches its database, else 503. */
export async function GET() {
  const headers = { "cache-control": "no-store" };
  try {
    await asPlatform((tx) => tx.execute(sql`select 1`));
    return NextResponse.json({ status: "ok" }, { headers });
  } catch (error) {
    logError("health-check-failed", error);
    return NextResponse.json({ status: "unavailable" }, { status: 503, headers });
  }
}
