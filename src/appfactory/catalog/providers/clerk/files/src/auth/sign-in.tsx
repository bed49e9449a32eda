import { SignIn as ClerkSignIn } from "@clerk/nextjs";

import { DevelopmentSignIn } from "@/auth/development-sign-in";
import { usesStandIn } from "@/auth/environment";
import { nextPath } from "@/auth/next-path";

/** The content of the sign-in page, which goes on to `next`. New visitors sign up in the same form. */
export function SignIn({ next }: { next: string }) {
  const path = nextPath(next);
  if (usesStandIn()) return <DevelopmentSignIn next={path} />;
  return (
    <ClerkSignIn routing="hash" withSignUp forceRedirectUrl={path} signUpForceRedirectUrl={path} />
  );
}
