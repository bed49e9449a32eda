import { Section } from "@appfactory/ui/primitives/section/Section";

import { ProductCard, type ProductCardProps } from "./ProductCard";

export interface ProductGridProps {
  /** The products in order. */
  products: readonly ProductCardProps[];
  /** Heading of the section. */
  title?: string;
  /** A sentence below the heading. */
  intro?: string;
  /** What stands in place of no products. */
  emptyText?: string;
}

/** Products in rows, as many to a row as fit. */
export function ProductGrid({
  products,
  title,
  intro,
  emptyText = "Nothing for sale at the moment.",
}: ProductGridProps) {
  return (
    <Section title={title} intro={intro}>
      {products.length === 0 ? (
        <p className="text-muted-foreground">{emptyText}</p>
      ) : (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(17rem,100%),1fr))] gap-5">
          {products.map((product) => (
            <li key={product.href ?? product.name}>
              <ProductCard {...product} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
