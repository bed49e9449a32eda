"use client";

import type { MouseEvent, ReactNode } from "react";
import { useFormStatus } from "react-dom";

import { Spinner } from "../spinner/Spinner";
import { buttonLook } from "./button-look";

export interface SubmitButtonProps {
  /** What the button says. */
  children: ReactNode;
  /** What it says while the form is on its way. */
  pendingLabel?: string;
  /** The look of the button. */
  tone?: "primary" | "secondary" | "danger";
  /** Takes the button out of use. */
  disabled?: boolean;
  /** Classes that override the button's own. */
  className?: string;
}

/**
 * Submits the form around it and shows that it is on its way. While pending it is `aria-disabled`, not `disabled`,
 * so that keyboard focus stays on it.
 */
export function SubmitButton({
  children,
  pendingLabel,
  tone = "primary",
  disabled = false,
  className,
}: SubmitButtonProps) {
  const { pending } = useFormStatus();
  const refuseSecondPress = (event: MouseEvent) => {
    if (pending) event.preventDefault();
  };
  return (
    <button
      type="submit"
      disabled={disabled}
      aria-disabled={pending || undefined}
      onClick={refuseSecondPress}
      className={buttonLook(tone === "danger" ? "destructive" : tone, className)}
    >
      {pending && <Spinner />}
      {pending ? (pendingLabel ?? children) : children}
    </button>
  );
}
