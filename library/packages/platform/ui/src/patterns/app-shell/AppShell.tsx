import type { ReactNode } from "react";

import { classNames } from "../../lib/class-names";
import { SideNav, SkipLink, TopBar, type NavItem } from "../navigation";

export interface AppShellProps {
  /** The name of the product. */
  brand: string;
  /** The links of the navigation. */
  items: readonly NavItem[];
  /** The page. */
  children: ReactNode;
  /** What stands at the end of the top bar. */
  actions?: ReactNode;
  /** Name of the navigation for assistive technology. */
  navLabel?: string;
  /** What the skip link says. */
  skipLabel?: string;
  /** Classes that override the page's own. */
  className?: string;
}

/** The frame of a signed-in page: top bar, links at the side on a desk, a menu on a phone. */
export function AppShell({
  brand,
  items,
  children,
  actions,
  navLabel = "Sections",
  skipLabel,
  className,
}: AppShellProps) {
  return (
    <>
      <SkipLink label={skipLabel} />
      <TopBar brand={brand} items={items} actions={actions} className="md:[&_nav]:hidden" />
      <div className="mx-auto grid max-w-7xl px-5 sm:px-8 md:grid-cols-[13rem_1fr] md:gap-12 lg:px-12">
        <SideNav
          items={items}
          label={navLabel}
          className="sticky top-16 self-start py-10 max-md:hidden"
        />
        <main
          id="content"
          tabIndex={-1}
          className={classNames("min-w-0 py-10 outline-none", className)}
        >
          {children}
        </main>
      </div>
    </>
  );
}
