import { apiUrl, usesStandIn } from "@/auth/environment";
import { env } from "@/lib/env";

// Clerk's middleware reads these when it is loaded, so this module is imported before it.
if (usesStandIn()) {
  Object.assign(process.env, {
    CLERK_SECRET_KEY: env("CLERK_SECRET_KEY"),
    CLERK_API_URL: apiUrl(),
    NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED: "1",
  });
}
