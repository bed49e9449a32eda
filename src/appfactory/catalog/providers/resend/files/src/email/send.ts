import "server-only";

import { Resend } from "resend";

import { messageFor, type Email } from "@/email/message";
import { env } from "@/lib/env";

/** The key with which development and tests talk to dev/stand-ins/resend.mjs. */
const standInKey = "re_stand_in";

/** Sends one of the plan's templates through Resend. Throws when it is not accepted. */
export async function sendEmail(email: Email): Promise<void> {
  const message = messageFor(email);
  const { idempotencyKey } = email;
  const { error } = await resend().emails.send(
    { from: env("EMAIL_FROM"), to: email.to, ...message },
    idempotencyKey === undefined ? {} : { idempotencyKey },
  );
  if (error !== null)
    throw new Error(`Resend refused the message: ${error.name}: ${error.message}`);
}

function resend(): Resend {
  const key = env("RESEND_API_KEY");
  const baseUrl = env("RESEND_BASE_URL") || (key === standInKey ? env("STAND_IN_URL") : undefined);
  return new Resend(key, { baseUrl });
}
