"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

import { Link } from "./Link";

export interface NavLinkProps {
  /** The path it leads to. */
  href: string;
  /** What the link says. */
  children: ReactNode;
  /** Also counts as current on the pages below its path. */
  section?: boolean;
  /** Called on a press. */
  onNavigate?: () => void;
  /** Classes; `aria-[current=page]:…` reaches the current one. */
  className?: string;
}

/** A link of a navigation, which knows when its page is the one shown. */
export function NavLink({ href, children, section = false, onNavigate, className }: NavLinkProps) {
  const path = usePathname();
  const current = path === href || (section && href !== "/" && path?.startsWith(`${href}/`));
  return (
    <span className="contents" onClickCapture={onNavigate}>
      <Link
        href={href}
        variant="bare"
        aria-current={current ? "page" : undefined}
        className={className}
      >
        {children}
      </Link>
    </span>
  );
}
