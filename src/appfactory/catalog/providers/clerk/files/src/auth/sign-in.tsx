import { SignIn as ClerkSignIn } from "@clerk/nextjs";

import { usesStandIn } from "@/auth/environment";
import { TestSignIn } from "@/auth/test-sign-in";
import { safeNext } from "@/lib/safe-next";

/** The content of the sign-in page, which goes on to `next`. New visitors sign up in the same form. */
export function SignIn({ next }: { next: string }) {
  const path = safeNext(next);
  if (usesStandIn()) return <TestSignIn next={path} />;
  return <ClerkSignIn routing="hash" withSignUp forceRedirectUrl={path} signUpForceRedirectUrl={path} />;
}
