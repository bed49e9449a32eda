import { classNames } from "../../lib/class-names";
import { Link } from "../../primitives/link/Link";

export interface BreadcrumbItem {
  /** What the page is called. */
  label: string;
  /** Where it is; the last one needs none. */
  href?: string;
}

export interface BreadcrumbsProps {
  /** From the top down to the page shown. */
  items: readonly BreadcrumbItem[];
  /** Name of the whole for assistive technology. */
  label?: string;
  /** Classes that override the element's own. */
  className?: string;
}

/** The way from the top to this page. */
export function Breadcrumbs({ items, label = "Breadcrumbs", className }: BreadcrumbsProps) {
  return (
    <nav aria-label={label} className={classNames("text-sm text-muted-foreground", className)}>
      <ol className="flex flex-wrap gap-x-2">
        {items.map((item, index) => {
          const last = index === items.length - 1;
          return (
            <li key={item.label} className="flex min-w-0 gap-2">
              {last || item.href === undefined ? (
                <span
                  aria-current={last ? "page" : undefined}
                  className="text-foreground [overflow-wrap:anywhere]"
                >
                  {item.label}
                </span>
              ) : (
                <Link
                  href={item.href}
                  variant="bare"
                  className="underline-offset-4 hover:text-foreground hover:underline"
                >
                  {item.label}
                </Link>
              )}
              {!last && <span aria-hidden="true">/</span>}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
