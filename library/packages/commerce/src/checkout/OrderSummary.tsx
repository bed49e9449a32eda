import { PriceTag } from "../pricing/PriceTag";

export interface OrderLine {
  /** What is bought. */
  name: string;
  /** How many. */
  quantity: number;
  /** What all of them cost, in whole units of the currency. */
  total: number | string;
}

export interface OrderSummaryProps {
  /** What is bought. */
  lines: readonly OrderLine[];
  /** The sum, as the server computed it. */
  total: number | string;
  /** Heading of the summary. */
  title?: string;
  /** The word before the sum. */
  totalLabel?: string;
  /** Tax and the like, below the sum. */
  note?: string;
  /** The currency, as an ISO 4217 code. */
  currency?: string;
  /** Language of the prices, as a BCP 47 tag. */
  locale?: string;
}

/** What is bought and what it comes to. */
export function OrderSummary({
  lines,
  total,
  title = "Your order",
  totalLabel = "Total",
  note,
  currency = "EUR",
  locale = "en",
}: OrderSummaryProps) {
  return (
    <div className="max-w-md rounded-lg border bg-card p-6 text-card-foreground">
      <h2 className="text-2xl">{title}</h2>
      <dl className="mt-4 grid gap-3">
        {lines.map((line) => (
          <div key={line.name} className="flex items-baseline justify-between gap-6">
            <dt>
              <span className="mr-2 text-muted-foreground tabular-nums">{line.quantity} ×</span>
              {line.name}
            </dt>
            <dd>
              <PriceTag amount={line.total} currency={currency} locale={locale} size="small" />
            </dd>
          </div>
        ))}
        <div className="flex items-baseline justify-between gap-6 border-t-2 border-foreground pt-4">
          <dt className="font-semibold">{totalLabel}</dt>
          <dd>
            <PriceTag amount={total} currency={currency} locale={locale} />
          </dd>
        </div>
      </dl>
      {note !== undefined && <p className="mt-3 text-sm text-muted-foreground">{note}</p>}
    </div>
  );
}
