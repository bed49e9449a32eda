import { Section } from "@appfactory/ui/primitives/section/Section";

export interface Feature {
  /** What it is. */
  title: string;
  /** What it does for the reader. */
  description: string;
}

export interface FeatureGridProps {
  /** The features in order. */
  items: readonly Feature[];
  /** Heading of the section. */
  title?: string;
  /** A sentence or two below the heading. */
  intro?: string;
}

/** What is on offer, in words, ruled like a table of contents. */
export function FeatureGrid({ items, title = "What you get", intro }: FeatureGridProps) {
  return (
    <Section title={title} intro={intro}>
      <dl className="grid gap-x-10 sm:grid-cols-2 lg:grid-cols-3">
        {items.map((item) => (
          <div key={item.title} className="border-t py-6">
            <dt className="font-display text-2xl leading-tight">{item.title}</dt>
            <dd className="mt-2 max-w-[44ch] text-muted-foreground">{item.description}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
