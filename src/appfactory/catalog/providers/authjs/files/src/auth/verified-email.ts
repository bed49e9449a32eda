import type { Account, Profile } from "next-auth";
import { z } from "zod";

const addresses = z.array(
  z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }),
);

/**
 * The address that the provider knows to belong to who signs in, else null. An address that anyone may claim must never make an admin.
 */
export async function verifiedEmail(
  account: Account,
  profile: Profile | undefined,
): Promise<string | null> {
  if (account.provider !== "github")
    return profile?.email_verified === true ? (profile.email ?? null) : null;
  // A GitHub profile does not say whether its address is verified (https://docs.github.com/rest/users/emails).
  const response = await fetch("https://api.github.com/user/emails", {
    headers: {
      authorization: `Bearer ${account.access_token}`,
      accept: "application/vnd.github+json",
      "user-agent": "auth.js",
    },
    cache: "no-store",
  });
  if (!response.ok) return null;
  const known = addresses.safeParse(await response.json());
  return known.data?.find((address) => address.primary && address.verified)?.email ?? null;
}
