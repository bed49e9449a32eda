import { PrimaryButton, SecondaryButton } from "../../buttons";
import { ImageFrame } from "../../image-frame/ImageFrame";

export interface HeroSplitProps {
  /** The page's heading. */
  title: string;
  /** A sentence or two below the title. */
  subtitle?: string;
  /** Label of the call to action. */
  cta?: string;
  /** Where the call to action leads. */
  ctaHref?: string;
  /** Label of a second, quieter button. */
  secondaryCta?: string;
  /** Where the second button leads. */
  secondaryHref?: string;
  /** Address of the picture; without it a motif is drawn. */
  imageUrl?: string;
  /** What the picture shows. */
  imageAlt?: string;
  /** What is drawn when there is no picture. */
  motif?: "plate" | "leaf" | "wave";
}

/** The opening of a page: words on one side, a picture or drawing on the other. */
export function HeroSplit({
  title,
  subtitle,
  cta,
  ctaHref = "#content",
  secondaryCta,
  secondaryHref = "#content",
  imageUrl,
  imageAlt = "",
  motif = "leaf",
}: HeroSplitProps) {
  return (
    <section className="mx-auto grid max-w-7xl items-stretch gap-10 px-5 py-10 sm:px-8 md:grid-cols-[1.1fr_0.9fr] md:gap-16 lg:px-12">
      <div className="flex flex-col justify-center gap-6 md:py-16">
        <h1 className="max-w-[14ch] text-[clamp(2.75rem,1.9rem+4vw,5.5rem)] leading-[0.98] tracking-[-0.025em]">
          {title}
        </h1>
        {subtitle !== undefined && (
          <p className="max-w-[46ch] text-lg text-muted-foreground">{subtitle}</p>
        )}
        <div className="flex flex-wrap gap-3">
          {cta !== undefined && <PrimaryButton href={ctaHref}>{cta}</PrimaryButton>}
          {secondaryCta !== undefined && (
            <SecondaryButton href={secondaryHref}>{secondaryCta}</SecondaryButton>
          )}
        </div>
      </div>
      <ImageFrame
        src={imageUrl}
        alt={imageAlt}
        motif={motif}
        ratio="portrait"
        className="max-md:[&>div]:aspect-4/3"
      />
    </section>
  );
}

export default HeroSplit;
