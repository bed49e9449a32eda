import { ArrowDownRight, ArrowUpRight } from "lucide-react";

import { classNames } from "../../lib/class-names";
import { Link } from "../link/Link";

export interface StatTileProps {
  /** What is counted. */
  label: string;
  /** The figure as it is shown. */
  value: string | number;
  /** Where its label leads. */
  href?: string;
  /** How it changed, in words, e.g. "12 more than last week". */
  change?: string;
  /** Which way it changed. */
  trend?: "up" | "down";
  /** Whether that change is welcome. */
  good?: boolean;
  /** Classes that override the tile's own. */
  className?: string;
}

/** One figure that matters. */
export function StatTile({
  label,
  value,
  href,
  change,
  trend,
  good = true,
  className,
}: StatTileProps) {
  const Arrow = trend === "down" ? ArrowDownRight : ArrowUpRight;
  return (
    <dl className={classNames("border-t-2 border-foreground pt-3", className)}>
      <dt className="text-sm text-muted-foreground">
        {href === undefined ? label : <Link href={href}>{label}</Link>}
      </dt>
      <dd className="mt-1 font-display text-5xl leading-none tracking-tight tabular-nums">
        {value}
      </dd>
      {change !== undefined && (
        <dd
          className={classNames(
            "mt-3 flex items-center gap-1.5 text-sm font-medium",
            trend !== undefined && (good ? "text-success" : "text-destructive"),
          )}
        >
          {trend !== undefined && <Arrow aria-hidden="true" className="size-4" />}
          {change}
        </dd>
      )}
    </dl>
  );
}
