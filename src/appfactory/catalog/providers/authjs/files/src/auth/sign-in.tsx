import { signInWith } from "@/auth/actions";
import { signInMethods } from "@/auth/auth-js";
import { developmentSignIn } from "@/auth/development-session";
import { DevelopmentSignIn } from "@/auth/development-sign-in";
import { nextPath } from "@/auth/next-path";

/** The content of the sign-in page, which goes on to `next`. */
export function SignIn({ next }: { next: string }) {
  const methods = signInMethods();
  const path = nextPath(next);
  return (
    <div className="space-y-6">
      {methods.length > 0 && (
        <form action={signInWith} className="space-y-3">
          <input type="hidden" name="next" value={path} />
          {methods.map(({ id, label }) => (
            <button
              key={id}
              type="submit"
              name="method"
              value={id}
              className="min-h-12 w-full rounded-md bg-primary px-5 py-2 font-semibold text-primary-foreground hover:bg-primary/90"
            >
              Continue with {label}
            </button>
          ))}
        </form>
      )}
      {developmentSignIn() && <DevelopmentSignIn next={path} />}
      {methods.length === 0 && !developmentSignIn() && (
        <p role="status">Signing in is not possible at the moment. Please try again later.</p>
      )}
    </div>
  );
}
