import { AccountMenu } from "@/auth/account-menu";
import { endSession } from "@/auth/actions";
import type { Actor } from "@/lib/actor";

/** Who is signed in, and the way out. */
export function UserMenu({ actor }: { actor: Actor }) {
  return (
    <AccountMenu actor={actor}>
      <form action={endSession}>
        <button
          type="submit"
          className="min-h-11 w-full px-4 text-left font-semibold hover:bg-muted"
        >
          Sign out
        </button>
      </form>
    </AccountMenu>
  );
}
