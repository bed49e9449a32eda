import { defineConfig } from "vitest/config";

import { workspaceAlias } from "./workspace-alias";

export default defineConfig({
  resolve: { alias: workspaceAlias },
  esbuild: { jsx: "automatic" },
  test: {
    environment: "jsdom",
    include: ["tests/**/*.test.{ts,tsx}", "packages/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    maxWorkers: 2,
    // Half an hour off every other zone: a clock read in the wrong one shows.
    env: { TZ: "America/St_Johns" },
  },
});
