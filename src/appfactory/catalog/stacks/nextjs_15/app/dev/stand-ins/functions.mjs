// Supabase's edge functions, as supabase-js invokes them: https://supabase.com/docs/guides/functions
// Known functions are the folders in supabase/functions; a call of any other is refused.
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { Refusal } from "./server.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../supabase/functions");

const functionNames = () =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith("_"))
        .map(({ name }) => name)
    : [];

function invoke({ params, headers, body }) {
  if (!/^Bearer \S+$/.test(headers.authorization ?? ""))
    throw new Refusal(401, {
      code: "UNAUTHORIZED_NO_AUTH_HEADER",
      message: "Missing authorization header",
    });
  if (!functionNames().includes(params.name))
    throw new Refusal(404, { code: "NOT_FOUND", message: "Requested function was not found" });
  if (body !== null && !(headers["content-type"] ?? "").includes("application/json"))
    throw new Refusal(415, { message: "The body must be JSON." });
  return { json: { ok: true } };
}

export default {
  name: "functions",
  routes: [{ method: "POST", path: "/functions/v1/:name", handle: invoke }],
};
