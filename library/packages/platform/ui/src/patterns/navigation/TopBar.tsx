import type { ReactNode } from "react";

import { classNames } from "../../lib/class-names";
import { Link } from "../../primitives/link/Link";
import { NavLink } from "../../primitives/link/NavLink";
import { MobileNav } from "./MobileNav";
import type { NavItem } from "./nav-item";

export interface TopBarProps {
  /** The name of the product. */
  brand: string;
  /** Where the name leads. */
  brandHref?: string;
  /** The links in order. */
  items?: readonly NavItem[];
  /** What stands at the end: theme toggle, avatar menu, sign-in. */
  actions?: ReactNode;
  /** Name of the navigation for assistive technology. */
  label?: string;
  /** Name of the button that opens the menu on a phone. */
  menuLabel?: string;
  /** Whether it stays at the top while the page scrolls. */
  sticky?: boolean;
  /** Classes that override the bar's own. */
  className?: string;
}

/** The bar at the top of every page. */
export function TopBar({
  brand,
  brandHref = "/",
  items = [],
  actions,
  label = "Main",
  menuLabel,
  sticky = true,
  className,
}: TopBarProps) {
  return (
    <header
      className={classNames("z-30 border-b bg-background", sticky && "sticky top-0", className)}
    >
      <div className="mx-auto flex min-h-16 max-w-7xl items-center gap-4 px-5 sm:px-8 lg:px-12">
        <Link
          href={brandHref}
          variant="bare"
          className="mr-auto py-2 font-display text-[1.375rem] leading-none font-semibold tracking-tight"
        >
          {brand}
        </Link>
        {items.length > 0 && (
          <nav aria-label={label} className="max-md:hidden">
            <ul className="flex items-center gap-7">
              {items.map((item) => (
                <li key={item.href}>
                  <NavLink
                    href={item.href}
                    section
                    className="inline-flex min-h-16 items-center rounded-none border-b-2 border-transparent pt-0.5 text-[0.9375rem] font-medium hover:border-border aria-[current=page]:border-primary"
                  >
                    {item.label}
                  </NavLink>
                </li>
              ))}
            </ul>
          </nav>
        )}
        {actions !== undefined && <div className="flex items-center gap-1 md:ml-3">{actions}</div>}
        {items.length > 0 && (
          <div className="-mr-3 md:hidden">
            <MobileNav items={items} openLabel={menuLabel} />
          </div>
        )}
      </div>
    </header>
  );
}
