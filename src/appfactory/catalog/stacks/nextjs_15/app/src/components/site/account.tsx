import { UserMenu } from "@/auth/user-menu";
import { ThemeToggle } from "@/components/ui/patterns/theme-toggle/ThemeToggle";
import { SecondaryButton } from "@/components/ui/primitives/buttons";
import type { Actor } from "@/lib/actor";

/** The end of the top bar: light or dark, and who is signed in. */
export function Account({ actor }: { actor: Actor | null }) {
  return (
    <>
      <ThemeToggle />
      {actor === null ? (
        <SecondaryButton href="/sign-in">Sign in</SecondaryButton>
      ) : (
        <UserMenu actor={actor} />
      )}
    </>
  );
}
