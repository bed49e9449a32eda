import { env, isProduction } from "@/lib/env";

/** The key with which development and tests talk to dev/stand-ins/clerk.mjs. */
const standInSecretKey = "sk_test_stand_in";

export const publishableKey = () => env("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY");

/** Whether a local stand-in issues the session tokens, as Clerk would. Never in production. */
export const usesStandIn = () => !isProduction() && env("CLERK_SECRET_KEY") === standInSecretKey;

/** Where Clerk's API is; undefined for Clerk's own address. */
export const apiUrl = () =>
  process.env.CLERK_API_URL || (usesStandIn() ? env("STAND_IN_URL") : undefined);

/** Who issues this instance's session tokens: the host in the publishable key, as Clerk puts it into `iss`. */
export function issuer(key: string = publishableKey()): string {
  const encoded = key.split("_")[2] ?? "";
  return `https://${atob(encoded).replace(/\$$/, "")}`;
}

/** Where session tokens may come from (their `azp`): this app's address, and in development whatever name it is reached by. */
export const authorizedParties = (origin: string) =>
  isProduction() ? [env("APP_URL")] : [env("APP_URL"), origin];

/** The key that verifies session tokens without asking Clerk; without it, the keys are fetched from Clerk's API and kept. */
export const jwtKey = () => env("CLERK_JWT_KEY").replaceAll("\\n", "\n") || undefined;
