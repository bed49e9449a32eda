import type { MouseEventHandler, ReactNode } from "react";

import { Link } from "../link/Link";
import { buttonLook } from "./button-look";

export interface SecondaryButtonProps {
  /** What the button says. */
  children: ReactNode;
  /** Makes it a link that looks like a button. */
  href?: string;
  /** What the button does inside a form. */
  type?: "button" | "submit" | "reset";
  /** Takes the button out of use; ignored for a link. */
  disabled?: boolean;
  /** Called on a press; client components only. */
  onClick?: MouseEventHandler<HTMLButtonElement>;
  /** Classes that override the button's own. */
  className?: string;
}

/** A button, or with `href` a link, for an alternative beside the main action. */
export function SecondaryButton({
  children,
  href,
  type = "button",
  className,
  ...button
}: SecondaryButtonProps) {
  if (href !== undefined) {
    return (
      <Link href={href} variant="bare" className={buttonLook("secondary", className)}>
        {children}
      </Link>
    );
  }
  return (
    <button {...button} type={type} className={buttonLook("secondary", className)}>
      {children}
    </button>
  );
}
