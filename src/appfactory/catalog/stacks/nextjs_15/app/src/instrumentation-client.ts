import { pageLoadingBegins } from "@/lib/page-loading";

/** Next.js calls this when a link is followed or the router is told to go somewhere. */
export function onRouterTransitionStart(url: string): void {
  pageLoadingBegins(url, window.location.href);
}
