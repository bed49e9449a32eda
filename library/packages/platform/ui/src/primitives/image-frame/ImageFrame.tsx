import { classNames } from "../../lib/class-names";

export interface ImageFrameProps {
  /** What the picture shows; empty if it adds nothing. */
  alt: string;
  /** Address of the picture; without it a motif is drawn. */
  src?: string;
  /** Width to height. */
  ratio?: "square" | "landscape" | "portrait" | "wide";
  /** What is drawn when there is no picture. */
  motif?: "plate" | "leaf" | "wave";
  /** A line below it. */
  caption?: string;
  /** Classes that override the frame's own. */
  className?: string;
}

const ratios = {
  square: "aspect-square",
  landscape: "aspect-4/3",
  portrait: "aspect-3/4",
  wide: "aspect-21/9",
};

/** A picture, or where there is none a drawing in the colours of the theme. */
export function ImageFrame({
  alt,
  src,
  ratio = "landscape",
  motif = "plate",
  caption,
  className,
}: ImageFrameProps) {
  return (
    <figure className={classNames("grid gap-2", className)}>
      <div
        className={classNames(
          "overflow-hidden rounded-lg bg-hero text-hero-foreground",
          ratios[ratio],
        )}
      >
        {src === undefined ? (
          <Motif motif={motif} alt={alt} />
        ) : (
          <picture className="contents">
            <img src={src} alt={alt} loading="lazy" className="size-full object-cover" />
          </picture>
        )}
      </div>
      {caption !== undefined && (
        <figcaption className="text-sm text-muted-foreground">{caption}</figcaption>
      )}
    </figure>
  );
}

function Motif({ motif, alt }: { motif: "plate" | "leaf" | "wave"; alt: string }) {
  const named = alt === "" ? { "aria-hidden": true } : { role: "img", "aria-label": alt };
  return (
    <svg
      {...named}
      viewBox="0 0 400 300"
      preserveAspectRatio="xMidYMid slice"
      className="size-full"
    >
      {motif === "plate" && <Plate />}
      {motif === "leaf" && <Leaves />}
      {motif === "wave" && <Waves />}
    </svg>
  );
}

function Plate() {
  return (
    <>
      <circle cx="200" cy="150" r="112" className="fill-hero-foreground" />
      <circle cx="200" cy="150" r="84" fill="none" strokeWidth="1.5" className="stroke-hero/30" />
      <path d="M138 150a62 62 0 0 1 124 0Z" className="fill-hero-accent" />
      <path d="M138 158a62 62 0 0 0 124 0Z" className="fill-hero/85" />
      <path
        d="M60 70v56c0 12 18 12 18 0V70M69 134v96M344 70c-16 20-16 62 0 70v90"
        fill="none"
        strokeWidth="5"
        strokeLinecap="round"
        className="stroke-hero-foreground/80"
      />
    </>
  );
}

function Leaves() {
  return (
    <g>
      {[-62, -38, -14, 14, 38, 62].map((angle) => (
        <path
          key={angle}
          d="M200 300C166 228 170 142 200 62c30 80 34 166 0 238Z"
          transform={`rotate(${angle} 200 300)`}
          className={Math.abs(angle) === 38 ? "fill-hero-accent" : "fill-hero-foreground/20"}
        />
      ))}
      <path d="M200 300V62" strokeWidth="1.5" className="stroke-hero-foreground/60" />
    </g>
  );
}

function Waves() {
  return (
    <>
      <circle cx="286" cy="104" r="52" className="fill-hero-accent" />
      {[0, 1, 2, 3, 4].map((row) => (
        <path
          key={row}
          d="M-40 0q30-34 60 0t60 0 60 0 60 0 60 0 60 0 60 0 60 0v180h-480Z"
          transform={`translate(${row % 2 === 0 ? 0 : -30} ${132 + row * 36})`}
          strokeWidth="1.5"
          className="fill-hero stroke-hero-foreground/70"
        />
      ))}
    </>
  );
}
