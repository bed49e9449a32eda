import { classNames } from "@appfactory/ui/lib/class-names";

export interface PriceTagProps {
  /** The amount in whole units of the currency; text keeps every digit of a decimal column. */
  amount: number | string;
  /** The currency, as an ISO 4217 code. */
  currency?: string;
  /** What it was before. */
  before?: number | string;
  /** What comes ahead of the old price, for assistive technology. */
  beforeLabel?: string;
  /** What it is paid for, e.g. "per month". */
  period?: string;
  /** How large it is shown. */
  size?: "small" | "medium" | "large";
  /** Language of the number, as a BCP 47 tag. */
  locale?: string;
  /** Classes that override the element's own. */
  className?: string;
}

const sizes = { small: "text-base", medium: "text-xl", large: "text-5xl tracking-tight" };

/** An amount of money. A round amount is shown without its zeros. */
export function PriceTag({
  amount,
  currency = "EUR",
  before,
  beforeLabel = "Before:",
  period,
  size = "medium",
  locale = "en",
  className,
}: PriceTagProps) {
  const show = (value: number | string) =>
    new Intl.NumberFormat(locale, {
      style: "currency",
      currency,
      trailingZeroDisplay: "stripIfInteger",
    }).format(Number(value));
  return (
    <span
      className={classNames("inline-flex flex-wrap items-baseline gap-x-2 tabular-nums", className)}
    >
      <span className={classNames("font-display leading-none", sizes[size])}>{show(amount)}</span>
      {before !== undefined && (
        <span className="text-muted-foreground">
          <span className="sr-only">{beforeLabel} </span>
          <s>{show(before)}</s>
        </span>
      )}
      {period !== undefined && <span className="text-sm text-muted-foreground">{period}</span>}
    </span>
  );
}
