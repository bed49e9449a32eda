"use client";

import { X } from "lucide-react";
import type { ReactNode, RefObject } from "react";

import { classNames } from "../../lib/class-names";
import { IconButton } from "../../primitives/buttons";

export interface ModalFrameProps {
  /** The element, which the opener shows with `showModal()`. */
  dialogRef: RefObject<HTMLDialogElement | null>;
  /** The id of the heading. */
  titleId: string;
  /** What it is about. */
  title: string;
  /** What it holds. */
  children: ReactNode;
  /** Name of the button that closes it. */
  closeLabel?: string;
  /** Called once it is closed, however that happened. */
  onClose?: () => void;
  /** Classes that override the dialog's own. */
  className?: string;
}

/** The inside of every modal dialog. The browser keeps the focus in it, closes it on Escape and gives the focus back. */
export function ModalFrame({
  dialogRef,
  titleId,
  title,
  children,
  closeLabel = "Close",
  onClose,
  className,
}: ModalFrameProps) {
  const close = () => dialogRef.current?.close();
  return (
    <dialog
      ref={dialogRef}
      aria-labelledby={titleId}
      closedby="any"
      onClose={onClose}
      className={classNames(
        "m-auto w-[min(32rem,calc(100vw-2rem))] rounded-lg border bg-card p-0 text-card-foreground",
        className,
      )}
    >
      <div className="grid gap-4 p-5 sm:p-6">
        <div className="flex items-start justify-between gap-4">
          <h2 id={titleId} className="pt-1.5 text-2xl leading-tight">
            {title}
          </h2>
          <IconButton label={closeLabel} onClick={close} className="-mt-1 -mr-2 shrink-0">
            <X />
          </IconButton>
        </div>
        {children}
      </div>
    </dialog>
  );
}
