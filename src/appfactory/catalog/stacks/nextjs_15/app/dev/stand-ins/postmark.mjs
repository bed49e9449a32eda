// Postmark's API for sending mail: https://postmarkapp.com/developer/api/email-api and …/overview#error-codes
import { randomUUID } from "node:crypto";

import { Refusal } from "./server.mjs";

const refuse = (status, ErrorCode, Message) => new Refusal(status, { ErrorCode, Message });

const ADDRESS = /^(?:"?[^<>"]+"? ?<)?[^\s<>@,"]+@[^\s<>@,"]+\.[^\s<>@,"]+>?$/;
const TOKEN = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|POSTMARK_API_TEST)$/i;

function authorize(headers) {
  const token = headers["x-postmark-server-token"];
  if (!token || !TOKEN.test(token))
    throw refuse(
      401,
      10,
      "No Account or Server API tokens were supplied in the HTTP headers, or the token is not valid.",
    );
  if (!(headers.accept ?? "").includes("application/json") && headers.accept !== "*/*")
    throw refuse(406, 405, "Accept: application/json is required.");
}

function checkAddresses(body, field) {
  const list = String(body[field] ?? "")
    .split(",")
    .map((address) => address.trim())
    .filter((address) => address !== "");
  if (list.length > 50) throw refuse(422, 300, `Too many recipients in '${field}'.`);
  if (list.some((address) => !ADDRESS.test(address)))
    throw refuse(422, 300, `Invalid '${field}' address: '${body[field]}'.`);
  return list;
}

function sendEmail({ headers, body }) {
  authorize(headers);
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw refuse(422, 402, "Invalid JSON: an object is required.");
  if (checkAddresses(body, "From").length !== 1)
    throw refuse(422, 300, "Zero or several 'From' addresses specified.");
  if (checkAddresses(body, "To").length === 0) throw refuse(422, 300, "Zero recipients specified");
  for (const field of ["Cc", "Bcc", "ReplyTo"]) checkAddresses(body, field);
  if (!body.HtmlBody && !body.TextBody)
    throw refuse(422, 300, "Provide either email TextBody or HtmlBody or both.");
  if (String(body.Tag ?? "").length > 1000) throw refuse(422, 300, "Tag is too long.");
  return {
    json: {
      To: body.To,
      SubmittedAt: new Date().toISOString(),
      MessageID: randomUUID(),
      ErrorCode: 0,
      Message: "OK",
    },
  };
}

export default {
  name: "postmark",
  routes: [{ method: "POST", path: "/email", handle: sendEmail }],
};
