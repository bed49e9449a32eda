import { ClerkProvider } from "@clerk/nextjs";
import { headers } from "next/headers";
import type { ReactNode } from "react";

import { publishableKey, usesStandIn } from "@/auth/environment";
import { NONCE_HEADER } from "@/lib/content-security";

/** Gives Clerk's components what they need. With the stand-in there are none: their script comes from Clerk's host. */
export async function AuthProvider({ children }: { children: ReactNode }) {
  if (usesStandIn()) return children;
  const nonce = (await headers()).get(NONCE_HEADER) ?? undefined;
  return (
    <ClerkProvider publishableKey={publishableKey()} nonce={nonce} signInUrl="/sign-in">
      {children}
    </ClerkProvider>
  );
}
