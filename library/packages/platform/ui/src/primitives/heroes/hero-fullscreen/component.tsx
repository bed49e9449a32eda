import { classNames } from "../../../lib/class-names";
import { Link } from "../../link/Link";

export interface HeroFullscreenProps {
  /** The page's heading. */
  title: string;
  /** A sentence under the title. */
  subtitle?: string;
  /** Label of the call to action; without it there is none. */
  cta?: string;
  /** Where the call to action leads. */
  ctaHref?: string;
  /** Label of a second, quieter link. */
  secondaryCta?: string;
  /** Where the second link leads. */
  secondaryHref?: string;
  /** Address of a picture behind the text; without it a drawn pattern is shown. */
  imageUrl?: string;
  /** A line at the foot, e.g. an address or opening hours. */
  note?: string;
  /** Classes that override the section's own. */
  className?: string;
}

/** The first screen of a site: a large title over a drawn ground that needs no picture. */
export function HeroFullscreen({
  title,
  subtitle,
  cta,
  ctaHref = "#content",
  secondaryCta,
  secondaryHref = "#content",
  imageUrl,
  note,
  className,
}: HeroFullscreenProps) {
  return (
    <section
      className={classNames(
        "relative isolate flex min-h-[min(100svh-4rem,60rem)] flex-col justify-end overflow-hidden bg-hero text-hero-foreground",
        className,
      )}
    >
      {imageUrl === undefined ? <Ground /> : <Picture url={imageUrl} />}
      <div className="veil-hero">
        <div className="mx-auto w-full max-w-7xl px-5 pt-48 pb-10 sm:px-8 sm:pb-14 lg:px-12">
          <h1 className="max-w-[16ch] text-[clamp(3.25rem,2rem+6.5vw,8.5rem)] leading-[0.95] tracking-[-0.03em] [overflow-wrap:anywhere]">
            {title}
          </h1>
          <div className="mt-8 flex flex-col gap-8 sm:mt-12 sm:flex-row sm:items-end sm:justify-between">
            {subtitle !== undefined && (
              <p className="max-w-[38ch] text-lg leading-relaxed sm:text-xl">{subtitle}</p>
            )}
            {(cta !== undefined || secondaryCta !== undefined) && (
              <div className="flex flex-wrap items-center gap-x-7 gap-y-4">
                {cta !== undefined && (
                  <Link
                    href={ctaHref}
                    variant="bare"
                    className="inline-flex min-h-13 items-center rounded-md bg-hero-accent px-7 text-base font-semibold text-hero-accent-foreground transition-colors hover:bg-hero-foreground focus-visible:outline-hero-foreground"
                  >
                    {cta}
                  </Link>
                )}
                {secondaryCta !== undefined && (
                  <Link
                    href={secondaryHref}
                    variant="bare"
                    className="inline-flex min-h-11 items-center font-medium underline decoration-1 underline-offset-8 hover:decoration-2 focus-visible:outline-hero-foreground"
                  >
                    {secondaryCta}
                  </Link>
                )}
              </div>
            )}
          </div>
          {note !== undefined && (
            <p className="mt-12 border-t border-hero-foreground/25 pt-4 text-sm tabular-nums">
              {note}
            </p>
          )}
        </div>
      </div>
    </section>
  );
}

function Ground() {
  return (
    <div aria-hidden="true" className="absolute inset-0 -z-10">
      <div className="pattern-plates absolute inset-0" />
      <div className="pattern-disc absolute inset-0" />
    </div>
  );
}

function Picture({ url }: { url: string }) {
  return (
    <div aria-hidden="true" className="absolute inset-0 -z-10">
      {/* No next/image: the address comes from data, and the optimiser only serves hosts known at build time. */}
      <picture className="contents">
        <img src={url} alt="" className="size-full object-cover" fetchPriority="high" />
      </picture>
      <div className="absolute inset-0 bg-hero/25" />
    </div>
  );
}

export default HeroFullscreen;
