import { classNames } from "@appfactory/ui/lib/class-names";
import { Card } from "@appfactory/ui/primitives/card/Card";
import { ImageFrame } from "@appfactory/ui/primitives/image-frame/ImageFrame";

import { PriceTag } from "../pricing/PriceTag";

export interface ProductCardProps {
  /** What it is called. */
  name: string;
  /** What it costs, in whole units of the currency. */
  price: number | string;
  /** Where its page is. */
  href?: string;
  /** A line on what it is. */
  description?: string;
  /** What it cost before. */
  priceBefore?: number | string;
  /** The currency, as an ISO 4217 code. */
  currency?: string;
  /** Address of a picture; without it a motif is drawn. */
  imageUrl?: string;
  /** What is drawn when there is no picture. */
  motif?: "plate" | "leaf" | "wave";
  /** Whether it can't be bought now. */
  soldOut?: boolean;
  /** What is said then. */
  soldOutLabel?: string;
  /** Language of the price, as a BCP 47 tag. */
  locale?: string;
  /** Classes that override the card's own. */
  className?: string;
}

/** Something to buy, as one of many. */
export function ProductCard({
  name,
  price,
  href,
  description,
  priceBefore,
  currency = "EUR",
  imageUrl,
  motif = "plate",
  soldOut = false,
  soldOutLabel = "Sold out",
  locale = "en",
  className,
}: ProductCardProps) {
  return (
    <Card
      title={name}
      href={href}
      description={description}
      media={<ImageFrame src={imageUrl} alt="" motif={motif} />}
      className={classNames("h-full", className)}
      footer={
        <div className="flex items-baseline justify-between gap-4">
          <PriceTag amount={price} before={priceBefore} currency={currency} locale={locale} />
          {soldOut && <span className="text-sm font-medium text-destructive">{soldOutLabel}</span>}
        </div>
      }
    />
  );
}
