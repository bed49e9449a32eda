import { cookies } from "next/headers";
import { redirect } from "next/navigation";

import { AvatarMenu } from "@/components/ui/patterns/avatar-menu/AvatarMenu";
import { SubmitButton } from "@/components/ui/primitives/buttons";
import type { Actor } from "@/lib/actor";

async function signOut() {
  "use server";
  (await cookies()).delete("sample-session");
  redirect("/");
}

export function UserMenu({ actor }: { actor: Actor }) {
  return (
    <AvatarMenu
      name={actor.name ?? actor.email ?? "Account"}
      detail={actor.email ?? undefined}
      items={[]}
    >
      <form action={signOut}>
        <SubmitButton tone="secondary">Sign out</SubmitButton>
      </form>
    </AvatarMenu>
  );
}
