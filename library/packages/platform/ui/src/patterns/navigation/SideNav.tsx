import { classNames } from "../../lib/class-names";
import { NavLink } from "../../primitives/link/NavLink";
import type { NavItem } from "./nav-item";

export interface SideNavProps {
  /** The links in order. */
  items: readonly NavItem[];
  /** Name of the whole for assistive technology. */
  label?: string;
  /** Called when a link is followed; client components only. */
  onNavigate?: () => void;
  /** Classes that override the element's own. */
  className?: string;
}

/** Links one below the other, with a mark beside the current one. */
export function SideNav({ items, label = "Main", onNavigate, className }: SideNavProps) {
  return (
    <nav aria-label={label} className={className}>
      <ul className="grid gap-0.5">
        {items.map((item) => (
          <li key={item.href}>
            <NavLink
              href={item.href}
              section
              onNavigate={onNavigate}
              className={classNames(
                "flex min-h-11 items-center rounded-none border-l-2 border-border px-4 text-[0.9375rem] text-muted-foreground transition-colors",
                "hover:border-foreground hover:text-foreground",
                "aria-[current=page]:border-primary aria-[current=page]:font-semibold aria-[current=page]:text-foreground",
              )}
            >
              {item.label}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
