import type { MetadataRoute } from "next";

import { publicPaths } from "@/_generated/navigation";
import { env } from "@/lib/env";

export const dynamic = "force-dynamic";

export default function sitemap(): MetadataRoute.Sitemap {
  return publicPaths.map((path) => ({ url: `${env("APP_URL")}${path === "/" ? "" : path}` }));
}
