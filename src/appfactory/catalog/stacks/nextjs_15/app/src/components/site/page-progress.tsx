"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useSyncExternalStore } from "react";

import { isPageLoading, onPageLoading, pageLoadingEnds } from "@/lib/page-loading";

const LONGEST_MS = 15_000;

/**
 * A bar at the top while a page is on its way. It stands in for `loading.tsx`: beside forms, that makes Next.js 15 lose the
 * answers of server actions now and then.
 */
export function PageProgress() {
  const address = `${usePathname()}?${useSearchParams()}`;
  const loading = useSyncExternalStore(onPageLoading, isPageLoading, () => false);

  useEffect(pageLoadingEnds, [address]);

  useEffect(() => {
    if (!loading) return;
    // Who is sent back to where they were sees no new address.
    const timer = setTimeout(pageLoadingEnds, LONGEST_MS);
    return () => clearTimeout(timer);
  }, [loading]);

  if (!loading) return null;
  return (
    <div
      role="progressbar"
      aria-label="Loading page"
      className="fixed inset-x-0 top-0 z-50 h-0.5 overflow-hidden"
    >
      <div className="h-full w-1/3 animate-page-progress bg-primary motion-reduce:w-full motion-reduce:animate-none" />
    </div>
  );
}
