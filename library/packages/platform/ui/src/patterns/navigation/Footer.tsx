import type { ReactNode } from "react";

import { classNames } from "../../lib/class-names";
import { Link } from "../../primitives/link/Link";
import type { NavGroup } from "./nav-item";

export interface FooterProps {
  /** The name of the product. */
  brand: string;
  /** A sentence below the name. */
  description?: string;
  /** Groups of links. */
  groups?: readonly NavGroup[];
  /** The line at the very end, e.g. who owns the rights. */
  legal?: string;
  /** Anything else, e.g. a newsletter form. */
  children?: ReactNode;
  /** Classes that override the footer's own. */
  className?: string;
}

/** The foot of every page. */
export function Footer({
  brand,
  description,
  groups = [],
  legal,
  children,
  className,
}: FooterProps) {
  return (
    <footer className={classNames("border-t bg-muted", className)}>
      <div className="mx-auto grid max-w-7xl gap-10 px-5 py-12 sm:px-8 lg:px-12">
        <div className="flex flex-wrap justify-between gap-x-16 gap-y-10">
          <div className="max-w-[36ch]">
            <p className="font-display text-3xl leading-none">{brand}</p>
            {description !== undefined && (
              <p className="mt-3 text-muted-foreground">{description}</p>
            )}
          </div>
          <div className="flex flex-wrap gap-x-16 gap-y-8">
            {groups.map((group) => (
              <nav key={group.title} aria-label={group.title}>
                <p className="text-sm text-muted-foreground">{group.title}</p>
                <ul className="mt-1">
                  {group.items.map((item) => (
                    <li key={item.href}>
                      <Link
                        href={item.href}
                        variant="quiet"
                        className="inline-block py-1.5 font-medium"
                      >
                        {item.label}
                      </Link>
                    </li>
                  ))}
                </ul>
              </nav>
            ))}
          </div>
        </div>
        {children}
        {legal !== undefined && (
          <p className="border-t border-input/50 pt-5 text-sm text-muted-foreground">{legal}</p>
        )}
      </div>
    </footer>
  );
}
