import { SignOutButton } from "@clerk/nextjs";

import { AccountMenu } from "@/auth/account-menu";
import { signOutOfStandIn } from "@/auth/actions";
import { usesStandIn } from "@/auth/environment";
import type { Actor } from "@/lib/actor";

const look = "min-h-11 w-full px-4 text-left font-semibold hover:bg-muted";

/** Who is signed in, and the way out. */
export function UserMenu({ actor }: { actor: Actor }) {
  return (
    <AccountMenu actor={actor}>
      {usesStandIn() ? (
        <form action={signOutOfStandIn}>
          <button type="submit" className={look}>
            Sign out
          </button>
        </form>
      ) : (
        <SignOutButton redirectUrl="/">
          <button type="button" className={look}>
            Sign out
          </button>
        </SignOutButton>
      )}
    </AccountMenu>
  );
}
