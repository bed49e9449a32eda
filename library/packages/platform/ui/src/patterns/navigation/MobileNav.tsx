"use client";

import { Menu } from "lucide-react";
import { useId, useRef, type ReactNode } from "react";

import { IconButton } from "../../primitives/buttons";
import { ModalFrame } from "../dialog/ModalFrame";
import type { NavItem } from "./nav-item";
import { SideNav } from "./SideNav";

export interface MobileNavProps {
  /** The links in order. */
  items: readonly NavItem[];
  /** Title of the menu. */
  title?: string;
  /** Name of the button that opens it. */
  openLabel?: string;
  /** Name of the button that closes it. */
  closeLabel?: string;
  /** What stands below the links, e.g. a sign-in button. */
  children?: ReactNode;
}

/** The navigation of a narrow screen: a button and the menu that it opens. */
export function MobileNav({
  items,
  title = "Menu",
  openLabel = "Open menu",
  closeLabel = "Close menu",
  children,
}: MobileNavProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  return (
    <>
      <IconButton label={openLabel} onClick={() => dialog.current?.showModal()}>
        <Menu />
      </IconButton>
      <ModalFrame
        dialogRef={dialog}
        titleId={titleId}
        title={title}
        closeLabel={closeLabel}
        className="my-0 mr-0 ml-auto h-dvh max-h-none w-[min(22rem,88vw)] rounded-none"
      >
        <SideNav items={items} label={title} onNavigate={() => dialog.current?.close()} />
        {children}
      </ModalFrame>
    </>
  );
}
