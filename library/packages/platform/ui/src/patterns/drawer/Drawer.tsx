"use client";

import { useId, useRef, type ReactNode } from "react";

import { classNames } from "../../lib/class-names";
import { SecondaryButton } from "../../primitives/buttons";
import { ModalFrame } from "../dialog/ModalFrame";

export interface DrawerProps {
  /** Label of the button that opens it. */
  openLabel: string;
  /** What it is about. */
  title: string;
  /** What it holds. */
  children: ReactNode;
  /** The edge it stands at. */
  side?: "left" | "right";
  /** Name of the button that closes it. */
  closeLabel?: string;
}

/** A button and the panel at the edge of the screen that it opens. */
export function Drawer({ openLabel, title, children, side = "right", closeLabel }: DrawerProps) {
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
        className={classNames(
          "my-0 h-dvh max-h-none w-[min(26rem,88vw)] rounded-none",
          side === "right" ? "mr-0 ml-auto" : "mr-auto ml-0",
        )}
      >
        {children}
      </ModalFrame>
    </>
  );
}
