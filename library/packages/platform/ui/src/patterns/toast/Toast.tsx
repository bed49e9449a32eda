"use client";

import { X } from "lucide-react";
import { useEffect, useState } from "react";

import { classNames } from "../../lib/class-names";
import { IconButton } from "../../primitives/buttons";

export interface ToastProps {
  /** What to say. */
  message: string;
  /** Seconds until it goes; 0 keeps it until it is closed. It stays while it is pointed at or holds the focus. */
  seconds?: number;
  /** Name of the button that closes it. */
  closeLabel?: string;
  /** Where it appears: in a corner of the screen, or where it stands. */
  placement?: "corner" | "inline";
  /** Called once it is gone. */
  onClose?: () => void;
}

/** A short word on something that happened elsewhere. What must not be missed belongs into a `StatusMessage`. */
export function Toast({
  message,
  seconds = 8,
  closeLabel = "Dismiss",
  placement = "corner",
  onClose,
}: ToastProps) {
  const [open, setOpen] = useState(true);
  const [held, setHeld] = useState(false);

  useEffect(() => {
    if (!open || held || seconds === 0) return;
    const timer = setTimeout(() => {
      setOpen(false);
      onClose?.();
    }, seconds * 1000);
    return () => clearTimeout(timer);
  }, [open, held, seconds, onClose]);

  if (!open) return null;
  const close = () => {
    setOpen(false);
    onClose?.();
  };
  return (
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className={classNames(
        "flex w-fit max-w-[min(28rem,calc(100vw-2rem))] items-center gap-3 rounded-md bg-foreground py-1 pr-1 pl-4 text-background shadow-lg",
        placement === "corner" && "fixed right-4 bottom-4 z-50",
      )}
    >
      <p role="status" className="py-2 text-[0.9375rem] leading-snug">
        {message}
      </p>
      <IconButton
        label={closeLabel}
        onClick={close}
        className="shrink-0 text-background enabled:hover:bg-background/20"
      >
        <X />
      </IconButton>
    </div>
  );
}
