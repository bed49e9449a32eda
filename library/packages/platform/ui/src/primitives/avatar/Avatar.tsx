import { classNames } from "../../lib/class-names";

export interface AvatarProps {
  /** Whose it is; the initials are shown when there is no picture. */
  name: string;
  /** Address of a picture. */
  imageUrl?: string;
  /** The side in pixels. */
  size?: 32 | 40 | 56;
  /** Whether the name stands beside it, so that assistive technology may skip it. */
  decorative?: boolean;
  /** Classes that override the element's own. */
  className?: string;
}

const sizes = { 32: "size-8 text-xs", 40: "size-10 text-sm", 56: "size-14 text-lg" };

/** A person as a picture or initials. */
export function Avatar({ name, imageUrl, size = 40, decorative = false, className }: AvatarProps) {
  const look = classNames(
    "inline-grid shrink-0 place-items-center overflow-hidden rounded-full bg-secondary font-semibold text-secondary-foreground",
    sizes[size],
    className,
  );
  if (imageUrl !== undefined) {
    return (
      <picture className="contents">
        <img
          src={imageUrl}
          alt={decorative ? "" : name}
          className={classNames(look, "object-cover")}
        />
      </picture>
    );
  }
  return (
    <span
      role={decorative ? undefined : "img"}
      aria-label={decorative ? undefined : name}
      aria-hidden={decorative || undefined}
      className={look}
    >
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => [...(word ?? "")][0]?.toUpperCase() ?? "").join("");
}
