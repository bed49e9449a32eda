import type { MouseEventHandler, ReactNode } from "react";

import { buttonLook } from "./button-look";

export interface DangerButtonProps {
  /** What the button says: name what is lost, e.g. "Delete booking". */
  children: ReactNode;
  /** What the button does inside a form. */
  type?: "button" | "submit";
  /** Takes the button out of use. */
  disabled?: boolean;
  /** Called on a press; client components only. */
  onClick?: MouseEventHandler<HTMLButtonElement>;
  /** Classes that override the button's own. */
  className?: string;
}

/** A button for what can't be undone. */
export function DangerButton({
  children,
  type = "button",
  className,
  ...button
}: DangerButtonProps) {
  return (
    <button {...button} type={type} className={buttonLook("danger", className)}>
      {children}
    </button>
  );
}
