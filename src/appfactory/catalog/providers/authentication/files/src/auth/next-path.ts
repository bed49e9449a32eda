/** The path to go on to after signing in: `value` if it is a path of this app, else the home page; never another site's address. */
export function nextPath(value: unknown): string {
  if (typeof value !== "string" || !value.startsWith("/")) return "/";
  // A browser reads `//host` and `/\host` as another site's address; the parser tells, with all its other rules.
  const base = "http://app.invalid";
  const url = URL.canParse(value, base) ? new URL(value, base) : null;
  if (url?.origin !== base) return "/";
  // `/..//host` is a path of this app that becomes `//host` once its dots are resolved.
  return `${url.pathname.replace(/^\/+/, "/")}${url.search}${url.hash}`;
}

/** The sign-in page, which goes on to `next`. */
export const signInPath = (next: string) =>
  `/sign-in?${new URLSearchParams({ next: nextPath(next) })}`;
