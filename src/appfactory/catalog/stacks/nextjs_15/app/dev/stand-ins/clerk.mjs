// Clerk's sign-in and backend API (https://clerk.com/docs/reference/backend-api): issues session tokens under a key that lives as long as
// this process, publishes the key, and tells about users.
import { createPublicKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";

import { Refusal } from "./server.mjs";

/** The host in the stand-in's publishable key; Clerk puts it into `iss`. */
export const issuer = "https://clerk.stand-in.invalid";

/** The people of the seed data, as in src/auth/development-users.ts. */
export const users = [
  {
    id: "user_2testAna00000000000000000001",
    email: "ana@example.com",
    first_name: "Ana",
    last_name: "Ortiz",
    role: "user",
  },
  {
    id: "user_2testBen00000000000000000002",
    email: "ben@example.com",
    first_name: "Ben",
    last_name: "Okafor",
    role: "user",
  },
  {
    id: "user_2testAda00000000000000000003",
    email: "ada@example.com",
    first_name: "Ada",
    last_name: "Lindqvist",
    role: "admin",
  },
];

const hours = 3600;
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const refuse = (status, code, message) =>
  new Refusal(status, { errors: [{ code, message, long_message: message }] });

/** The instance's signing key: made at the first question, gone with the process. */
function instance(memory) {
  if (!memory.has("key"))
    memory
      .set("key", generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey)
      .set("kid", `ins_${randomBytes(12).toString("hex")}`);
  return { key: memory.get("key"), kid: memory.get("kid") };
}

/** A session token with the claims of Clerk's (version 2), and `metadata`, `email` and `name`, which an instance is customised to add. */
function sessionToken(user, origin, { key, kid }) {
  const issued = Math.floor(Date.now() / 1000);
  const claims = {
    azp: origin,
    email: user.email,
    exp: issued + 12 * hours,
    fva: [0, -1],
    iat: issued,
    iss: issuer,
    jti: randomBytes(10).toString("hex"),
    metadata: { role: user.role },
    name: `${user.first_name} ${user.last_name}`,
    nbf: issued - 10,
    sid: `sess_${randomBytes(12).toString("hex")}`,
    sts: "active",
    sub: user.id,
    v: 2,
  };
  const content = `${encoded({ alg: "RS256", kid, typ: "JWT" })}.${encoded(claims)}`;
  return {
    sid: claims.sid,
    jwt: `${content}.${sign("sha256", Buffer.from(content), key).toString("base64url")}`,
  };
}

function signIn({ headers, body, memory }) {
  const identifier = body instanceof URLSearchParams ? body.get("identifier") : null;
  if (!identifier) throw refuse(422, "form_param_missing", "identifier must be included.");
  if (!/^https?:\/\/[^/]+$/.test(headers.origin ?? ""))
    throw refuse(400, "origin_missing", "The request names no origin.");
  const user = users.find((candidate) => candidate.email === identifier);
  if (user === undefined)
    throw refuse(422, "form_identifier_not_found", "Couldn't find your account.");
  const { sid, jwt } = sessionToken(user, headers.origin, instance(memory));
  const session = {
    object: "session",
    id: sid,
    status: "active",
    user: profile(user),
    last_active_token: { object: "token", jwt },
  };
  return {
    json: {
      response: { object: "sign_in", status: "complete", identifier, created_session_id: sid },
      client: { object: "client", last_active_session_id: sid, sessions: [session] },
    },
  };
}

/** The backend API answers only those who have the instance's secret key. */
function authorize({ headers }) {
  if (!/^Bearer sk_test_\w+$/.test(headers.authorization ?? ""))
    throw refuse(401, "authentication_invalid", "Unable to authenticate the request.");
}

function publishKey(call) {
  authorize(call);
  const { key, kid } = instance(call.memory);
  return {
    json: {
      keys: [{ ...createPublicKey(key).export({ format: "jwk" }), alg: "RS256", kid, use: "sig" }],
    },
  };
}

function readUser(call) {
  authorize(call);
  const user = users.find(({ id }) => id === call.params.id);
  if (user === undefined)
    throw refuse(404, "resource_not_found", "No user was found with this id.");
  return { json: profile(user) };
}

/** The user as Clerk's API shows it (https://clerk.com/docs/reference/backend-api/model/user). */
function profile({ id, email, first_name, last_name, role }) {
  const address = `idn_${id.slice(5)}`;
  return {
    object: "user",
    id,
    first_name,
    last_name,
    primary_email_address_id: address,
    email_addresses: [
      {
        object: "email_address",
        id: address,
        email_address: email,
        verification: { status: "verified", strategy: "email_code" },
        linked_to: [],
      },
    ],
    phone_numbers: [],
    web3_wallets: [],
    external_accounts: [],
    enterprise_accounts: [],
    public_metadata: { role },
    private_metadata: {},
    unsafe_metadata: {},
  };
}

export default {
  name: "clerk",
  routes: [
    { method: "POST", path: "/v1/client/sign_ins", handle: signIn },
    { method: "GET", path: "/v1/jwks", handle: publishKey },
    { method: "GET", path: "/v1/users/:id", handle: readUser },
  ],
};
