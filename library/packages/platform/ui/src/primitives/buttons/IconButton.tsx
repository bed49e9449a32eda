import type { MouseEventHandler, ReactNode } from "react";

import { buttonLook } from "./button-look";

export interface IconButtonProps {
  /** Name for assistive technology, also shown as a tooltip. */
  label: string;
  /** The icon. */
  children: ReactNode;
  /** What the button does inside a form. */
  type?: "button" | "submit";
  /** Takes the button out of use. */
  disabled?: boolean;
  /** Called on a press; client components only. */
  onClick?: MouseEventHandler<HTMLButtonElement>;
  /** Whether what the button opens is open. */
  "aria-expanded"?: boolean;
  /** The id of what the button opens. */
  "aria-controls"?: string;
  /** Classes that override the button's own. */
  className?: string;
}

/** A square button with nothing but an icon, 44 px to a side. */
export function IconButton({
  label,
  children,
  type = "button",
  className,
  ...button
}: IconButtonProps) {
  return (
    <button
      {...button}
      type={type}
      aria-label={label}
      title={label}
      className={buttonLook("icon", className)}
    >
      <span aria-hidden="true" className="contents">
        {children}
      </span>
    </button>
  );
}
