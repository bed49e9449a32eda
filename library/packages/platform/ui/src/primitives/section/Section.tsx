import { useId, type ReactNode } from "react";

import { classNames } from "../../lib/class-names";

export interface SectionProps {
  /** Its heading. */
  title?: string;
  /** A sentence or two beside the heading. */
  intro?: string;
  /** What it holds. */
  children: ReactNode;
  /** The ground that it stands on. */
  tone?: "plain" | "muted" | "hero";
  /** `beside` puts the heading in a column of its own on a desk. */
  layout?: "stacked" | "beside";
  /** Its anchor. */
  id?: string;
  /** Classes that override the section's own. */
  className?: string;
}

const tones = { plain: "", muted: "bg-muted", hero: "bg-hero text-hero-foreground" };

/** A band of a page with a heading, as wide as the screen, its content held in the middle. */
export function Section({
  title,
  intro,
  children,
  tone = "plain",
  layout = "stacked",
  id,
  className,
}: SectionProps) {
  const headingId = useId();
  return (
    <section
      id={id}
      aria-labelledby={title === undefined ? undefined : headingId}
      className={classNames(tones[tone], className)}
    >
      <div
        className={classNames(
          "mx-auto grid max-w-7xl gap-x-16 gap-y-10 px-5 py-16 sm:px-8 sm:py-24 lg:px-12",
          layout === "beside" && "lg:grid-cols-[minmax(0,22rem)_minmax(0,1fr)]",
        )}
      >
        {title !== undefined && (
          <div className="grid content-start gap-4">
            <h2 id={headingId} className="max-w-[20ch] text-4xl leading-[1.05] sm:text-5xl">
              {title}
            </h2>
            {intro !== undefined && <p className="max-w-[56ch] text-lg opacity-90">{intro}</p>}
          </div>
        )}
        <div className="min-w-0">{children}</div>
      </div>
    </section>
  );
}
