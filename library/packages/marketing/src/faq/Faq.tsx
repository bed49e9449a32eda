import { Accordion } from "@appfactory/ui/patterns/accordion/Accordion";
import { Section } from "@appfactory/ui/primitives/section/Section";

export interface FaqItem {
  /** What is asked. */
  question: string;
  /** What is answered. */
  answer: string;
}

export interface FaqProps {
  /** Questions and answers in order. */
  items: readonly FaqItem[];
  /** Heading of the section. */
  title?: string;
  /** A sentence below the heading. */
  intro?: string;
}

/** Questions that come up again and again, with their answers. */
export function Faq({ items, title = "Good to know", intro }: FaqProps) {
  return (
    <Section title={title} intro={intro} layout="beside">
      <Accordion
        items={items.map(({ question, answer }) => ({ title: question, content: answer }))}
      />
    </Section>
  );
}
