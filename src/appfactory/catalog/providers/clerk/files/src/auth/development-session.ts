import "server-only";

import { cookies } from "next/headers";
import { z } from "zod";

import type { DevelopmentUser } from "@/auth/development-users";
import { usesStandIn } from "@/auth/environment";
import { env } from "@/lib/env";

const signedIn = z.object({
  client: z.object({
    sessions: z.array(z.object({ last_active_token: z.object({ jwt: z.string() }) })).min(1),
  }),
});

const cookieNames = ["__session", "__client_uat", "__clerk_db_jwt"] as const;
const hours = 12;

/** Whether `POST /api/dev/sign-in` is there: only with the stand-in, because nobody else has Clerk's signing key. */
export const developmentSignIn = usesStandIn;

/** Has the stand-in sign the user in and keeps the session token it issues in the cookies that Clerk uses. */
export async function startDevelopmentSession({
  user,
  origin,
}: {
  user: DevelopmentUser;
  origin: string;
}): Promise<void> {
  const response = await fetch(new URL("/v1/client/sign_ins", env("STAND_IN_URL")), {
    method: "POST",
    headers: { origin },
    body: new URLSearchParams({ identifier: user.email }),
    cache: "no-store",
  }).catch((error: unknown) => {
    throw new Error(
      `No stand-in answers at ${env("STAND_IN_URL")}: start it with "node dev/stand-ins/server.mjs"`,
      { cause: error },
    );
  });
  if (!response.ok)
    throw new Error(`The stand-in refused to sign in: ${response.status} ${await response.text()}`);
  const [session] = signedIn.parse(await response.json()).client.sessions;
  const values = [
    session?.last_active_token.jwt ?? "",
    String(Math.floor(Date.now() / 1000) - 1),
    crypto.randomUUID(),
  ];
  const jar = await cookies();
  cookieNames.forEach((name, index) => {
    jar.set(name, values[index] ?? "", {
      httpOnly: true,
      sameSite: "lax",
      secure: origin.startsWith("https:"),
      path: "/",
      maxAge: hours * 3600,
    });
  });
}

/** Forgets the session that `startDevelopmentSession` began. */
export async function endDevelopmentSession(): Promise<void> {
  const jar = await cookies();
  for (const name of cookieNames) jar.delete(name);
}
