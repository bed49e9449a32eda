import { Section } from "@appfactory/ui/primitives/section/Section";

export interface Testimonial {
  /** What was said, without quotation marks. */
  quote: string;
  /** Who said it. */
  name: string;
  /** What they are. */
  role?: string;
}

export interface TestimonialsProps {
  /** The voices; the first one is shown largest. */
  items: readonly Testimonial[];
  /** Heading of the section. */
  title?: string;
}

/** What others say: one voice large, the rest beside it. */
export function Testimonials({ items, title = "What guests say" }: TestimonialsProps) {
  const [first, ...others] = items;
  if (first === undefined) return null;
  return (
    <Section title={title} tone="muted">
      <div className="grid gap-x-16 gap-y-12 lg:grid-cols-[1.4fr_1fr]">
        <Voice {...first} large />
        <div className="grid content-start gap-8">
          {others.map((item) => (
            <Voice key={item.name} {...item} />
          ))}
        </div>
      </div>
    </Section>
  );
}

function Voice({ quote, name, role, large = false }: Testimonial & { large?: boolean }) {
  return (
    <figure className="border-t-2 border-foreground pt-5">
      <blockquote
        className={
          large
            ? "font-display text-3xl leading-tight sm:text-[2.75rem] sm:leading-[1.12]"
            : "text-lg leading-relaxed"
        }
      >
        <p>“{quote}”</p>
      </blockquote>
      <figcaption className="mt-4 text-[0.9375rem]">
        <span className="font-semibold">{name}</span>
        {role !== undefined && <span className="text-muted-foreground">, {role}</span>}
      </figcaption>
    </figure>
  );
}
