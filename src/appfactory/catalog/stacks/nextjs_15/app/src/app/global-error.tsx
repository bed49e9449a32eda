"use client";

import "./globals.css";

import { PageError, type PageErrorProps } from "@/components/site/page-error";

/** The last resort, when the root layout itself fails: it has to bring its own document. */
export default function GlobalError(props: PageErrorProps) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong</title>
        <main>
          <PageError {...props} />
        </main>
      </body>
    </html>
  );
}
