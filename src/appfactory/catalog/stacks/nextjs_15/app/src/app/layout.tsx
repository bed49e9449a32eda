import "./globals.css";

import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";

import { site } from "@/_generated/navigation";
import { Providers } from "@/_generated/providers";
import { PageProgress } from "@/components/site/page-progress";
import { themeScript } from "@/components/ui/patterns/theme-toggle/theme-script";
import { NONCE_HEADER } from "@/lib/content-security";
import { env } from "@/lib/env";

export async function generateMetadata(): Promise<Metadata> {
  // The address is known where the app runs, not where it is built.
  await connection();
  return {
    metadataBase: new URL(env("APP_URL")),
    title: { default: site.title, template: `%s · ${site.title}` },
    description: site.description,
    applicationName: site.title,
    openGraph: { siteName: site.title, description: site.description, type: "website" },
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  colorScheme: "light dark",
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get(NONCE_HEADER) ?? undefined;
  return (
    <html
      lang="en"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <body className="flex min-h-dvh flex-col antialiased">
        {/* Browsers hide the nonce from scripts, so it differs when React compares. */}
        <script
          nonce={nonce}
          suppressHydrationWarning
          dangerouslySetInnerHTML={{ __html: themeScript }}
        />
        <PageProgress />
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
