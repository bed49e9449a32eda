"use client";

import { useEffect, useId, useRef, useState, type ReactNode, type RefObject } from "react";

import { Avatar } from "../../primitives/avatar/Avatar";
import { NavLink } from "../../primitives/link/NavLink";
import type { NavItem } from "../navigation/nav-item";

export interface AvatarMenuProps {
  /** Who is signed in. */
  name: string;
  /** A second line, e.g. the e-mail address. */
  detail?: string;
  /** Address of a picture. */
  imageUrl?: string;
  /** The links in order. */
  items: readonly NavItem[];
  /** What the button does, for assistive technology. */
  label?: string;
  /** What stands below the links, e.g. the form that signs out. */
  children?: ReactNode;
}

/** Closes the panel at a press or a focus elsewhere, and at Escape, which leads back to the button. */
function useClosing(
  open: boolean,
  setOpen: (open: boolean) => void,
  root: RefObject<HTMLElement | null>,
  button: RefObject<HTMLElement | null>,
) {
  useEffect(() => {
    if (!open) return;
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener("pointerdown", closeOutside);
    document.addEventListener("focusin", closeOutside);
    document.addEventListener("keydown", closeOnEscape);
    return () => {
      document.removeEventListener("pointerdown", closeOutside);
      document.removeEventListener("focusin", closeOutside);
      document.removeEventListener("keydown", closeOnEscape);
    };
  }, [open, setOpen, root, button]);
}

/** The account's corner of the top bar: a picture, and the links that it opens. */
export function AvatarMenu({
  name,
  detail,
  imageUrl,
  items,
  label = "Account",
  children,
}: AvatarMenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panelId = useId();

  useClosing(open, setOpen, root, button);

  return (
    <div ref={root} className="relative">
      <button
        ref={button}
        type="button"
        aria-label={`${label}: ${name}`}
        aria-expanded={open}
        aria-controls={panelId}
        onClick={() => setOpen(!open)}
        className="grid size-11 place-items-center rounded-full hover:bg-secondary"
      >
        <Avatar name={name} imageUrl={imageUrl} size={32} decorative />
      </button>
      <div
        id={panelId}
        hidden={!open}
        className="absolute right-0 z-40 mt-2 w-64 rounded-lg border bg-card py-2 text-card-foreground shadow-lg"
      >
        <div className="border-b px-4 pt-1 pb-3">
          <p className="truncate font-semibold">{name}</p>
          {detail !== undefined && (
            <p className="truncate text-sm text-muted-foreground">{detail}</p>
          )}
        </div>
        <ul className="py-1">
          {items.map((item) => (
            <li key={item.href}>
              <NavLink
                href={item.href}
                onNavigate={() => setOpen(false)}
                className="flex min-h-11 items-center rounded-none px-4 hover:bg-muted"
              >
                {item.label}
              </NavLink>
            </li>
          ))}
        </ul>
        {children !== undefined && <div className="border-t px-4 pt-3 pb-1">{children}</div>}
      </div>
    </div>
  );
}
