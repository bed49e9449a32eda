import { Plus } from "lucide-react";
import type { ReactNode } from "react";

import { classNames } from "../../lib/class-names";

export interface AccordionItem {
  /** What is always seen. */
  title: string;
  /** What opens below it. */
  content: ReactNode;
}

export interface AccordionProps {
  /** The parts in order. */
  items: readonly AccordionItem[];
  /** With a name, opening one part closes the others of that name. */
  name?: string;
  /** Classes that override the wrapper's own. */
  className?: string;
}

/** Parts that open and close by themselves, without a script; the browser's own search finds closed text too. */
export function Accordion({ items, name, className }: AccordionProps) {
  return (
    <div className={classNames("border-t", className)}>
      {items.map((item) => (
        <details key={item.title} name={name} className="group border-b">
          <summary className="flex min-h-14 cursor-pointer list-none items-center justify-between gap-6 py-4 font-display text-xl leading-snug marker:content-none hover:text-primary">
            {item.title}
            <Plus
              aria-hidden="true"
              className="size-5 shrink-0 transition-transform duration-200 group-open:rotate-45"
            />
          </summary>
          <div className="max-w-[68ch] pb-6 text-muted-foreground">{item.content}</div>
        </details>
      ))}
    </div>
  );
}
