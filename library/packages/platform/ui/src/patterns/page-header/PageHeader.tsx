import type { ReactNode } from "react";

import { classNames } from "../../lib/class-names";

export interface PageHeaderProps {
  /** The page's heading. */
  title: string;
  /** A sentence on what the page is for. */
  description?: string;
  /** Buttons and links for the page as a whole. */
  actions?: ReactNode;
  /** What stands above the title, such as breadcrumbs. */
  above?: ReactNode;
  /** Classes that override the header's own. */
  className?: string;
}

/** The head of a page inside the app: where one is and what one can do here. */
export function PageHeader({ title, description, actions, above, className }: PageHeaderProps) {
  return (
    <header className={classNames("grid gap-3 border-b pb-6", className)}>
      {above}
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
        <div className="grid min-w-0 gap-2">
          <h1 className="text-4xl leading-[1.05] [overflow-wrap:anywhere] sm:text-5xl">{title}</h1>
          {description !== undefined && (
            <p className="max-w-[60ch] text-muted-foreground">{description}</p>
          )}
        </div>
        {actions !== undefined && <div className="flex flex-wrap gap-3">{actions}</div>}
      </div>
    </header>
  );
}
