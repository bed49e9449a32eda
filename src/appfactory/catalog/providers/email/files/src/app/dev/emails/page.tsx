import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { templates } from "@/email/_generated/templates";
import { render } from "@/email/template";
import { isProduction } from "@/lib/env";

export const metadata: Metadata = { title: "E-mails", robots: { index: false } };

/** Every template with its sample data, as mail programs show it. Not there in production. */
export default function EmailsPage() {
  if (isProduction()) notFound();
  return (
    <main className="mx-auto w-full max-w-5xl space-y-12 px-5 py-12">
      <h1 className="text-3xl font-semibold">E-mails</h1>
      {Object.entries(templates).map(([name, template]) => {
        const { subject, text } = render(template, template.sample);
        const source = `/dev/emails/${encodeURIComponent(name)}`;
        return (
          <section key={name} aria-label={name} className="space-y-4">
            <h2 className="text-xl font-semibold">
              <a href={source} className="underline underline-offset-4">
                {name}
              </a>
            </h2>
            <p className="text-muted-foreground">Subject: {subject}</p>
            <div className="grid gap-4 lg:grid-cols-2">
              <iframe
                src={source}
                title={`${name} as HTML`}
                className="h-144 w-full rounded-lg border bg-card"
              />
              <pre
                // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
                tabIndex={0}
                aria-label={`${name} as text`}
                className="h-144 overflow-auto rounded-lg border bg-card p-5 text-sm whitespace-pre-wrap"
              >
                {text}
              </pre>
            </div>
          </section>
        );
      })}
    </main>
  );
}
