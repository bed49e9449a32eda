/** Whether a page is on its way: set when a navigation begins, cleared by whoever sees that it ended. */
let loading = false;
const listeners = new Set<() => void>();

function set(value: boolean): void {
  if (loading === value) return;
  loading = value;
  for (const listener of listeners) listener();
}

/** To be called when a navigation begins. One that leads to where one is ends without a sign, so it does not count. */
export function pageLoadingBegins(target: string, current: string): void {
  const from = new URL(current);
  const to = new URL(target, from);
  if (to.pathname !== from.pathname || to.search !== from.search) set(true);
}

export function pageLoadingEnds(): void {
  set(false);
}

export function isPageLoading(): boolean {
  return loading;
}

/** Calls the listener at each change, until the function that it returns is called. */
export function onPageLoading(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
