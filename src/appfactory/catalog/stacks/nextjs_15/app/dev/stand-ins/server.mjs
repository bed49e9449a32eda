// Local stand-ins of the services this app talks to: node dev/stand-ins/server.mjs [--port 4010]
//
// Each file beside this one is a stand-in; its default export is
//   { name, routes: [{ method, path, handle }] }        path: "/v1/prices/:id"; the first route that matches answers
//   handle(call) → { status?, json?, html?, headers?, redirect? }, or a promise of it
//   call: { method, path, params, query (URLSearchParams), headers, body, text, baseUrl, environment, memory (a Map of the stand-in's own) }
//   body: the JSON value, or URLSearchParams of a form, or null; text: the body as it was sent
// Every call is kept in memory: GET /_records[?service=NAME], DELETE /_records. What no stand-in knows is answered with 404, and kept too.
import { readdirSync, realpathSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const MOST_RECORDS = 2_000;
const MOST_BYTES = 5_000_000;
const SECRET_HEADERS = new Set(["authorization", "cookie", "x-postmark-server-token", "apikey"]);

/** An answer that refuses, as handlers may throw it. */
export class Refusal extends Error {
  constructor(status, json) {
    super(`refused with ${status}`);
    this.answer = { status, json };
  }
}

export async function loadStandIns(from = folder) {
  const names = readdirSync(from).filter(
    (name) => name.endsWith(".mjs") && name !== "server.mjs" && !name.includes(".test."),
  );
  const modules = await Promise.all(
    names.sort().map((name) => import(pathToFileURL(join(from, name)).href)),
  );
  return modules.map((module) => ({ ...module.default, memory: new Map() }));
}

export function createStandInServer(standIns, environment = process.env) {
  const records = [];
  const server = createServer((request, response) => {
    answerTo(request, standIns, records, environment)
      .catch((error) =>
        error instanceof Refusal
          ? error.answer
          : { status: 500, json: { error: String(error.message) } },
      )
      .then((answer) => send(response, answer));
  });
  return { server, records };
}

async function answerTo(request, standIns, records, environment) {
  const url = new URL(request.url, `http://${request.headers.host ?? "localhost"}`);
  if (url.pathname === "/_health")
    return { json: { status: "ok", services: standIns.map(({ name }) => name) } };
  if (url.pathname === "/_records")
    return recordsAnswer(request.method, url.searchParams.get("service"), records);

  const text = await readText(request);
  const body = parsedBody(text, request.headers["content-type"] ?? "");
  const found = findRoute(standIns, request.method, url.pathname);
  const record = {
    number: (records.at(-1)?.number ?? 0) + 1,
    at: new Date().toISOString(),
    service: found?.standIn.name ?? null,
    method: request.method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !SECRET_HEADERS.has(name)),
    ),
    body: body instanceof URLSearchParams ? Object.fromEntries(body) : body,
    status: 0,
  };
  records.push(record);
  if (records.length > MOST_RECORDS) records.shift();
  const call = {
    method: request.method,
    path: url.pathname,
    params: found?.params ?? {},
    query: url.searchParams,
    headers: request.headers,
    body,
    text,
    baseUrl: url.origin,
    environment,
    memory: found?.standIn.memory,
  };
  const answer = await handled(found, call);
  record.status = answer.status ?? (answer.redirect ? 303 : 200);
  return answer;
}

async function handled(found, call) {
  if (found === undefined)
    return { status: 404, json: { error: `No stand-in answers ${call.method} ${call.path}.` } };
  try {
    return await found.route.handle(call);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    console.error(error);
    return { status: 500, json: { error: String(error.message) } };
  }
}

function recordsAnswer(method, service, records) {
  if (method === "DELETE") {
    records.length = 0;
    return { status: 204 };
  }
  return { json: records.filter((record) => service === null || record.service === service) };
}

function findRoute(standIns, method, path) {
  for (const standIn of standIns) {
    for (const route of standIn.routes) {
      const params = route.method === method ? matchPath(route.path, path) : null;
      if (params !== null) return { standIn, route, params };
    }
  }
  return undefined;
}

export function matchPath(pattern, path) {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return null;
  const params = {};
  for (const [index, part] of wanted.entries()) {
    if (part.startsWith(":") && given[index] !== "")
      params[part.slice(1)] = decodeURIComponent(given[index]);
    else if (part !== given[index]) return null;
  }
  return params;
}

async function readText(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Refusal(413, { error: "The body is too large." });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsedBody(text, type) {
  if (text === "") return null;
  if (type.includes("application/x-www-form-urlencoded")) return new URLSearchParams(text);
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, { error: "The body is not valid JSON." });
  }
}

function send(response, { status, json, html, headers = {}, redirect }) {
  if (redirect !== undefined)
    return response.writeHead(status ?? 303, { ...headers, location: redirect }).end();
  if (html !== undefined)
    return response
      .writeHead(status ?? 200, { "content-type": "text/html; charset=utf-8", ...headers })
      .end(html);
  if (json === undefined) return response.writeHead(status ?? 204, headers).end();
  return response
    .writeHead(status ?? 200, { "content-type": "application/json", ...headers })
    .end(JSON.stringify(json));
}

function portOf(argv, environment) {
  const place = argv.indexOf("--port");
  if (place >= 0) return Number(argv[place + 1]);
  return Number(new URL(environment.STAND_IN_URL || "http://localhost:4010").port || 80);
}

async function main() {
  if ((process.env.APP_ENV || process.env.NODE_ENV) === "production")
    throw new Error("Stand-ins are not for production.");
  for (const file of [".env.local", ".env"]) {
    try {
      process.loadEnvFile(file);
    } catch {
      // Not there: the environment has it all.
    }
  }
  const standIns = await loadStandIns();
  const { server } = createStandInServer(standIns);
  server.on("error", (error) => {
    console.error(`The stand-ins could not start. ${error.message}`);
    process.exit(1);
  });
  server.listen(portOf(process.argv, process.env), "localhost", () => {
    const { port } = server.address();
    console.log(
      `Stand-ins (${standIns.map(({ name }) => name).join(", ") || "none"}) at http://localhost:${port}`,
    );
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(0));
}

if (
  process.argv[1] !== undefined &&
  realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
) {
  main().catch((error) => {
    console.error(`The stand-ins could not start. ${error.message}`);
    process.exit(1);
  });
}
