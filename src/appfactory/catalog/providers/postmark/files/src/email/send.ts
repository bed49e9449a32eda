import "server-only";

import { ServerClient } from "postmark";

import { messageFor, type Email } from "@/email/message";
import { env } from "@/lib/env";

/** The token with which development and tests talk to dev/stand-ins/postmark.mjs. */
const standInToken = "00000000-0000-4000-8000-000000000000";

/** Sends one of the plan's templates through Postmark. Throws when it is not accepted. */
export async function sendEmail(email: Email): Promise<void> {
  const { subject, html, text } = messageFor(email);
  await postmark().sendEmail({
    From: env("EMAIL_FROM"),
    To: email.to,
    Subject: subject,
    HtmlBody: html,
    TextBody: text,
    MessageStream: env("POSTMARK_MESSAGE_STREAM") || "outbound",
    // Postmark does not recognise a message that is sent again; the key shows it in its log.
    ...(email.idempotencyKey === undefined
      ? {}
      : { Metadata: { "idempotency-key": email.idempotencyKey } }),
  });
}

function postmark(): ServerClient {
  const token = env("POSTMARK_SERVER_TOKEN");
  const base = env("POSTMARK_API_BASE") || (token === standInToken ? env("STAND_IN_URL") : "");
  if (base === "") return new ServerClient(token);
  const { host, protocol } = new URL(base);
  return new ServerClient(token, { requestHost: host, useHttps: protocol === "https:" });
}
