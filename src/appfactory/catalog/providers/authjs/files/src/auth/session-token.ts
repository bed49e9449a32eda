import { decode, getToken } from "next-auth/jwt";
import { z } from "zod";

import { asRole, type Identity } from "@/lib/actor";
import { env, isProduction } from "@/lib/env";

/** The sign-in that only takes development users; what it issued is worth nothing in production. */
export const developmentProvider = "development";

/** Cookies go over HTTPS only, wherever the app is reached that way. */
export const secureCookies = () => env("APP_URL").startsWith("https://");

const cookieName = () => `${secureCookies() ? "__Secure-" : ""}authjs.session-token`;

const claims = z.object({
  sub: z.string().min(1),
  /** Only an address that the provider has verified gets into a token. */
  email: z.string().nullish(),
  name: z.string().nullish(),
  provider: z.string(),
  role: z.string().optional(),
});

/** Who the session token in these request headers speaks of: a Bearer token, else Auth.js's cookie. Null if it is not valid. */
export async function identityIn(headers: Headers): Promise<Identity | null> {
  const result = claims.safeParse(await sessionToken(headers));
  if (!result.success) return null;
  const { sub: subject, email = null, name = null, provider, role } = result.data;
  if (provider === developmentProvider && isProduction()) return null;
  const admin = email !== null && adminEmails().includes(email.toLowerCase());
  return { subject, email, name, role: admin ? "admin" : asRole(role) };
}

async function sessionToken(headers: Headers): Promise<unknown> {
  const [scheme, token] = (headers.get("authorization") ?? "").split(" ");
  const secret = env("AUTH_SECRET");
  if (scheme?.toLowerCase() !== "bearer")
    return getToken({
      req: { headers },
      secret,
      secureCookie: secureCookies(),
      cookieName: cookieName(),
    });
  // Auth.js encrypts a token under a key that also depends on the cookie's name.
  return decode({ token, secret, salt: cookieName() }).catch(() => null);
}

const adminEmails = () =>
  env("ADMIN_EMAILS")
    .split(",")
    .map((email) => email.trim().toLowerCase())
    .filter((email) => email !== "");
