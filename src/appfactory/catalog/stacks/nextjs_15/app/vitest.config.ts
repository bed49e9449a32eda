import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

const resolve = {
  alias: {
    "@": fileURLToPath(new URL("./src", import.meta.url)),
    // Outside Next.js the package has nothing to guard.
    "server-only": fileURLToPath(new URL("./node_modules/server-only/empty.js", import.meta.url)),
  },
};

export default defineConfig({
  test: {
    coverage: {
      provider: "v8",
      include: ["src/domains/**/*.ts"],
      exclude: ["**/*.test.ts"],
      reporter: ["text-summary", "json-summary", "json"],
      reportsDirectory: "coverage",
    },
    projects: [
      {
        resolve,
        oxc: { jsx: { runtime: "automatic" } },
        test: { name: "unit", include: ["{src,db,dev}/**/*.test.{ts,tsx}"] },
      },
      // Requests change what others read, and rate limits count them: one file at a time.
      {
        resolve,
        test: {
          name: "api",
          include: ["tests/api/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
