import { ArrowLeft, ArrowRight } from "lucide-react";

import { classNames } from "../../lib/class-names";
import { Link } from "../../primitives/link/Link";

export interface PaginationProps {
  /** The page shown now, from 1. */
  page: number;
  /** How many pages there are. */
  pageCount: number;
  /** Where a page is, e.g. `/bookings?page={page}`. */
  href: string;
  /** Name of the whole for assistive technology. */
  label?: string;
  /** Label of the link back. */
  previousLabel?: string;
  /** Label of the link on. */
  nextLabel?: string;
  /** Where one is, e.g. `Page {page} of {pageCount}`. */
  positionLabel?: string;
  /** Classes that override the element's own. */
  className?: string;
}

const step =
  "inline-flex min-h-11 items-center gap-2 rounded-md border border-input px-4 font-semibold hover:bg-secondary";

/** Links through a list too long for one page; nothing when there is one page only. */
export function Pagination({
  page,
  pageCount,
  href,
  label = "Pages",
  previousLabel = "Previous",
  nextLabel = "Next",
  positionLabel = "Page {page} of {pageCount}",
  className,
}: PaginationProps) {
  if (pageCount <= 1) return null;
  const to = (target: number) => href.replaceAll("{page}", String(target));
  const position = positionLabel
    .replaceAll("{page}", String(page))
    .replaceAll("{pageCount}", String(pageCount));
  return (
    <nav
      aria-label={label}
      className={classNames("grid grid-cols-[1fr_auto_1fr] items-center gap-3 pt-2", className)}
    >
      <span className="justify-self-start">
        {page > 1 && (
          <Link href={to(page - 1)} rel="prev" variant="bare" className={step}>
            <ArrowLeft aria-hidden="true" className="size-4" />
            <span className="max-sm:sr-only">{previousLabel}</span>
          </Link>
        )}
      </span>
      <span className="text-sm text-muted-foreground tabular-nums">{position}</span>
      <span className="justify-self-end">
        {page < pageCount && (
          <Link href={to(page + 1)} rel="next" variant="bare" className={step}>
            <span className="max-sm:sr-only">{nextLabel}</span>
            <ArrowRight aria-hidden="true" className="size-4" />
          </Link>
        )}
      </span>
    </nav>
  );
}
