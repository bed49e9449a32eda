// Copies the component library to where an app has it, so that the template can be compiled, linted and run by itself.
// Usage: node scripts/link-library.mjs [PACKAGES]
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const app = join(dirname(fileURLToPath(import.meta.url)), "..");
const packages = process.argv[2] ?? join(app, "../../../../../../library/packages");

function copy(source, target) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target, {
    recursive: true,
    filter: (path) => !/\.test\.tsx?$|node_modules|\.about\.json$/.test(path),
  });
  for (const name of readdirSync(target, { recursive: true })) {
    const path = join(target, name);
    if (!statSync(path).isFile() || !/\.tsx?$/.test(path)) continue;
    const text = readFileSync(path, "utf8");
    const rewritten = text.replaceAll(/(["'])@appfactory\/(\w+)\//g, "$1@/components/$2/");
    if (rewritten !== text) writeFileSync(path, rewritten);
  }
}

copy(join(packages, "platform/ui/src"), join(app, "src/components/ui"));
for (const name of readdirSync(packages).filter((entry) => entry !== "platform")) {
  copy(join(packages, name, "src"), join(app, "src/components", name));
}
