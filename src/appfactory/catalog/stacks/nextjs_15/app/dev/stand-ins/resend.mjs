// Resend's API for sending mail: https://resend.com/docs/api-reference/emails/send-email and …/errors
import { randomUUID } from "node:crypto";

import { Refusal } from "./server.mjs";

const refuse = (statusCode, name, message) =>
  new Refusal(statusCode, { statusCode, name, message });

const ADDRESS = /^(?:[^<>"]+ <)?[^\s<>@,"]+@[^\s<>@,"]+\.[^\s<>@,"]+>?$/;
const KNOWN = new Set([
  "from",
  "to",
  "subject",
  "html",
  "text",
  "react",
  "cc",
  "bcc",
  "reply_to",
  "headers",
  "attachments",
  "tags",
  "scheduled_at",
  "topic_id",
  "template",
]);

function authorize(headers) {
  const key = /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1];
  if (key === undefined)
    throw refuse(
      401,
      "missing_api_key",
      "Missing API key in the authorization header. Include the following header: `Authorization: Bearer YOUR_API_KEY`",
    );
  if (!/^re_\w{3,}/.test(key)) throw refuse(403, "invalid_api_key", "API key is invalid");
  if (!headers["user-agent"])
    throw refuse(403, "validation_error", "Include a `User-Agent` header");
}

function addresses(body, field) {
  const list = [body[field] ?? []].flat();
  if (list.length > 50)
    throw refuse(422, "validation_error", `The \`${field}\` field has more than 50 recipients.`);
  const bad = list.find((address) => typeof address !== "string" || !ADDRESS.test(address));
  if (bad !== undefined)
    throw refuse(
      422,
      "validation_error",
      `Invalid \`${field}\` field. The email address needs to follow the \`email@example.com\` or \`Name <email@example.com>\` format.`,
    );
  return list;
}

function check(body) {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw refuse(422, "validation_error", "The body must be an object.");
  const unknown = Object.keys(body).find((name) => !KNOWN.has(name));
  if (unknown !== undefined)
    throw refuse(422, "validation_error", `The property \`${unknown}\` is not known.`);
  for (const field of ["from", "to", "subject"]) {
    if (body[field] === undefined || body[field] === "" || body[field].length === 0)
      throw refuse(422, "missing_required_field", `Missing \`${field}\` field.`);
  }
  for (const field of ["from", "to", "cc", "bcc", "reply_to"]) addresses(body, field);
  if (!body.html && !body.text)
    throw refuse(422, "missing_required_field", "Missing `html` or `text` field.");
  for (const { name, value } of body.tags ?? []) {
    if (!/^[\w-]{1,256}$/.test(name ?? "") || !/^[\w-]{1,256}$/.test(value ?? "")) {
      throw refuse(
        422,
        "validation_error",
        "Tags should only contain ASCII letters, numbers, underscores, or dashes.",
      );
    }
  }
}

function sendEmail({ headers, body, text, memory }) {
  authorize(headers);
  check(body);
  const key = headers["idempotency-key"];
  if (key === undefined) return { json: { id: randomUUID() } };
  if (key.length > 256 || key === "")
    throw refuse(400, "invalid_idempotency_key", "The key must be between 1-256 chars.");
  const sent = memory.get(key);
  if (sent !== undefined && sent.text !== text) {
    throw refuse(
      409,
      "invalid_idempotent_request",
      "Same idempotency key used with a different request payload.",
    );
  }
  const id = sent?.id ?? randomUUID();
  memory.set(key, { id, text });
  return { json: { id } };
}

export default { name: "resend", routes: [{ method: "POST", path: "/emails", handle: sendEmail }] };
