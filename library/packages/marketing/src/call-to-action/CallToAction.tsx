import { Link } from "@appfactory/ui/primitives/link/Link";

export interface CallToActionProps {
  /** What to do. */
  title: string;
  /** Why. */
  description?: string;
  /** Label of the link. */
  cta: string;
  /** Where it leads. */
  ctaHref: string;
}

/** One thing to do next, on a dark band. */
export function CallToAction({ title, description, cta, ctaHref }: CallToActionProps) {
  return (
    <section className="relative isolate overflow-hidden bg-hero text-hero-foreground">
      <div
        aria-hidden="true"
        className="pattern-plates absolute inset-y-0 right-0 -z-10 w-1/2 mask-l-from-20%"
      />
      <div className="mx-auto flex max-w-7xl flex-wrap items-end justify-between gap-x-16 gap-y-8 px-5 py-16 sm:px-8 sm:py-24 lg:px-12">
        <div>
          <h2 className="max-w-[18ch] text-4xl leading-[1.05] sm:text-6xl">{title}</h2>
          {description !== undefined && <p className="mt-4 max-w-[50ch] text-lg">{description}</p>}
        </div>
        <Link
          href={ctaHref}
          variant="bare"
          className="inline-flex min-h-13 items-center rounded-md bg-hero-accent px-7 font-semibold text-hero-accent-foreground transition-colors hover:bg-hero-foreground focus-visible:outline-hero-foreground"
        >
          {cta}
        </Link>
      </div>
    </section>
  );
}
