import type { ReactNode } from "react";

import type { Actor } from "@/lib/actor";

/** A menu that opens without script: name and address of who is signed in, and below them `children`. */
export function AccountMenu({ actor, children }: { actor: Actor; children: ReactNode }) {
  const name = actor.name ?? actor.email ?? "Account";
  return (
    <details className="group relative" name="account">
      <summary
        aria-label={`Account: ${name}`}
        className="flex min-h-11 cursor-pointer list-none items-center gap-2 rounded-md px-2 hover:bg-secondary [&::-webkit-details-marker]:hidden"
      >
        <span
          aria-hidden="true"
          className="grid size-8 shrink-0 place-items-center rounded-full bg-primary text-xs font-semibold text-primary-foreground"
        >
          {initials(name)}
        </span>
        <span className="hidden max-w-40 truncate text-sm font-semibold sm:inline">{name}</span>
      </summary>
      <div className="absolute right-0 z-40 mt-2 w-64 overflow-hidden rounded-lg border bg-card py-1 text-card-foreground shadow-lg">
        <div className="border-b px-4 pt-2 pb-3">
          <p className="truncate font-semibold">{name}</p>
          {actor.email !== null && actor.email !== name && (
            <p className="truncate text-sm text-muted-foreground">{actor.email}</p>
          )}
        </div>
        {children}
      </div>
    </details>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s@._-]+/).filter((word) => word !== "");
  return words
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? "")
    .join("");
}
