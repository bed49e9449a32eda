import "server-only";

import NextAuth, { type NextAuthConfig } from "next-auth";
import "next-auth/jwt";
import Credentials from "next-auth/providers/credentials";
import GitHub from "next-auth/providers/github";
import Google from "next-auth/providers/google";

import { developmentUsers } from "@/auth/development-users";
import { developmentProvider, secureCookies } from "@/auth/session-token";
import { verifiedEmail } from "@/auth/verified-email";
import { env, isProduction } from "@/lib/env";

declare module "next-auth" {
  interface User {
    role?: string;
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    provider?: string;
    role?: string;
  }
}

const day = 24 * 60 * 60;

/** The ways to sign in for which there are keys. */
export function signInMethods(): { id: "google" | "github"; label: string }[] {
  return [
    ...(env("AUTH_GOOGLE_ID") === "" ? [] : [{ id: "google" as const, label: "Google" }]),
    ...(env("AUTH_GITHUB_ID") === "" ? [] : [{ id: "github" as const, label: "GitHub" }]),
  ];
}

function providers(): NextAuthConfig["providers"] {
  const known = signInMethods().map(({ id }) =>
    id === "google"
      ? Google({ clientId: env("AUTH_GOOGLE_ID"), clientSecret: env("AUTH_GOOGLE_SECRET") })
      : GitHub({ clientId: env("AUTH_GITHUB_ID"), clientSecret: env("AUTH_GITHUB_SECRET") }),
  );
  return isProduction() ? known : [...known, developmentUsersOnly];
}

const developmentUsersOnly = Credentials({
  id: developmentProvider,
  credentials: { email: { type: "email" } },
  authorize: ({ email }) => {
    const user = developmentUsers.find((candidate) => candidate.email === email);
    return user === undefined
      ? null
      : { id: user.subject, email: user.email, name: user.name, role: user.role };
  },
});

export const { handlers, signIn, signOut } = NextAuth(() => ({
  providers: providers(),
  secret: env("AUTH_SECRET"),
  trustHost: true,
  useSecureCookies: secureCookies(),
  session: { strategy: "jwt", maxAge: 14 * day },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  callbacks: {
    async jwt({ token, user, account, profile }) {
      // Without an account, an old token is being renewed.
      if (!account) return token;
      if (account.provider === developmentProvider)
        return { ...token, sub: user.id, provider: developmentProvider, role: user.role };
      // Auth.js makes up an id at each sign-in; only the provider's own stays the same.
      return {
        sub: `${account.provider}|${account.providerAccountId}`,
        provider: account.provider,
        name: token.name,
        email: await verifiedEmail(account, profile),
      };
    },
  },
}));
