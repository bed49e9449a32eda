"use client";

import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

import { classNames } from "../../lib/class-names";

export interface TabItem {
  /** What the tab says. */
  label: string;
  /** What it shows. */
  content: ReactNode;
}

export interface TabsProps {
  /** The tabs in order. */
  items: readonly TabItem[];
  /** Name of the whole for assistive technology. */
  label: string;
  /** The tab shown at first, from 0. */
  initial?: number;
  /** Classes that override the wrapper's own. */
  className?: string;
}

/** Several views of one thing, one at a time. Arrow keys, Home and End move between the tabs. */
export function Tabs({ items, label, initial = 0, className }: TabsProps) {
  const [shown, setShown] = useState(initial);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();

  const move = (event: KeyboardEvent) => {
    const last = items.length - 1;
    const targets: Record<string, number> = {
      ArrowRight: shown === last ? 0 : shown + 1,
      ArrowLeft: shown === 0 ? last : shown - 1,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    setShown(target);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[target]?.focus();
  };

  return (
    <div className={className}>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        className="flex gap-6 overflow-x-auto border-b"
      >
        {items.map((item, index) => (
          <button
            key={item.label}
            type="button"
            role="tab"
            id={`${id}-tab-${index}`}
            aria-selected={index === shown}
            aria-controls={`${id}-panel-${index}`}
            tabIndex={index === shown ? 0 : -1}
            onClick={() => setShown(index)}
            onKeyDown={move}
            className={classNames(
              "min-h-11 shrink-0 border-b-2 border-transparent font-medium text-muted-foreground hover:text-foreground focus-visible:outline-offset-[-2px]",
              index === shown && "border-primary text-foreground",
            )}
          >
            {item.label}
          </button>
        ))}
      </div>
      {items.map((item, index) => (
        <div
          key={item.label}
          role="tabpanel"
          id={`${id}-panel-${index}`}
          aria-labelledby={`${id}-tab-${index}`}
          hidden={index !== shown}
          tabIndex={0}
          className="py-5"
        >
          {item.content}
        </div>
      ))}
    </div>
  );
}
