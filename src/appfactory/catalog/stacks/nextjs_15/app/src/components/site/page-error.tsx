"use client";

import { useEffect } from "react";

import { ErrorState } from "@/components/ui/patterns/error-state/ErrorState";

export interface PageErrorProps {
  error: Error & { digest?: string };
  reset: () => void;
}

/** What stands in a page's place when it could not be made. The reference finds the cause in the server's log. */
export function PageError({ error, reset }: PageErrorProps) {
  useEffect(() => console.error(error), [error]);
  return (
    <div className="mx-auto w-full max-w-7xl px-5 py-16 sm:px-8 lg:px-12">
      <ErrorState onRetry={reset} homeLabel="Go to the start page" reference={error.digest} />
    </div>
  );
}
