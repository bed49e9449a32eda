import type { ReactNode } from "react";

import { classNames } from "../../lib/class-names";
import { Link } from "../link/Link";

export interface CardProps {
  /** Its heading. */
  title: string;
  /** Where the whole card leads. */
  href?: string;
  /** A line or two below the heading. */
  description?: string;
  /** What stands above the heading, e.g. an `ImageFrame`. */
  media?: ReactNode;
  /** What it holds. */
  children?: ReactNode;
  /** What stands at its foot. */
  footer?: ReactNode;
  /** Classes that override the card's own. */
  className?: string;
}

/** One thing among others of its kind. */
export function Card({ title, href, description, media, children, footer, className }: CardProps) {
  return (
    <article
      className={classNames(
        "relative flex flex-col rounded-lg border bg-card p-5 text-card-foreground",
        href !== undefined && "transition-colors hover:border-primary",
        className,
      )}
    >
      {media !== undefined && (
        <div className="-mx-5 -mt-5 mb-5 overflow-hidden rounded-t-lg [&_*]:rounded-none">
          {media}
        </div>
      )}
      <h3 className="text-2xl leading-tight">
        {href === undefined ? (
          title
        ) : (
          <Link
            href={href}
            variant="bare"
            className="after:absolute after:inset-0 after:rounded-lg"
          >
            {title}
          </Link>
        )}
      </h3>
      {description !== undefined && <p className="mt-2 text-muted-foreground">{description}</p>}
      {children !== undefined && <div className="mt-4">{children}</div>}
      {footer !== undefined && <div className="relative mt-auto pt-5">{footer}</div>}
    </article>
  );
}
