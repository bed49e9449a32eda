import { Section } from "@appfactory/ui/primitives/section/Section";

export interface Step {
  /** What to do. */
  title: string;
  /** How. */
  description: string;
}

export interface StepsProps {
  /** The steps in order. */
  items: readonly Step[];
  /** Heading of the section. */
  title?: string;
  /** A sentence below the heading. */
  intro?: string;
}

/** What happens, one thing after the other. */
export function Steps({ items, title = "How it works", intro }: StepsProps) {
  return (
    <Section title={title} intro={intro} layout="beside">
      <ol className="border-t">
        {items.map((step, index) => (
          <li
            key={step.title}
            className="grid grid-cols-[3.5rem_1fr] border-b py-6 sm:grid-cols-[6rem_1fr]"
          >
            <span
              aria-hidden="true"
              className="font-display text-4xl leading-none text-primary italic tabular-nums"
            >
              {index + 1}
            </span>
            <div>
              <h3 className="text-2xl leading-tight">{step.title}</h3>
              <p className="mt-1.5 max-w-[56ch] text-muted-foreground">{step.description}</p>
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
