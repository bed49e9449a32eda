"use client";

import { useId, useRef, type ReactNode } from "react";

import { SecondaryButton } from "../../primitives/buttons";
import { ModalFrame } from "./ModalFrame";

export interface DialogProps {
  /** Label of the button that opens it. */
  openLabel: string;
  /** What it is about. */
  title: string;
  /** What it holds. */
  children: ReactNode;
  /** Name of the button that closes it. */
  closeLabel?: string;
  /** Classes that override the dialog's own. */
  className?: string;
}

/** A button and the modal dialog that it opens. */
export function Dialog({ openLabel, title, children, closeLabel, className }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  return (
    <>
      <SecondaryButton onClick={() => dialog.current?.showModal()}>{openLabel}</SecondaryButton>
      <ModalFrame
        dialogRef={dialog}
        titleId={titleId}
        title={title}
        closeLabel={closeLabel}
        className={className}
      >
        {children}
      </ModalFrame>
    </>
  );
}
