import { classNames } from "@appfactory/ui/lib/class-names";
import { PrimaryButton, SecondaryButton } from "@appfactory/ui/primitives/buttons";
import { Section } from "@appfactory/ui/primitives/section/Section";
import { Check } from "lucide-react";

import { PriceTag } from "./PriceTag";

export interface PricingPlan {
  /** What it is called. */
  name: string;
  /** For whom it is. */
  description?: string;
  /** What it costs, in whole units of the currency. */
  price: number | string;
  /** What is in it. */
  features: readonly string[];
  /** Label of its button. */
  cta: string;
  /** Where its button leads. */
  href: string;
  /** Whether it is the one to recommend. */
  recommended?: boolean;
}

export interface PricingTableProps {
  /** The plans in order. */
  plans: readonly PricingPlan[];
  /** Heading of the section. */
  title?: string;
  /** A sentence below the heading. */
  intro?: string;
  /** Currency of all prices, as an ISO 4217 code. */
  currency?: string;
  /** What a price is paid for. */
  period?: string;
  /** The word on the recommended plan. */
  recommendedLabel?: string;
  /** Language of the prices, as a BCP 47 tag. */
  locale?: string;
}

/** Plans side by side, one of them recommended. */
export function PricingTable({
  plans,
  title = "Prices",
  intro,
  currency = "EUR",
  period = "per month",
  recommendedLabel = "Most chosen",
  locale = "en",
}: PricingTableProps) {
  return (
    <Section title={title} intro={intro}>
      <ul className="grid gap-px overflow-hidden rounded-lg border bg-border md:auto-cols-fr md:grid-flow-col">
        {plans.map((plan) => {
          const Button = plan.recommended === true ? PrimaryButton : SecondaryButton;
          return (
            <li
              key={plan.name}
              className={classNames(
                "flex flex-col gap-6 bg-card p-6 text-card-foreground sm:p-8",
                plan.recommended === true && "border-t-4 border-t-primary",
              )}
            >
              <div>
                <div className="flex items-center justify-between gap-3">
                  <h3 className="text-2xl">{plan.name}</h3>
                  {plan.recommended === true && (
                    <span className="rounded-sm bg-accent px-2 py-0.5 text-sm font-medium text-accent-foreground">
                      {recommendedLabel}
                    </span>
                  )}
                </div>
                {plan.description !== undefined && (
                  <p className="mt-1 text-muted-foreground">{plan.description}</p>
                )}
              </div>
              <PriceTag
                amount={plan.price}
                currency={currency}
                period={period}
                locale={locale}
                size="large"
              />
              <ul className="grid gap-2.5">
                {plan.features.map((feature) => (
                  <li key={feature} className="flex gap-3">
                    <Check aria-hidden="true" className="mt-1 size-4 shrink-0 text-success" />
                    {feature}
                  </li>
                ))}
              </ul>
              <Button href={plan.href} className="mt-auto">
                {plan.cta}
              </Button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
