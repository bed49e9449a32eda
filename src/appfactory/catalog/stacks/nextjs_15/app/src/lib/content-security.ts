import { contentSecurity } from "@/_generated/content-security";

/** The request header by which the middleware tells the page its nonce. */
export const NONCE_HEADER = "x-nonce";

type Sources = Readonly<Record<string, readonly string[]>>;

interface Setting {
  development?: boolean;
  /** The address of the local stand-ins, where there are some. */
  standInUrl?: string | undefined;
  /** Whether the app's own pages may show this one in a frame. */
  framed?: boolean;
}

/**
 * The content security policy (https://www.w3.org/TR/CSP3/) of one page view. Scripts run only with the nonce of this view, and what they load;
 * the providers add the hosts they need.
 */
export function contentSecurityPolicy(
  nonce: string,
  { development = false, standInUrl = "", framed = false }: Setting = {},
  additions: Sources = contentSecurity,
): string {
  const standIn = standInUrl === "" ? [] : [standInUrl];
  const policy: Record<string, string[]> = {
    "default-src": ["'self'"],
    "script-src": [
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      ...(development ? ["'unsafe-eval'"] : []),
    ],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:", "https:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'", ...(development ? ["ws:"] : []), ...standIn],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'", ...standIn],
    "frame-ancestors": [framed ? "'self'" : "'none'"],
  };
  for (const [directive, sources] of Object.entries(additions)) {
    policy[directive] = [...new Set([...(policy[directive] ?? ["'self'"]), ...sources])];
  }
  return Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources.join(" ")}`)
    .join("; ");
}
