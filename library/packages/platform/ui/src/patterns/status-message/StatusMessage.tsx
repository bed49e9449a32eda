import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { classNames } from "../../lib/class-names";

export interface StatusMessageProps {
  /** What to say. */
  children: ReactNode;
  /** An `error` interrupts a screen reader; the others wait for it to finish. */
  tone?: "info" | "success" | "warning" | "error";
  /** Classes that override the message's own. */
  className?: string;
}

const tones = {
  info: { icon: Info, look: "border-l-primary [&_svg]:text-primary" },
  success: { icon: CircleCheck, look: "border-l-success [&_svg]:text-success" },
  warning: { icon: TriangleAlert, look: "border-l-warning [&_svg]:text-warning" },
  error: { icon: CircleAlert, look: "border-l-destructive [&_svg]:text-destructive" },
};

/** The answer to what was just done, in the place where it was done. */
export function StatusMessage({ children, tone = "info", className }: StatusMessageProps) {
  const { icon: Icon, look } = tones[tone];
  return (
    <div
      className={classNames(
        "flex items-start gap-3 rounded-md border border-l-4 bg-card px-4 py-3 text-card-foreground",
        look,
        className,
      )}
    >
      <Icon aria-hidden="true" className="mt-0.5 size-5 shrink-0" />
      <div
        role={tone === "error" ? "alert" : "status"}
        className="min-w-0 [overflow-wrap:anywhere]"
      >
        {children}
      </div>
    </div>
  );
}
