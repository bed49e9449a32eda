import type { MetadataRoute } from "next";

import { navigation } from "@/_generated/navigation";
import { env, isProduction } from "@/lib/env";

export const dynamic = "force-dynamic";

/** Only the real thing is for search engines, and of it only what is public. */
export default function robots(): MetadataRoute.Robots {
  if (!isProduction()) return { rules: { userAgent: "*", disallow: "/" } };
  const closed = [...navigation.app, ...navigation.admin].map(({ href }) => href);
  return {
    rules: { userAgent: "*", allow: "/", disallow: ["/api/", "/sign-in", ...closed] },
    sitemap: `${env("APP_URL")}/sitemap.xml`,
  };
}
