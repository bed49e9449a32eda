// Compares the OpenAPI document that the running app serves with the generated one: node dev/check-openapi.mjs [REPORT]
// Reads APP_URL. Writes { url, status, paths, differences: [{ path, generated, served }] } to REPORT, or prints it.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const document = join(dirname(fileURLToPath(import.meta.url)), "../src/_generated/openapi.json");

/** Where two JSON values differ, as JSON pointers (RFC 6901) with both values as text. */
export function differences(generated, served, path = "") {
  if (Object.is(generated, served)) return [];
  if (
    !isContainer(generated) ||
    !isContainer(served) ||
    Array.isArray(generated) !== Array.isArray(served)
  ) {
    return [{ path, generated: shown(generated), served: shown(served) }];
  }
  const names = new Set([...Object.keys(generated), ...Object.keys(served)]);
  return [...names].flatMap((name) =>
    differences(
      generated[name],
      served[name],
      `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`,
    ),
  );
}

const isContainer = (value) => typeof value === "object" && value !== null;

const shown = (value) => (value === undefined ? "nothing" : JSON.stringify(value).slice(0, 200));

async function compare(url) {
  const generated = JSON.parse(readFileSync(document, "utf8"));
  const response = await fetch(url);
  const served = response.ok ? await response.json() : {};
  return {
    url,
    status: response.status,
    paths: Object.keys(served.paths ?? {}).length,
    differences: response.ok ? differences(generated, served) : [],
  };
}

async function main() {
  const report = await compare(
    `${process.env.APP_URL ?? "http://localhost:3000"}/api/openapi.json`,
  );
  const text = `${JSON.stringify(report, null, 2)}\n`;
  const target = process.argv[2];
  if (target === undefined) {
    process.stdout.write(text);
  } else {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  if (report.status !== 200 || report.differences.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
